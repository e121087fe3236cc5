/** A confusion matrix whose cells are buttons: pressing one shows the samples behind it. */

import { memo, useEffect, useRef } from 'react';
import styles from './charts.module.css';
import type { Confusion } from './confusion';

export interface ConfusionMatrixProps {
  readonly confusion: Confusion;
  readonly selected: { readonly truth: number; readonly predicted: number } | null;
  readonly onSelect: (truth: number, predicted: number) => void;
}

const STRONG = 0.55;
/** Pixels of a letter of a class' name, around a name, and of a line of names. */
const LETTER = 6.7;
const AROUND = 12;
const LINE = 20;
/** Between cells. */
const GAP = 2;
/** Longer names are cut; what points at one tells it in full. */
const MOST_LETTERS = 12;
const clamp = (low: number, value: number, high: number): number => Math.max(low, Math.min(value, high));

/**
 * Makes cells as large as there is room for: a matrix of few classes is seen whole, and read from afar. Names that are
 * wider than a cell stand upright below it.
 */
function useCellSize({ classes, counts }: Confusion) {
  const frame = useRef<HTMLDivElement>(null);
  const rows = classes.length;
  const names = Math.min(MOST_LETTERS, Math.max(...classes.map((c) => c.length))) * LETTER + AROUND;
  const digits = String(Math.max(...counts.map((row) => Math.max(...row)))).length;
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {};
      const tallest = (below: number): number => clamp(11, (height - below) / rows - GAP, 44);
      const widest = (tall: number): number =>
        Math.max(digits * LETTER + GAP, Math.min((width - names - GAP) / rows - GAP, 1.7 * tall));
      const upright = widest(tallest(LINE)) < names - AROUND / 2;
      const tall = tallest(upright ? names : LINE);
      element.style.setProperty('--tall', `${tall}px`);
      element.style.setProperty('--wide', `${widest(tall)}px`);
      element.toggleAttribute('data-upright', upright);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [rows, names, digits]);
  return frame;
}

/** Rendered anew only when there are new counts: while a run goes on, what is around it changes often. */
export const ConfusionMatrix = memo(function ConfusionMatrix({ confusion, selected, onSelect }: ConfusionMatrixProps) {
  const { classes, counts, perClass } = confusion;
  const frame = useCellSize(confusion);
  return (
    <div ref={frame} className={styles.matrix}>
      <table aria-label="Confusion matrix: rows are true classes, columns predicted ones">
        <tbody>
          {counts.map((row, t) => (
            <tr key={classes[t]}>
              <th scope="row" title={classes[t]}>
                {classes[t]}
              </th>
              {row.map((n, p) => {
                const share = n / Math.max(1, perClass[t]?.support ?? 1);
                const chosen = selected?.truth === t && selected.predicted === p;
                return (
                  <td key={classes[p]}>
                    <button
                      type="button"
                      className={styles.cell}
                      style={{ '--share': share } as React.CSSProperties}
                      data-strong={share > STRONG || undefined}
                      aria-pressed={chosen}
                      aria-label={`${n} of class ${classes[t]} predicted as ${classes[p]}`}
                      disabled={n === 0}
                      onClick={() => onSelect(t, p)}
                    >
                      {n}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
          <tr>
            <td />
            {classes.map((name) => (
              <th key={name} scope="col" title={name}>
                {name}
              </th>
            ))}
          </tr>
        </tbody>
      </table>
    </div>
  );
});
