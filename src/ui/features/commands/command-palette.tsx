/** Every command by typing part of its name: arrows move, Enter runs; what cannot be done says why. */
import { type KeyboardEvent, useEffect, useId, useMemo, useState } from 'react';
import type { CommandView } from '../../../state';
import { classes } from '../../components/classes';
import { Dialog } from '../../components/dialog';
import { Icon } from '../../components/icon';
import { Kbd } from '../../components/kbd';
import { useStudio, useView } from '../../studio';
import { type Elsewhere, loadElsewhere } from '../palette/layer-picker';
import { useGround, useInsertAfterSelection } from '../palette/palette';
import { searchLayers } from '../palette/search';
import styles from './commands.module.css';

interface Entry extends Pick<CommandView, 'id' | 'label' | 'shortcut' | 'blocked'> {
  readonly group: string;
  /** More of it, while it is the active one. */
  readonly note?: string;
  readonly run: () => void;
}

/** Score from which a layer is found by its name or a synonym. */
const NAMED = 40;

const GROUPS: { readonly [group: string]: string } = {
  run: 'Training',
  model: 'Model',
  edit: 'Edit',
  data: 'Data',
  project: 'Project',
  view: 'View',
};

/** How well a label and its keywords answer a query; 0 for not at all. */
function match(text: string, words: readonly string[]): number {
  const low = text.toLowerCase();
  // Words typed as they stand there come before the same words scattered.
  let value = words.length > 1 && low.includes(words.join(' ')) ? 4 : 1;
  for (const word of words) {
    const at = low.indexOf(word);
    if (at < 0) return 0;
    value += at === 0 ? 3 : /\W/.test(low[at - 1] ?? '') ? 2 : 0.5;
  }
  return value;
}

function List({ onDone }: { readonly onDone: () => void }) {
  const studio = useStudio();
  const insert = useInsertAfterSelection();
  const ground = useGround();
  const id = useId();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const [elsewhere, setElsewhere] = useState<Elsewhere | null>(null);
  useEffect(() => void loadElsewhere().then(setElsewhere), []);
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const all = useMemo(() => studio.commands.map((c) => studio.command(c.id)), [studio]);
  const commands = all
    .filter((c) => c.id !== 'view.palette')
    .map((c) => ({ command: c, value: match(`${c.label} ${c.keywords} ${GROUPS[c.group] ?? ''}`, words) }))
    .filter((m) => m.value > 0)
    // Of those that answer as well, what can be done comes first.
    .sort((a, b) => b.value - a.value || Number(a.command.blocked !== null) - Number(b.command.blocked !== null))
    .map(
      ({ command }): Entry => ({
        ...command,
        group: GROUPS[command.group] ?? command.group,
        run: () => studio.run(command.id),
      }),
    );
  const layers =
    words.length > 0
      ? searchLayers(query, ground, NAMED)
          .slice(0, 6)
          .map(
            (d): Entry => ({
              id: `insert.${d.name}`,
              label: `Insert ${d.name}`,
              shortcut: null,
              blocked: null,
              group: 'Layers',
              run: () => insert(d.name),
            }),
          )
      : [];
  const settings = words.length > 0 && elsewhere ? elsewhere.findSettings(studio, query) : [];
  const entries = [
    ...commands,
    ...layers,
    ...settings.map(
      (s): Entry => ({
        id: `set-${s.id}`,
        label: s.name,
        note: s.summary,
        shortcut: null,
        blocked: null,
        group: 'Settings',
        run: () => void elsewhere?.goTo(studio, s.goes),
      }),
    ),
  ];
  const active = entries[Math.min(at, entries.length - 1)];
  const take = (entry: Entry | undefined): void => {
    if (!entry || entry.blocked !== null) return;
    onDone();
    entry.run();
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setAt((i) => Math.min(i + 1, entries.length - 1));
    else if (event.key === 'ArrowUp') setAt((i) => Math.max(0, i - 1));
    else if (event.key === 'Enter') take(active);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className={styles.searchBox}>
        <Icon name="search" />
        <input
          type="text"
          data-autofocus
          role="combobox"
          aria-label="Search commands"
          aria-expanded
          aria-controls={id}
          aria-activedescendant={active ? `${id}-${active.id}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder="Search commands and layers"
          className={styles.search}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={key}
        />
      </div>
      <div id={id} role="listbox" aria-label="Commands" className={styles.list}>
        {entries.map((entry, i) => (
          // The search box holds the focus and the keys.
          // biome-ignore lint/a11y/useFocusableInteractive: see above
          // biome-ignore lint/a11y/useKeyWithClickEvents: see above
          <div
            key={entry.id}
            id={`${id}-${entry.id}`}
            role="option"
            aria-selected={entry === active}
            aria-disabled={entry.blocked !== null || undefined}
            className={classes(styles.entry, entry === active && styles.active)}
            ref={entry === active ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
            onPointerMove={() => setAt(i)}
            onClick={() => take(entry)}
          >
            <span className={styles.label}>
              {entry.label}
              {entry === active && (entry.blocked ?? entry.note) && (
                <span className={styles.blocked}>{entry.blocked ?? entry.note}</span>
              )}
            </span>
            {entry.shortcut && <Kbd keys={entry.shortcut} />}
            <span className={styles.group}>{entry.group}</span>
          </div>
        ))}
        {entries.length === 0 && <p className={styles.none}>Nothing is called “{query}”.</p>}
      </div>
    </>
  );
}

export default function CommandPalette() {
  const { view } = useStudio();
  const open = useView((v) => v.commandPalette);
  const close = (): void => view.setState({ commandPalette: false });
  return (
    <Dialog
      open={open}
      onClose={close}
      title="Commands"
      className={styles.palette ?? ''}
      header={(titleId) => (
        <h2 id={titleId} className="visually-hidden">
          Commands
        </h2>
      )}
    >
      <List onDone={close} />
    </Dialog>
  );
}
