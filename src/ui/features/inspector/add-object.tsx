/** A button that opens a searchable list of Keras objects of a kind. */
import type { ReactNode } from 'react';
import { Picker, type PickerItem } from '../../components/picker';
import { Popover, type TriggerProps } from '../../components/popover';
import styles from './inspector.module.css';

export interface AddObjectProps {
  /** What is added, `Add a metric`. */
  readonly label: string;
  readonly items: readonly PickerItem[];
  readonly onAdd: (name: string) => void;
  trigger(props: TriggerProps): ReactNode;
}

/** Items whose name or sentence has every word; those whose name begins with the query first. */
function matching(items: readonly PickerItem[], query: string): readonly PickerItem[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const [first = ''] = words;
  return items
    .filter((i) => words.every((w) => `${i.name} ${i.summary}`.toLowerCase().includes(w)))
    .sort((a, b) => Number(b.name.toLowerCase().startsWith(first)) - Number(a.name.toLowerCase().startsWith(first)));
}

export function AddObject({ label, items, onAdd, trigger }: AddObjectProps) {
  return (
    <Popover
      label={label}
      align="end"
      className={styles.addPanel ?? ''}
      trigger={trigger}
      content={(close) => (
        <Picker
          label={`Search: ${label.toLowerCase()}`}
          eager
          autoFocus
          find={(query) => matching(items, query)}
          onPick={(name) => {
            close();
            onAdd(name);
          }}
        />
      )}
    />
  );
}
