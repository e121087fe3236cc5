/**
 * A number typed freely and taken over as soon as it is a valid one. What cannot be a value stays visible, marked, until
 * it is mended or left; arrow keys step, Shift steps by ten.
 */
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { classes } from './classes';
import styles from './fields.module.css';
import { Icon } from './icon';

export interface NumberFieldProps {
  readonly id?: string;
  readonly label?: string;
  readonly value: number | null;
  /** What an empty field stands for; without it an empty field is not a value. */
  readonly emptyValue?: null;
  readonly placeholder?: string;
  readonly integer?: boolean;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Bounds themselves are not allowed. */
  readonly exclusive?: boolean | undefined;
  /** Step of the arrow keys; for `float` fields by default a tenth of the value's own size. */
  readonly step?: number;
  readonly invalid?: boolean;
  readonly disabled?: boolean;
  readonly describedBy?: string | undefined;
  readonly onChange: (value: number | null) => void;
  /** Hears of text that is no value, and of null once it is mended or left. */
  readonly onBroken?: ((text: string | null) => void) | undefined;
  readonly className?: string | undefined;
}

/** As short as the number allows: `0.003`, `1e-7`. */
export function formatNumber(value: number | null): string {
  if (value === null) return '';
  const text = String(value);
  return text.length > 9 && !Number.isInteger(value) ? String(Number(value.toPrecision(7))) : text;
}

function parse(text: string, p: NumberFieldProps): number | null | undefined {
  const t = text.trim().replace(/[−–]/, '-').replace(',', '.');
  if (t === '' || /^none$/i.test(t)) return p.emptyValue === null ? null : undefined;
  const [above, below, ...more] = t.split('/');
  const value = more.length > 0 ? Number.NaN : Number(above) / (below === undefined ? 1 : Number(below || Number.NaN));
  if (!Number.isFinite(value) || (p.integer && !Number.isInteger(value))) return undefined;
  if (p.min !== undefined && (p.exclusive ? value <= p.min : value < p.min)) return undefined;
  if (p.max !== undefined && (p.exclusive ? value >= p.max : value > p.max)) return undefined;
  return value;
}

function stepOf(p: NumberFieldProps, from: number): number {
  if (p.step !== undefined) return p.step;
  if (p.integer) return 1;
  return from === 0 ? 0.1 : 10 ** Math.floor(Math.log10(Math.abs(from)));
}

export function NumberField(p: NumberFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const shown = draft ?? formatNumber(p.value);
  const broken = draft !== null && parse(draft, p) === undefined;

  useEffect(() => {
    // A change from outside (undo, a fix) replaces what was typed, unless it says the same.
    setDraft((d) => (d !== null && Number(d) === p.value && document.activeElement === input.current ? d : null));
  }, [p.value]);

  const type = (text: string): void => {
    setDraft(text);
    const value = parse(text, p);
    p.onBroken?.(value === undefined ? text : null);
    if (value !== undefined && value !== p.value) p.onChange(value);
  };
  const leave = (): void => {
    setDraft(null);
    p.onBroken?.(null);
  };
  const nudge = (direction: 1 | -1, times = 1): void => {
    const from = p.value ?? p.min ?? 0;
    let step = stepOf(p, from);
    // Stepping down from 0.01 goes to 0.009, not to 0.
    if (p.step === undefined && !p.integer && direction < 0 && from === step) step /= 10;
    const next = Number((from + direction * step * times).toPrecision(10));
    const value = Math.min(p.max ?? Number.POSITIVE_INFINITY, Math.max(p.min ?? Number.NEGATIVE_INFINITY, next));
    if (parse(String(value), p) === undefined) return;
    leave();
    if (value !== p.value) p.onChange(value);
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      if (event.altKey) return;
      event.preventDefault();
      nudge(event.key === 'ArrowUp' ? 1 : -1, event.shiftKey ? 10 : 1);
    } else if (event.key === 'Enter' || event.key === 'Escape') {
      leave();
    }
  };
  return (
    <span className={classes(styles.numberBox, p.className)}>
      <input
        ref={input}
        id={p.id}
        type="text"
        inputMode={p.integer ? 'numeric' : 'decimal'}
        autoComplete="off"
        spellCheck={false}
        aria-label={p.label}
        aria-invalid={broken || p.invalid || undefined}
        aria-describedby={p.describedBy}
        disabled={p.disabled}
        placeholder={p.placeholder}
        className={classes(styles.control, styles.number)}
        value={shown}
        onChange={(event) => type(event.target.value)}
        onBlur={leave}
        onKeyDown={key}
      />
      {!p.disabled && (
        <span className={styles.stepper} aria-hidden="true">
          <button type="button" tabIndex={-1} onClick={() => nudge(1)}>
            <Icon name="chevronUp" size={10} />
          </button>
          <button type="button" tabIndex={-1} onClick={() => nudge(-1)}>
            <Icon name="chevronDown" size={10} />
          </button>
        </span>
      )}
    </span>
  );
}
