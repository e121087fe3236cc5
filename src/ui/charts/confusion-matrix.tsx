/** A confusion matrix whose cells are buttons: pressing one shows the samples behind it. */

import styles from './charts.module.css';
import type { Confusion } from './confusion';

export interface ConfusionMatrixProps {
  readonly confusion: Confusion;
  readonly selected: { readonly truth: number; readonly predicted: number } | null;
  readonly onSelect: (truth: number, predicted: number) => void;
}

const STRONG = 0.55;

export function ConfusionMatrix({ confusion, selected, onSelect }: ConfusionMatrixProps) {
  const { classes, counts, perClass } = confusion;
  return (
    <div className={styles.matrix} style={{ '--rows': classes.length } as React.CSSProperties}>
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
}
