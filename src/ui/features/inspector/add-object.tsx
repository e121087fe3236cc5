/** A button that opens a searchable list of Keras objects of a kind. */
import { type ReactNode, useEffect } from 'react';
import type { Definition } from '../../../keras';
import { Picker, type PickerItem, type PickerProps } from '../../components/picker';
import { Popover, type TriggerProps } from '../../components/popover';
import { useStudio, useView } from '../../studio';
import { searchObjects } from '../palette/search';
import styles from './inspector.module.css';

/** An object of the catalogue, or a word that stands for one. */
type Offered = PickerItem & Pick<Definition, 'ids' | 'aliases'>;

export interface AddObjectProps {
  /** What is added, `Add a metric`. */
  readonly label: string;
  readonly items: readonly Offered[];
  /** The argument a search elsewhere leads here by. */
  readonly argument?: string;
  readonly onAdd: (name: string) => void;
  trigger(props: TriggerProps): ReactNode;
}

export function AddObject({ label, items, argument, onAdd, trigger }: AddObjectProps) {
  return (
    <Popover
      label={label}
      align="end"
      className={styles.addPanel ?? ''}
      trigger={trigger}
      content={(close) => (
        <SoughtPicker
          label={`Search: ${label.toLowerCase()}`}
          argument={argument}
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

/** A list that opens with what was looked for elsewhere, and forgets it when it closes. */
function SoughtPicker({ argument, ...props }: PickerProps & { readonly argument: string | undefined }) {
  const { view } = useStudio();
  const seek = useView((v) => v.seek);
  useEffect(() => () => view.setState({ seek: null }), [view]);
  return <Picker {...props} {...(seek !== null && seek.argument === argument && { initial: seek.text })} />;
}
