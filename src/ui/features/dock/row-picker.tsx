/** Goes through the rows kept for validation, one by one or at random, to ask the model about one of them. */
import type { DataRows } from '../../../state';
import { Button, IconButton } from '../../components/button';
import { formatCount } from '../../components/format';
import styles from './predict.module.css';

export interface RowPickerProps {
  readonly rows: DataRows;
  /** The prepared row that is shown; null for what is a person's own. */
  readonly row: number | null;
  readonly onPick: (row: number) => void;
}

export function RowPicker({ rows: { parts }, row, onPick }: RowPickerProps) {
  const part = parts.validation.length > 0 ? 'validation' : 'train';
  const list = parts[part];
  const at = row === null ? -1 : list.indexOf(row);
  const go = (to: number): void => {
    const next = list[(to + list.length) % list.length];
    if (next !== undefined) onPick(next);
  };
  // Another one than is shown, where there is another.
  const others = at < 0 ? list.length : Math.max(1, list.length - 1);
  const random = (): void => go(at + 1 + Math.floor(Math.random() * others));
  return (
    <div className={styles.picker}>
      <Button small icon="shuffle" onClick={random}>
        Random row
      </Button>
      <IconButton icon="chevronLeft" label="Previous row" size={14} onClick={() => go(at < 0 ? -1 : at - 1)} />
      <IconButton icon="chevronRight" label="Next row" size={14} onClick={() => go(at + 1)} />
      <span role="status">
        {at >= 0 ? `${part} row ${formatCount(at + 1)} of ${formatCount(list.length)}` : `of ${part} data`}
      </span>
    </div>
  );
}
