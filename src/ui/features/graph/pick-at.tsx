/** A list to choose from that opens at a point of the canvas: a layer to insert, a card to connect to. */
import { useEffect, useRef } from 'react';
import { place } from '../../components/anchored';
import { classes } from '../../components/classes';
import { Picker, type PickerItem } from '../../components/picker';
import panel from '../../components/popover.module.css';
import styles from './graph.module.css';

export interface PickAtProps {
  readonly title: string;
  /** What is searched, `Search layers`. */
  readonly label: string;
  /** In window pixels. */
  readonly at: { readonly x: number; readonly y: number };
  find(query: string): readonly PickerItem[];
  readonly onPick: (name: string) => void;
  readonly onClose: () => void;
}

export function PickAt({ title, label, at, find, onPick, onClose }: PickAtProps) {
  const ref = useRef<HTMLDivElement>(null);
  const back = useRef<HTMLElement | null>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    back.current = document.activeElement as HTMLElement | null;
    element.showPopover();
    place(element, new DOMRect(at.x, at.y, 0, 0), 'center');
    element.querySelector('input')?.focus();
  }, [at]);
  return (
    <div
      ref={ref}
      popover="auto"
      role="dialog"
      aria-label={title}
      className={classes(panel.panel, styles.pickAt)}
      onToggle={(event) => {
        if (event.newState !== 'closed') return;
        // The focus goes back to the canvas unless something was pressed elsewhere.
        if (document.activeElement === document.body || ref.current?.contains(document.activeElement)) {
          back.current?.focus();
        }
        onClose();
      }}
    >
      <p className={styles.pickTitle}>{title}</p>
      <Picker
        label={label}
        find={find}
        eager
        onPick={(name) => {
          // Closed at once, so that what is opened next is not closed by a late event of this one.
          ref.current?.hidePopover();
          onClose();
          onPick(name);
        }}
      />
    </div>
  );
}
