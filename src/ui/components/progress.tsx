/** How far something is; without a value it only says that something is going on. */
import styles from './progress.module.css';

export interface ProgressProps {
  readonly label: string;
  /** 0 to 1; null while unknown. */
  readonly value: number | null;
}

export function Progress({ label, value }: ProgressProps) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value === null ? undefined : Math.round(value * 100)}
      className={styles.track}
    >
      <div
        className={value === null ? styles.unknown : styles.fill}
        style={value === null ? undefined : { transform: `scaleX(${Math.min(1, Math.max(0, value))})` }}
      />
    </div>
  );
}
