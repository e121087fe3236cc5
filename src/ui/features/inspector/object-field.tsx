/** A nested Keras object: its class, and below it the arguments of that class. */
import { useState } from 'react';
import type { Json } from '../../../base/json';
import { allOf, compactConfig, find, type ObjectArgKind, type ObjectValue, snakeCase } from '../../../keras';
import { IconButton } from '../../components/button';
import { Select } from '../../components/select';
import { startingSpec } from '../../starting-config';
import { ArgumentList } from './argument-list';
import styles from './arguments.module.css';

export interface ObjectFieldProps {
  readonly id?: string;
  readonly kind: ObjectArgKind;
  readonly nullable: boolean;
  readonly value: ObjectValue | null;
  readonly describedBy?: string;
  readonly label?: string;
  /** Classes that are not offered. */
  readonly except?: readonly string[];
  /** The only classes that are. */
  readonly only?: readonly string[];
  readonly onChange: (value: ObjectValue | null) => void;
}

const NONE = '';

/** A plain identifier where every argument has its default, else class name and arguments. */
function write(kind: ObjectArgKind, className: string, config: { readonly [name: string]: Json }): ObjectValue {
  const compact = compactConfig(find(kind, className)?.args ?? {}, config);
  return Object.keys(compact).length === 0 && kind !== 'layer' ? snakeCase(className) : { className, config: compact };
}

/** Layers that make sense inside others: no inputs, operations, or models. */
const offered = (d: { readonly name: string; readonly unlisted?: boolean }): boolean =>
  !d.unlisted && d.name !== 'InputLayer';

export function ObjectField({
  id,
  kind,
  nullable,
  value,
  describedBy,
  label,
  except = [],
  only,
  onChange,
}: ObjectFieldProps) {
  const className = value === null ? NONE : typeof value === 'string' ? value : value.className;
  const config = value === null || typeof value === 'string' ? {} : value.config;
  const definition = className === NONE ? undefined : find(kind, className);
  // A function has no arguments in a Keras config; the layer of the same name has.
  const args = kind === 'activation' || !definition ? {} : definition.args;
  const count = Object.keys(args).length;
  const [open, setOpen] = useState(value !== null && typeof value === 'object');
  const named = (name: string): string => (kind === 'activation' ? snakeCase(name) : name);
  return (
    <>
      <div className={styles.objectLine}>
        <Select
          {...(id === undefined ? {} : { id })}
          aria-label={label}
          aria-describedby={describedBy}
          value={definition?.name ?? className}
          options={[
            ...(nullable ? [{ value: NONE, label: 'None' }] : []),
            ...allOf(kind)
              .filter((d) => (only ? only.includes(d.name) : offered(d)) && !except.includes(d.name))
              .map((d) => ({
                value: d.name,
                label: named(d.name),
                ...(d.kind === 'layer' && { group: d.family }),
              })),
            ...(definition && (only ? !only.includes(definition.name) : !offered(definition))
              ? [{ value: definition.name, label: named(definition.name) }]
              : []),
            ...(definition || className === NONE ? [] : [{ value: className, label: `${className} (unknown)` }]),
          ]}
          onChange={(name) => {
            const next = name === NONE ? null : write(kind, name, startingSpec(kind, name).config);
            setOpen(name !== NONE && kind !== 'initializer');
            onChange(next);
          }}
        />
        {count > 0 && (
          <IconButton
            icon="sliders"
            size={14}
            label={`${count} argument${count > 1 ? 's' : ''} of ${definition?.name}`}
            pressed={open}
            onClick={() => setOpen(!open)}
          />
        )}
      </div>
      {open && count > 0 && definition && (
        <div className={styles.nested}>
          <ArgumentList
            args={args}
            config={config}
            onChange={(name, v) => onChange(write(kind, definition.name, { ...config, [name]: v }))}
            onReset={(name) => {
              const { [name]: _, ...rest } = config;
              onChange(write(kind, definition.name, rest));
            }}
          />
        </div>
      )}
    </>
  );
}
