/** Layers one after another as one argument: the cells of a stack, the steps of a pipeline. */
import type { Json } from '../../../base/json';
import { allOf, isObjectValue, type ObjectValue } from '../../../keras';
import { IconButton } from '../../components/button';
import { startingSpec } from '../../starting-config';
import { AddObject } from './add-object';
import type { ControlProps } from './argument-row';
import styles from './arguments.module.css';
import { ObjectField } from './object-field';

export function LayersField({ id, arg, value, describedBy, onChange }: ControlProps) {
  const layers = (Array.isArray(value) ? value : []).filter((v): v is ObjectValue & Json => isObjectValue(v));
  const set = (next: readonly ObjectValue[]): void => onChange(next as unknown as Json);
  const offered = allOf('layer').filter((d) =>
    arg.choices ? arg.choices.includes(d.name) : !d.unlisted && d.name !== 'InputLayer',
  );
  const swapped = (at: number, to: number): ObjectValue[] => {
    const next = [...layers];
    const [moved] = next.splice(at, 1);
    if (moved !== undefined) next.splice(to, 0, moved);
    return next;
  };
  return (
    <div className={styles.list}>
      {layers.map((layer, at) => (
        // A layer has no name here: its place tells it apart.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <div key={at} className={styles.nested}>
          <div className={styles.listed}>
            <ObjectField
              {...(at === 0 ? { id } : {})}
              kind="layer"
              nullable={false}
              value={layer}
              label={`Layer ${at + 1}`}
              describedBy={describedBy}
              {...(arg.choices && { only: arg.choices })}
              onChange={(next) => {
                if (next !== null) set(layers.map((l, i) => (i === at ? next : l)));
              }}
            />
            <div className={styles.listedTools}>
              <IconButton
                icon="arrowUp"
                size={14}
                label={`Move layer ${at + 1} up`}
                disabled={at === 0}
                onClick={() => set(swapped(at, at - 1))}
              />
              <IconButton
                icon="arrowDown"
                size={14}
                label={`Move layer ${at + 1} down`}
                disabled={at === layers.length - 1}
                onClick={() => set(swapped(at, at + 1))}
              />
              <IconButton
                icon="trash"
                size={14}
                label={`Remove layer ${at + 1}`}
                onClick={() => set(layers.filter((_, i) => i !== at))}
              />
            </div>
          </div>
        </div>
      ))}
      <AddObject
        label="Add a layer"
        items={offered}
        onAdd={(name) => set([...layers, startingSpec('layer', name)])}
        trigger={(props) => (
          <button type="button" className={styles.plain} {...props}>
            Add a layer
          </button>
        )}
      />
    </div>
  );
}
