/** A small histogram: one bar per count, as tall as its share of the largest. */

import styles from './bars.module.css';
import { classes } from './classes';

export interface BarsProps {
  readonly counts: readonly number[];
  /** What it shows, for screen readers; without it the bars are decoration. */
  readonly label?: string;
  readonly width?: number;
  readonly height?: number;
  readonly className?: string | undefined;
}

export function Bars({ counts, label, width = 100, height = 20, className }: BarsProps) {
  const top = Math.max(1, ...counts);
  const step = width / Math.max(1, counts.length);
  const gap = Math.min(1, step / 4);
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: a title would show as the browser's own tooltip; the label is an attribute
    <svg
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className={classes(styles.bars, className)}
      style={{ height }}
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      {counts.map((count, i) => {
        const h = count === 0 ? 0 : Math.max(1, (count / top) * height);
        // Bars have no identity but their place.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        return <rect key={i} x={i * step + gap / 2} y={height - h} width={step - gap} height={h} />;
      })}
    </svg>
  );
}
