/** The top: project, undo, where the work is done, theme, and the way to every command. */
import { Button, IconButton } from '../../components/button';
import { Icon, type IconName, Logo } from '../../components/icon';
import { Menu } from '../../components/menu';
import { TextField } from '../../components/text-field';
import { useDocument, useDocumentState, useProjects, useSettings, useStudio } from '../../studio';
import { BackendPill } from './backend-pill';
import styles from './header.module.css';
import { ProjectMenu } from './project-menu';
import { SavedState } from './saved-state';
import { UndoRedo } from './undo-redo';

const THEMES = [
  { value: 'system', label: 'As the system', icon: 'system' },
  { value: 'light', label: 'Light', icon: 'sun' },
  { value: 'dark', label: 'Dark', icon: 'moon' },
] as const satisfies readonly { value: string; label: string; icon: IconName }[];

function ThemeSwitch() {
  const { settings } = useStudio();
  const theme = useSettings((s) => s.theme);
  const shown = THEMES.find((t) => t.value === theme) ?? THEMES[0];
  return (
    <Menu
      label="Theme"
      align="end"
      items={THEMES.map((t) => ({
        id: t.value,
        label: t.label,
        checked: t.value === theme,
        run: () => settings.setState({ theme: t.value }),
      }))}
      trigger={(props) => <IconButton icon={shown.icon} label={`Theme: ${shown.label}`} {...props} />}
    />
  );
}

export function Header({ narrow }: { readonly narrow: boolean }) {
  const { edit, run } = useStudio();
  const name = useDocument((d) => d.name);
  const readOnly = useDocumentState((s) => s.readOnly);
  return (
    <header className={styles.header}>
      <ProjectMenu
        trigger={(props) => (
          <button type="button" {...props} className={styles.brand} aria-label="Strata: projects and files">
            <Logo />
            <span className={styles.word}>Strata</span>
            <Icon name="chevronDown" size={12} className={styles.brandArrow} />
          </button>
        )}
      />
      <h1 className="visually-hidden">Strata: {name}</h1>
      <span className={styles.slash} aria-hidden="true">
        /
      </span>
      <TextField
        bare
        aria-label="Name of the project"
        className={styles.name}
        size={Math.max(8, Math.min(32, name.length + 1))}
        maxLength={120}
        value={name}
        disabled={readOnly}
        onCommit={(text) => edit.renameProject(text)}
      />
      {!narrow && <SavedState />}
      <div className={styles.pair}>
        <UndoRedo />
      </div>
      <div className={styles.space} />
      {!narrow && (
        <>
          <BackendPill />
          <span
            className={styles.pill}
            data-tip="Your data, models and results stay in this browser. The page's security policy blocks every request to anywhere else."
          >
            <Icon name="lock" size={13} />
            Nothing leaves this browser
          </span>
        </>
      )}
      <IconButton icon="command" label="Commands" shortcut="Mod+K" onClick={() => run('view.palette')} />
      <ThemeSwitch />
    </header>
  );
}

/** A quiet bar over everything while another tab edits the project. */
export function ReadOnlyBar() {
  const elsewhere = useProjects((p) => p.elsewhere);
  const { run } = useStudio();
  if (!elsewhere) return null;
  return (
    <div className={styles.readOnly} role="status">
      <span>This project is open in another tab, so it can only be looked at here.</span>
      <Button small variant="primary" onClick={() => run('project.take-over')}>
        Edit here
      </Button>
      <Button small onClick={() => run('project.duplicate')}>
        Work on a copy
      </Button>
    </div>
  );
}
