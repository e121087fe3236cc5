/** A learning rate: a number with a logarithmic slider, or a schedule with its arguments. */
import type { Json } from '../../../base/json';
import { allOf, isObjectValue, type ObjectValue } from '../../../keras';
import { IconButton } from '../../components/button';
import { Menu } from '../../components/menu';
import { NumberField } from '../../components/number-field';
import { Slider } from '../../components/slider';
import { startingSpec } from '../../starting-config';
import type { ControlProps } from './argument-row';
import styles from './arguments.module.css';
import { ObjectField } from './object-field';

const LEAST = 1e-5;
const MOST = 1;

export function RateField({ id, name, arg, value, invalid, describedBy, onChange, onBroken }: ControlProps) {
  const schedule = isObjectValue(value) ? (value as ObjectValue) : null;
  const fallback = typeof arg.default === 'number' ? arg.default : 0.001;
  const number = typeof value === 'number' ? value : fallback;
  return (
    <div className={styles.rate}>
      {schedule === null ? (
        <>
          <div className={styles.rateLine}>
            <NumberField
              id={id}
              value={number}
              min={arg.min}
              max={arg.max}
              exclusive={arg.exclusive}
              invalid={invalid}
              describedBy={describedBy}
              onChange={onChange}
              onBroken={onBroken}
            />
            <Menu
              label="Use a schedule"
              align="end"
              items={allOf('schedule').map((d) => ({
                id: d.name,
                label: d.name,
                note: d.summary,
                run: () =>
                  onChange(startingSpec('schedule', d.name, { initial_learning_rate: number }) as unknown as Json),
              }))}
              trigger={(props) => <IconButton icon="chart" size={14} label="Use a schedule" {...props} />}
            />
          </div>
          <Slider label={name} log min={LEAST} max={MOST} value={number} onChange={onChange} />
        </>
      ) : (
        <>
          <ObjectField
            id={id}
            kind="schedule"
            nullable={false}
            value={schedule}
            describedBy={describedBy}
            onChange={(next) => {
              if (next !== null) onChange(next as Json);
            }}
          />
          <button type="button" className={styles.plain} onClick={() => onChange(fallback)}>
            Use a constant rate
          </button>
        </>
      )}
    </div>
  );
}
