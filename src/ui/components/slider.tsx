/** A slider, linear or logarithmic; it says its value in the words of what it sets. */
import type { CSSProperties } from 'react';
import styles from './fields.module.css';

export interface SliderProps {
  readonly id?: string;
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  /** Equal ways stand for equal factors; rounded to two digits. */
  readonly log?: boolean;
  readonly disabled?: boolean;
  readonly onChange: (value: number) => void;
}

const STEPS = 200;

export function Slider({ id, label, value, min, max, step, log, disabled, onChange }: SliderProps) {
  const clamped = Math.min(max, Math.max(min, value));
  const position = log ? Math.log(clamped / min) / Math.log(max / min) : (clamped - min) / (max - min || 1);
  const pick = (raw: number): void => {
    onChange(log ? Number((min * (max / min) ** (raw / STEPS)).toPrecision(2)) : raw);
  };
  return (
    <input
      id={id}
      type="range"
      aria-label={label}
      aria-valuetext={log ? String(value) : undefined}
      disabled={disabled}
      className={styles.slider}
      style={{ '--at': `${position * 100}%` } as CSSProperties}
      min={log ? 0 : min}
      max={log ? STEPS : max}
      step={log ? 1 : (step ?? 'any')}
      value={log ? Math.round(position * STEPS) : clamped}
      onChange={(event) => pick(event.target.valueAsNumber)}
    />
  );
}
