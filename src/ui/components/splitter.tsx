/** The line between two places: drag it, or focus it and use the arrow keys; a double click brings its first size back. */
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import styles from './splitter.module.css';

export interface SplitterProps {
  readonly label: string;
  /** `vertical` is an upright line between left and right. */
  readonly orientation: 'vertical' | 'horizontal';
  /** Size in pixels of the place it resizes. */
  readonly size: number;
  readonly min: number;
  readonly max: number;
  readonly initial: number;
  /** That place lies before the line (left of it, above it). */
  readonly before?: boolean;
  readonly controls: string;
  readonly onResize: (size: number) => void;
}

const STEP = 16;

export function Splitter({ label, orientation, size, min, max, initial, before, controls, onResize }: SplitterProps) {
  const start = useRef<{ readonly at: number; readonly size: number } | null>(null);
  const upright = orientation === 'vertical';
  const sign = before ? 1 : -1;
  const set = (next: number): void => onResize(Math.round(Math.max(min, Math.min(max, next))));

  const down = (event: PointerEvent<HTMLDivElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { at: upright ? event.clientX : event.clientY, size };
  };
  const move = (event: PointerEvent): void => {
    if (!start.current) return;
    set(start.current.size + sign * ((upright ? event.clientX : event.clientY) - start.current.at));
  };
  const key = (event: KeyboardEvent): void => {
    const way = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    const across = upright ? /Left|Right/ : /Up|Down/;
    if (way && across.test(event.key)) set(size + sign * way * STEP * (event.shiftKey ? 4 : 1));
    else if (event.key === 'Home') set(min);
    else if (event.key === 'End') set(max);
    else if (event.key === 'Enter') set(initial);
    else return;
    event.preventDefault();
  };
  return (
    // A separator that moves is a widget: it takes focus, has a value and listens to keys.
    // biome-ignore lint/a11y/useSemanticElements: an <hr> is the static kind
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={orientation}
      aria-controls={controls}
      aria-valuenow={Math.round(size)}
      aria-valuemin={min}
      aria-valuemax={Math.round(max)}
      className={upright ? styles.vertical : styles.horizontal}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={() => {
        start.current = null;
      }}
      onPointerCancel={() => {
        start.current = null;
      }}
      onDoubleClick={() => set(initial)}
      onKeyDown={key}
    />
  );
}
