/** A series as a line, the whole of it in the width there is. */
import styles from './series-plot.module.css';

export function SeriesPlot({ values, height = 90 }: { readonly values: ArrayLike<number>; readonly height?: number }) {
  const list = Array.from(values);
  const [low, high] = [Math.min(...list), Math.max(...list)];
  const span = high - low || 1;
  const path = list.map(
    (v, i) =>
      `${i === 0 ? 'M' : 'L'}${((i / (list.length - 1)) * 100).toFixed(2)} ${(100 - ((v - low) / span) * 100).toFixed(2)}`,
  );
  return (
    <svg
      viewBox="0 -4 100 108"
      preserveAspectRatio="none"
      role="img"
      className={styles.plot}
      style={{ height }}
      aria-label={`A series of ${list.length} values from ${low.toFixed(2)} to ${high.toFixed(2)}`}
    >
      <path d={path.join('')} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
