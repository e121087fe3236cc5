/** One argument of a Keras object: Keras' own name, the control its kind asks for, its help, its default one press away. */
import { type ReactNode, Suspense, useId, useState } from 'react';
import { type Json, jsonEquals } from '../../../base/json';
import type { Fix, Problem } from '../../../base/problem';
import { type Arg, checkArg, describeArg, isObjectKind, type ObjectValue } from '../../../keras';
import { classes } from '../../components/classes';
import { Icon } from '../../components/icon';
import { lazyPart } from '../../components/lazy-part';
import { NumberField } from '../../components/number-field';
import { ProblemCard } from '../../components/problem-card';
import { Select } from '../../components/select';
import { Switch } from '../../components/switch';
import { TextField } from '../../components/text-field';
import { useArgumentDoc } from './argument-doc';
import styles from './arguments.module.css';
import { LiteralField, PairsField, ShapeField, TupleField } from './list-fields';
import { MonitorField } from './monitor-field';
import { ObjectField } from './object-field';
import { readNumber } from './python-literal';
import { RateField } from './rate-field';

// Forms that few objects have.
const LayersField = lazyPart(async () => ({ default: (await import('./layers-field')).LayersField }));
const OptimizersField = lazyPart(async () => ({ default: (await import('./optimizers-field')).OptimizersField }));

export interface ControlProps {
  readonly id: string;
  readonly name: string;
  readonly arg: Arg;
  /** What is set; undefined where nothing is and there is no default. */
  readonly value: Json | undefined;
  readonly invalid: boolean;
  readonly describedBy: string;
  readonly onChange: (value: Json) => void;
  /** Hears of text that is no value, and of null once it is mended or left. */
  readonly onBroken?: (text: string | null) => void;
}

const NONE = '';
/** How a text without letters is told from none. */
const EMPTY = '""';

/** How a default is shown: as Python would write it. */
export function showValue(value: Json | undefined): string {
  if (value === undefined) return '';
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `(${value.map(showValue).join(', ')})`;
  if (typeof value === 'object' && 'className' in value) return String(value.className);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function Rare({ children }: { readonly children: ReactNode }) {
  return <Suspense fallback={<span aria-busy="true" />}>{children}</Suspense>;
}

function Control(p: ControlProps): ReactNode {
  const { id, arg, value, invalid, describedBy, onChange, onBroken } = p;
  const given = value === undefined ? null : value;
  switch (arg.kind) {
    case 'int':
    case 'float':
      if (arg.alternative === 'schedule') return <RateField {...p} />;
      if (arg.alternative === 'array') return <LiteralField {...p} />;
      return (
        <NumberField
          id={id}
          value={typeof given === 'number' ? given : null}
          integer={arg.kind === 'int'}
          min={arg.min}
          max={arg.max}
          exclusive={arg.exclusive}
          invalid={invalid}
          describedBy={describedBy}
          {...(arg.nullable ? { emptyValue: null, placeholder: 'None' } : {})}
          onChange={onChange}
          onBroken={onBroken}
        />
      );
    case 'bool':
      return <Switch id={id} checked={given === true} onChange={onChange} describedBy={describedBy} />;
    case 'choice':
      return (
        <Select
          id={id}
          value={typeof given === 'string' ? given : NONE}
          options={[...(arg.nullable ? [{ value: NONE, label: 'None' }] : []), ...(arg.choices ?? [])]}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          onChange={(choice) => onChange(choice === NONE ? null : choice)}
        />
      );
    case 'string':
      // Keras calls it so in every callback that watches something.
      if (p.name === 'monitor') return <MonitorField {...p} />;
      return (
        <TextField
          id={id}
          value={given === '' && arg.nullable ? EMPTY : typeof given === 'string' ? given : ''}
          placeholder={arg.nullable ? 'None' : ''}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          onCommit={(text) => onChange(text === EMPTY ? '' : text === '' && arg.nullable ? null : text)}
        />
      );
    case 'tuple':
      return <TupleField {...p} />;
    case 'shape':
      return <ShapeField {...p} />;
    case 'list':
    case 'json':
      if (arg.alternative === 'optimizers')
        return (
          <Rare>
            <OptimizersField {...p} />
          </Rare>
        );
      if (arg.alternative === 'pairs') return <PairsField {...p} />;
      if (arg.alternative === 'layers')
        return (
          <Rare>
            <LayersField {...p} />
          </Rare>
        );
      return <LiteralField {...p} />;
    default:
      return isObjectKind(arg.kind) ? (
        <ObjectField
          id={id}
          kind={arg.kind}
          {...(arg.choices && { only: arg.choices })}
          nullable={arg.nullable}
          value={given as ObjectValue | null}
          describedBy={describedBy}
          onChange={(object) => onChange(object as Json)}
        />
      ) : null;
  }
}

/** Keras' rule for what was typed; pressing a button leaves the field, which mends it, so there is none. */
function brokenProblem(name: string, arg: Arg, text: string): Problem {
  const value = readNumber(text) ?? text;
  const found = text.trim() === '' ? null : checkArg(name, arg, value);
  return {
    code: 'argument-invalid',
    severity: 'error',
    message: found?.message ?? `${name} takes ${describeArg(arg)}.`,
  };
}

/** Controls that need the whole width, below the name. */
const wide = (arg: Arg): boolean => arg.alternative === 'optimizers' || arg.alternative === 'layers';

export interface ArgumentRowProps {
  readonly name: string;
  readonly arg: Arg;
  /** As stored: undefined where the default holds. */
  readonly value: Json | undefined;
  readonly problem: Problem | null;
  readonly onChange: (value: Json) => void;
  readonly onReset: () => void;
  readonly onFix: (fix: Fix) => void;
}

export function ArgumentRow({ name, arg, value, problem, onChange, onReset, onFix }: ArgumentRowProps) {
  const id = useId();
  const effective = value === undefined ? arg.default : value;
  const changed = value !== undefined && arg.default !== undefined && !jsonEquals(value, arg.default);
  const [broken, setBroken] = useState<string | null>(null);
  const shown = broken === null ? problem : brokenProblem(name, arg, broken);
  const doc = useArgumentDoc(arg.doc);
  const help =
    `${doc} Takes ${describeArg(arg)}.${arg.default === undefined ? '' : ` Default: ${showValue(arg.default)}.`}`.trim();
  return (
    <div
      className={classes(styles.row, isObjectKind(arg.kind) && styles.object, wide(arg) && styles.wide)}
      data-argument={name}
    >
      <div className={styles.name}>
        <label htmlFor={id} data-tip={help} data-tip-side="left">
          {name.split('_').map((part, i) => (
            // The parts of a name never change places.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <span key={i}>
              {i > 0 && '_'}
              {i > 0 && <wbr />}
              {part}
            </span>
          ))}
        </label>
        {changed && (
          <button
            type="button"
            className={styles.reset}
            aria-label={`Reset ${name} to ${showValue(arg.default)}`}
            data-tip={`Back to the default: ${showValue(arg.default)}`}
            onClick={onReset}
          >
            <Icon name="reset" size={12} />
          </button>
        )}
      </div>
      <div className={styles.control}>
        <Control
          id={id}
          name={name}
          arg={arg}
          value={effective}
          invalid={problem !== null}
          describedBy={`${id}-help`}
          onChange={onChange}
          onBroken={setBroken}
        />
        <span id={`${id}-help`} className="visually-hidden">
          {help}
        </span>
      </div>
      {shown && (
        <div className={styles.problem}>
          <ProblemCard problem={shown} compact onFix={onFix} />
        </div>
      )}
    </div>
  );
}
