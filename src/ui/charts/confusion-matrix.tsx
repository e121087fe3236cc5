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
/** Pixels beside and below the cells: names of classes. */
const NAMES = { width: 104, height: 30 };
const clamp = (low: number, value: number, high: number): number => Math.max(low, Math.min(value, high));

/** Makes cells as large as there is room for: a matrix of few classes is seen whole, and read from afar. */
function useCellSize(rows: number) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {};
      const tall = clamp(14, (height - NAMES.height) / rows - 2, 44);
      element.style.setProperty('--tall', `${tall}px`);
      element.style.setProperty('--wide', `${clamp(24, (width - NAMES.width) / rows - 2, 1.7 * tall)}px`);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [rows]);
  return frame;
}

/** Rendered anew only when there are new counts: while a run goes on, what is around it changes often. */
export const ConfusionMatrix = memo(function ConfusionMatrix({ confusion, selected, onSelect }: ConfusionMatrixProps) {
  const { classes, counts, perClass } = confusion;
  const frame = useCellSize(classes.length);
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
