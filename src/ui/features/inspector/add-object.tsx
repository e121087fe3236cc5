/** A button that opens a searchable list of Keras objects of a kind. */
import type { ReactNode } from 'react';
import type { Definition } from '../../../keras';
import { Picker, type PickerItem } from '../../components/picker';
import { Popover, type TriggerProps } from '../../components/popover';
import { searchObjects } from '../palette/search';
import styles from './inspector.module.css';

/** An object of the catalogue, or a word that stands for one. */
type Offered = PickerItem & Pick<Definition, 'ids' | 'aliases'>;

export interface AddObjectProps {
  /** What is added, `Add a metric`. */
  readonly label: string;
  readonly items: readonly Offered[];
  readonly onAdd: (name: string) => void;
  trigger(props: TriggerProps): ReactNode;
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
          find={(query) => (query === '' ? items : searchObjects(items, query))}
          onPick={(name) => {
            close();
            onAdd(name);
          }}
        />
      )}
    />
  );
}
