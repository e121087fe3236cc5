/** Optimizers for different weights: a default one, and others for the weights whose path a pattern matches. */
import { isJsonObject, type Json } from '../../../base/json';
import type { ObjectValue } from '../../../keras';
import { IconButton } from '../../components/button';
import { Menu } from '../../components/menu';
import { TextField } from '../../components/text-field';
import { useDocument } from '../../studio';
import type { ControlProps } from './argument-row';
import styles from './arguments.module.css';
import { ObjectField } from './object-field';

/** Optimizers that hold others are none of several themselves. */
const WRAPPERS = ['MultiOptimizer', 'LossScaleOptimizer'];
const START: ObjectValue = 'adam';

type Entries = readonly (readonly [pattern: string, optimizer: ObjectValue])[];

interface OptimizerMap {
  readonly fallback: ObjectValue;
  readonly entries: Entries;
}

function read(value: Json | undefined): OptimizerMap {
  const config = isJsonObject(value) && isJsonObject(value.config) ? value.config : {};
  const { default_optimizer: fallback, optimizer_map: map } = config;
  return {
    fallback: (fallback as ObjectValue | undefined) ?? START,
    entries: isJsonObject(map) ? (Object.entries(map) as unknown as Entries) : [],
  };
}

function written({ fallback, entries }: OptimizerMap): Json {
  const config = { default_optimizer: fallback, optimizer_map: Object.fromEntries(entries) };
  return { className: 'OptimizerMap', config } as unknown as Json;
}

/** All weights of a layer: Keras matches whole paths, which a model's name may stand in front of. */
const weightsOf = (layer: string): string => `(.*/)?${layer}/.*`;

export function OptimizersField({ id, value, describedBy, invalid, onChange }: ControlProps) {
  const model = useDocument((d) => d.model);
  const map = read(value);
  const { entries } = map;
  const set = (next: Entries): void => onChange(written({ ...map, entries: next }));
  const names = Object.values(model.layers).flatMap((l) => (l.className === 'InputLayer' ? [] : [l.name]));
  const free = names.map(weightsOf).filter((pattern) => entries.every(([p]) => p !== pattern));
  return (
    <div className={styles.list}>
      <ObjectField
        id={id}
        kind="optimizer"
        nullable={false}
        value={map.fallback}
        label="Default optimizer"
        except={WRAPPERS}
        {...(describedBy === undefined ? {} : { describedBy })}
        onChange={(fallback) => {
          if (fallback !== null) onChange(written({ ...map, fallback }));
        }}
      />
      {entries.map(([pattern, optimizer], at) => (
        // The order counts, and patterns change while they are typed.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <div key={at} className={styles.nested}>
          <div className={styles.objectLine}>
            <TextField
              className="mono"
              value={pattern}
              aria-label={`Weights of optimizer ${at + 1}, as a pattern`}
              aria-invalid={invalid || undefined}
              onCommit={(text) => {
                const taken = entries.some(([p], i) => p === text && i !== at);
                if (text !== '' && !taken) set(entries.map((e, i) => (i === at ? [text, e[1]] : e)));
              }}
            />
            <IconButton
              icon="trash"
              size={14}
              label={`Remove optimizer ${at + 1}`}
              onClick={() => set(entries.filter((_, i) => i !== at))}
            />
          </div>
          <ObjectField
            kind="optimizer"
            nullable={false}
            value={optimizer}
            label={`Optimizer ${at + 1}`}
            except={WRAPPERS}
            onChange={(next) => {
              if (next !== null) set(entries.map((e, i) => (i === at ? [e[0], next] : e)));
            }}
          />
        </div>
      ))}
      <Menu
        label="An optimizer for some weights"
        items={free.map((pattern) => ({
          id: pattern,
          label: pattern,
          run: () => set([...entries, [pattern, START]]),
        }))}
        trigger={(props) => (
          <button type="button" className={styles.plain} {...props}>
            Add one for some weights
          </button>
        )}
      />
    </div>
  );
}
