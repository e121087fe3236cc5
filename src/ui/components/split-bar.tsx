/** How rows are shared out among training, validation and test: a bar and its key. */
import type { CSSProperties } from 'react';
import styles from './split-bar.module.css';

export interface SplitBarProps {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  /** Percentages in place of counts. */
  readonly percent?: boolean;
}

const whole = new Intl.NumberFormat('en-US');

export function SplitBar({ train, validation, test, percent }: SplitBarProps) {
  const total = Math.max(1, train + validation + test);
  const parts = [
    { name: 'train', words: 'train', value: train },
    { name: 'validation', words: 'val', value: validation },
    { name: 'test', words: 'test', value: test },
  ].filter((p) => p.value > 0);
  const show = (n: number): string => (percent ? String(Math.round((n / total) * 100)) : whole.format(n));
  return (
    <div className={styles.split}>
      <div className={styles.bar} aria-hidden="true">
        {parts.map((p) => (
          <span key={p.name} style={{ flexGrow: p.value / total, background: `var(--part-${p.name})` }} />
        ))}
      </div>
      <ul className={styles.key}>
        {parts.map((p) => (
          <li key={p.name} style={{ '--dot': `var(--part-${p.name})` } as CSSProperties}>
            {show(p.value)}
            {percent && <span className="visually-hidden"> percent</span>} {p.words}
          </li>
        ))}
      </ul>
    </div>
  );
}
