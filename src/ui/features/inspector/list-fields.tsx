/** Several values as one argument: a tuple per axis, margins, a shape, and a line of Python for what has no form of its own. */
import { useState } from 'react';
import type { Json } from '../../../base/json';
import { type PairsValue, perSide } from '../../../keras';
import { NumberField } from '../../components/number-field';
import { TextField } from '../../components/text-field';
import type { ControlProps } from './argument-row';
import styles from './arguments.module.css';
import { readLiteral, writeLiteral } from './python-literal';

const AXES: { readonly [length: number]: readonly string[] } = {
  1: ['steps'],
  2: ['height', 'width'],
  3: ['depth', 'height', 'width'],
};

/** What is added to or taken from an axis has two ends. */
const isMargin = (name: string): boolean => name === 'padding' || name === 'cropping';
const SIDES: readonly string[] = ['before', 'after'];

/** One field per axis. Equal numbers are kept as the one number Keras' own default would be. */
export function TupleField({ id, name, arg, value, invalid, describedBy, onChange, onBroken }: ControlProps) {
  const length = arg.length ?? 0;
  if (length === 0)
    return (
      <ValueField
        {...{ id, name, arg, value, invalid, describedBy, onChange, onBroken }}
        read={(text) => readWholes(text) ?? (arg.nullable ? null : undefined)}
      />
    );
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
          label={`${name}, ${(isMargin(name) ? SIDES : AXES[length])?.[i] ?? `axis ${i + 1}`}`}
          value={v}
          integer
          min={arg.min}
          max={arg.max}
          exclusive={arg.exclusive}
          invalid={invalid}
          describedBy={describedBy}
          {...(arg.nullable ? { emptyValue: null, placeholder: 'None' } : {})}
          onChange={(n) => change(i, n)}
          onBroken={onBroken}
        />
      ))}
    </div>
  );
}

const ENDS: { readonly [length: number]: readonly (readonly [string, string])[] } = {
  2: [
    ['top', 'bottom'],
    ['left', 'right'],
  ],
  3: [
    ['front', 'back'],
    ['top', 'bottom'],
    ['left', 'right'],
  ],
};

/** Margins of images: both ends of each axis, kept as short as Keras takes them. */
export function PairsField({ id, name, arg, value, invalid, describedBy, onChange, onBroken }: ControlProps) {
  const axes = arg.length ?? 2;
  const pairs = perSide(value as PairsValue, axes);
  const change = (axis: number, end: number, n: number): void => {
    const next = pairs.map((pair, a) => pair.map((v, e) => (a === axis && e === end ? n : v)));
    if (next.flat().every((v) => v === n)) onChange(n);
    else if (next.every(([before, after]) => before === after)) onChange(next.map(([before]) => before ?? 0));
    else onChange(next);
  };
  return (
    <div className={styles.pairs}>
      {pairs.flatMap((pair, axis) =>
        pair.map((v, end) => {
          const side = ENDS[axes]?.[axis]?.[end] ?? '';
          return (
            <div key={side} className={styles.end}>
              <span aria-hidden="true">{side}</span>
              <NumberField
                {...(axis === 0 && end === 0 ? { id } : {})}
                label={`${name}, ${side}`}
                value={v}
                integer
                min={0}
                invalid={invalid}
                describedBy={describedBy}
                onChange={(n) => n !== null && change(axis, end, n)}
                onBroken={onBroken}
              />
            </div>
          );
        }),
      )}
    </div>
  );
}

/** Sizes or places: numbers with commas; `None` or `?` for a size that is not known. */
function readWholes(text: string): Json | undefined {
  const parts = text
    .trim()
    .replace(/^[([]|[)\]]$/g, '')
    .replaceAll('?', 'None')
    .replaceAll(/[x×]/g, ',');
  const value = readLiteral(parts.trim().replaceAll(/(?<=[\w])\s+(?=[\w-])/g, ', '));
  return value === null && text.trim() !== '' ? [null] : value;
}

const asList = (value: Json | undefined): Json | undefined =>
  value === undefined || value === null || Array.isArray(value) ? value : [value];

/** A shape without the batch. */
export function ShapeField(p: ControlProps) {
  const none = p.arg.nullable ? null : [];
  return <ValueField {...p} read={(text) => (text.trim() === '' ? none : asList(readWholes(text)))} />;
}

/** Numbers, words, lists and dictionaries as Python writes them, for what has no form of its own. */
export function LiteralField(p: ControlProps) {
  return <ValueField {...p} read={(text) => (p.arg.kind === 'list' ? asList(readLiteral(text)) : readLiteral(text))} />;
}

/** A list of one is written as that one where only lists are taken. */
const loneOf = (value: Json | undefined): Json | undefined => {
  const [only, ...more] = Array.isArray(value) ? value : [];
  return more.length === 0 && (typeof only === 'number' || typeof only === 'string') ? only : value;
};

interface ValueFieldProps extends ControlProps {
  /** The value of a text, or undefined when it has none. */
  readonly read: (text: string) => Json | undefined;
}

/** A line of text with a value in it. What has none stays, marked and told, until it is mended or given up. */
function ValueField({ id, arg, value, invalid, describedBy, onChange, onBroken, read }: ValueFieldProps) {
  const [broken, setBroken] = useState(false);
  const shown = writeLiteral(arg.kind === 'shape' || arg.kind === 'list' ? loneOf(value) : value);
  const tell = (text: string | null): void => {
    setBroken(text !== null);
    onBroken?.(text);
  };
  return (
    <TextField
      id={id}
      className="mono"
      value={shown}
      placeholder={arg.nullable ? 'None' : ''}
      aria-describedby={describedBy}
      aria-invalid={invalid || broken || undefined}
      onKeyDownCapture={(event) => {
        if (event.key === 'Escape') tell(null);
      }}
      onInput={(event) => {
        if (broken && event.currentTarget.value === shown) tell(null);
      }}
      onCommit={(text) => {
        const next = read(text);
        tell(next === undefined ? text : null);
        if (next !== undefined) onChange(next);
      }}
    />
  );
}
