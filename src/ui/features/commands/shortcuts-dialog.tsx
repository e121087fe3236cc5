/** The list of keys, made from the commands themselves. */
import type { ReactNode } from 'react';
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
  ['Among layers of a family: to the next', 'ArrowRight'],
  ['In a number: step, with Shift by ten', 'ArrowUp'],
  ['On a splitter: resize', 'ArrowRight'],
  ['Close what is open', 'Escape'],
] as const;

/** Keys of the graph's canvas that are no commands. */
const GRAPH = [
  ['Go along the wires, or to the side', 'ArrowDown'],
  ['Choose more on the way', 'Shift+ArrowDown'],
  ['Move what is chosen', 'Alt+ArrowDown'],
  ['First card, last card', 'Home'],
  ['Everything else: the menu', 'Shift+F10'],
] as const;

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Row({ label, keys }: { readonly label: string; readonly keys: string }) {
  return (
    <p className={styles.keyRow}>
      {label}
      <Kbd keys={keys} />
    </p>
  );
}

export default function ShortcutsDialog() {
  const studio = useStudio();
  const open = useView((v) => v.dialog === 'shortcuts');
  const shown = (inGraph: boolean) =>
    studio.commands
      .filter((c) => (c.inGraph ?? false) === inGraph)
      .map((c) => studio.command(c.id))
      .filter((c) => c.shortcut !== null);
  const commands = shown(false);
  return (
    <Dialog open={open} onClose={() => studio.view.setState({ dialog: null })} title="Keyboard shortcuts">
      <div className={styles.columns}>
        {GROUPS.map(([group, label]) => {
          const members = commands.filter((c) => c.group === group);
          if (members.length === 0) return null;
          return (
            <Section key={group} title={label}>
              {members.map((c) => (
                <Row key={c.id} label={c.label} keys={c.shortcut ?? ''} />
              ))}
            </Section>
          );
        })}
        <Section title="In the graph">
          {shown(true).map((c) => (
            <Row key={c.id} label={c.label} keys={c.shortcut ?? ''} />
          ))}
          {GRAPH.map(([label, keys]) => (
            <Row key={label} label={label} keys={keys} />
          ))}
        </Section>
        <Section title="Places">
          {PLACES.map(([label, keys]) => (
            <Row key={label} label={label} keys={keys} />
          ))}
        </Section>
      </div>
    </Dialog>
  );
}
