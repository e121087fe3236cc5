/** The space between two cards: a + to insert there, and while dragging a slot that opens and says what would happen. */
import { useDroppable } from '@dnd-kit/core';
import { memo } from 'react';
import { Icon } from '../../components/icon';
import { Popover } from '../../components/popover';
import { stackedSpec } from '../../starting-config';
import { useStudio } from '../../studio';
import { LayerPicker } from '../palette/layer-picker';
import { gapId, type Held, isMove, useDropProblems } from './drag';
import styles from './stack.module.css';

export interface GapProps {
  /** A layer dropped here becomes number `position` of the stack, counted without the input. */
  readonly position: number;
  readonly held: Held | null;
  /** Below the last card. */
  readonly last: boolean;
}

export const Gap = memo(function Gap({ position, held, last }: GapProps) {
  const { edit } = useStudio();
  const { setNodeRef, isOver } = useDroppable({ id: gapId(position) });
  const open = isOver && held !== null && isMove(held, position);
  const problems = useDropProblems(held, position, isOver);
  const [worst] = problems;
  return (
    <div ref={setNodeRef} className={styles.gap} data-open={open || undefined} data-last={last || undefined}>
      {open && held ? (
        <div className={styles.slot} data-bad={worst ? true : undefined}>
          {worst ? (
            <>
              <span className={styles.slotTitle}>
                <Icon name="warning" size={14} /> {held.className} does not fit here
              </span>
              <span className={styles.slotWhy}>{worst.message}</span>
            </>
          ) : (
            <span>
              {held.kind === 'new' ? 'Drop' : 'Move'} <b>{held.className}</b> here
            </span>
          )}
        </div>
      ) : (
        !held && (
          <Popover
            label="Insert a layer"
            align="center"
            className={styles.insertPanel ?? ''}
            trigger={(props) => (
              <button
                {...props}
                type="button"
                className={styles.plus}
                aria-label={last ? 'Add layer at the end' : `Insert a layer at position ${position + 1}`}
                data-tip="Insert a layer here"
              >
                <Icon name="plus" size={12} />
                {last && <span>Add layer</span>}
              </button>
            )}
            content={(close) => (
              <LayerPicker
                ground="stack"
                autoFocus
                eager
                onLeave={close}
                onPick={(className) => {
                  close();
                  edit.insertLayer(stackedSpec(className), position);
                }}
              />
            )}
          />
        )
      )}
    </div>
  );
});
