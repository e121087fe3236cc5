/** One of a few, all visible: a radio group in the form of a bar. */
import { type KeyboardEvent, useRef } from 'react';
import { classes } from './classes';
import styles from './segmented.module.css';

export interface Segment<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly tip?: string;
  readonly count?: number;
}

export interface SegmentedProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly segments: readonly Segment<V>[];
  readonly onChange: (value: V) => void;
  readonly fill?: boolean;
}

export function Segmented<V extends string>({ label, value, segments, onChange, fill }: SegmentedProps<V>) {
  const bar = useRef<HTMLDivElement>(null);
  const key = (event: KeyboardEvent): void => {
    const way = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const at = segments.findIndex((s) => s.value === value);
    const next = segments[(at + way + segments.length) % segments.length];
    if (!next) return;
    onChange(next.value);
    bar.current?.querySelectorAll<HTMLElement>('[role="radio"]')[segments.indexOf(next)]?.focus();
  };
  return (
    <div
      ref={bar}
      role="radiogroup"
      aria-label={label}
      className={classes(styles.bar, fill && styles.fill)}
      onKeyDown={key}
    >
      {segments.map((s) => (
        // A radio input cannot hold the look without hiding it; the ARIA radio pattern is complete here.
        // biome-ignore lint/a11y/useSemanticElements: see above
        <button
          key={s.value}
          type="button"
          role="radio"
          aria-checked={s.value === value}
          tabIndex={s.value === value ? 0 : -1}
          data-tip={s.tip}
          className={styles.segment}
          onClick={() => onChange(s.value)}
        >
          {s.label}
          {s.count !== undefined && <span className={styles.count}>{s.count}</span>}
        </button>
      ))}
    </div>
  );
}
