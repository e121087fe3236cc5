/** Several numbers as one argument: a tuple per axis, a shape, and free JSON for what has no form of its own. */
import type { Json } from '../../../base/json';
import { NumberField } from '../../components/number-field';
import { TextField } from '../../components/text-field';
import type { ControlProps } from './argument-row';
import styles from './arguments.module.css';

const AXES: { readonly [length: number]: readonly string[] } = {
  1: ['steps'],
  2: ['height', 'width'],
  3: ['depth', 'height', 'width'],
};

/** One field per axis. Equal numbers are kept as the one number Keras' own default would be. */
export function TupleField({ id, name, arg, value, invalid, describedBy, onChange }: ControlProps) {
  const length = arg.length ?? 0;
  if (length === 0)
    return <NumberList id={id} value={value} describedBy={describedBy} invalid={invalid} onChange={onChange} />;
  const values = Array.isArray(value)
    ? (value as readonly number[])
    : new Array<number | null>(length).fill(typeof value === 'number' ? value : null);
  const change = (axis: number, n: number | null): void => {
    if (n === null) {
      if (arg.nullable) onChange(null);
      return;
    }
    const next = values.map((v, i) => (i === axis ? n : (v ?? n)));
    onChange(next.every((v) => v === next[0]) ? n : next);
  };
  return (
    <div className={styles.tuple}>
      {values.map((v, i) => (
        <NumberField
          // Axes have no identity but their place.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          key={i}
          {...(i === 0 ? { id } : {})}
          label={`${name}, ${AXES[length]?.[i] ?? `axis ${i + 1}`}`}
          value={v}
          integer
          min={arg.min}
          max={arg.max}
          exclusive={arg.exclusive}
          invalid={invalid}
          describedBy={describedBy}
          {...(arg.nullable ? { emptyValue: null, placeholder: 'None' } : {})}
          onChange={(n) => change(i, n)}
        />
      ))}
    </div>
  );
}

type ListProps = Pick<ControlProps, 'id' | 'value' | 'describedBy' | 'invalid' | 'onChange'>;

/** Sizes written with commas; `None` or `?` for one that is not known. */
export function ShapeField(props: ListProps) {
  return <NumberList {...props} unknown />;
}

function NumberList({
  id,
  value,
  describedBy,
  invalid,
  onChange,
  unknown,
}: ListProps & { readonly unknown?: boolean }) {
  const list = Array.isArray(value) ? (value as readonly (number | null)[]) : typeof value === 'number' ? [value] : [];
  return (
    <TextField
      id={id}
      className="mono"
      value={list.map((v) => (v === null ? 'None' : String(v))).join(', ')}
      placeholder={value === null ? 'None' : ''}
      aria-describedby={describedBy}
      aria-invalid={invalid || undefined}
      onCommit={(text) => {
        const parts = text.split(/[,\s()x×]+/).filter(Boolean);
        const numbers = parts.map((p) => (unknown && /^(none|null|\?)$/i.test(p) ? null : Number(p)));
        if (numbers.every((n) => n === null || Number.isFinite(n))) onChange(numbers);
      }}
    />
  );
}

/** A value as JSON. Text that is no JSON is taken as text. */
export function JsonField({ id, value, describedBy, invalid, onChange }: ControlProps) {
  return (
    <TextField
      id={id}
      className="mono"
      value={value === undefined || value === null ? '' : JSON.stringify(value)}
      placeholder="None"
      aria-describedby={describedBy}
      aria-invalid={invalid || undefined}
      onCommit={(text) => onChange(text.trim() === '' ? null : parseLoosely(text))}
    />
  );
}

function parseLoosely(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
