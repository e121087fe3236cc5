/** The list of keys, made from the commands themselves. */
import { Dialog } from '../../components/dialog';
import { Kbd } from '../../components/kbd';
import { useStudio, useView } from '../../studio';
import styles from './commands.module.css';

const GROUPS = [
  ['run', 'Training'],
  ['model', 'Model'],
  ['edit', 'Edit'],
  ['view', 'View'],
  ['data', 'Data'],
  ['project', 'Project'],
] as const;

/** Keys that belong to places rather than to commands. */
const PLACES = [
  ['On a card: move to the next', 'ArrowDown'],
  ['In a number: step, with Shift by ten', 'ArrowUp'],
  ['On a splitter: resize', 'ArrowRight'],
  ['Close what is open', 'Escape'],
] as const;

export default function ShortcutsDialog() {
  const studio = useStudio();
  const open = useView((v) => v.dialog === 'shortcuts');
  const commands = studio.commands.map((c) => studio.command(c.id)).filter((c) => c.shortcut !== null);
  return (
    <Dialog open={open} onClose={() => studio.view.setState({ dialog: null })} title="Keyboard shortcuts">
      <div className={styles.columns}>
        {GROUPS.map(([group, label]) => {
          const members = commands.filter((c) => c.group === group);
          if (members.length === 0) return null;
          return (
            <section key={group} className={styles.section}>
              <h3>{label}</h3>
              {members.map((c) => (
                <p key={c.id} className={styles.keyRow}>
                  {c.label}
                  <Kbd keys={c.shortcut ?? ''} />
                </p>
              ))}
            </section>
          );
        })}
        <section className={styles.section}>
          <h3>Places</h3>
          {PLACES.map(([label, keys]) => (
            <p key={label} className={styles.keyRow}>
              {label}
              <Kbd keys={keys} />
            </p>
          ))}
        </section>
      </div>
    </Dialog>
  );
}
