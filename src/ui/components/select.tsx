/** A choice from a list, on the browser's own select: the platform's keyboard, its phone picker, its screen readers. */
import type { SelectHTMLAttributes } from 'react';
import { classes } from './classes';
import styles from './fields.module.css';
import { Icon } from './icon';

export interface Option<V extends string = string> {
  readonly value: V;
  readonly label?: string;
  readonly disabled?: boolean;
  /** Heading it stands under. */
  readonly group?: string;
}

type Native = Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange' | 'value'>;

export interface SelectProps<V extends string> extends Native {
  readonly value: V;
  readonly options: readonly (V | Option<V>)[];
  readonly onChange: (value: V) => void;
  readonly mono?: boolean;
}

export function Select<V extends string>({ value, options, onChange, mono, className, ...rest }: SelectProps<V>) {
  const list = options.map((o): Option<V> => (typeof o === 'string' ? { value: o } : o));
  const groups = [...new Set(list.map((o) => o.group))];
  const entry = (o: Option<V>) => (
    <option key={o.value} value={o.value} disabled={o.disabled}>
      {o.label ?? o.value}
    </option>
  );
  return (
    <span className={classes(styles.selectBox, className)}>
      <select
        className={classes(styles.control, styles.select, mono && 'mono')}
        value={value}
        onChange={(event) => onChange(event.target.value as V)}
        {...rest}
      >
        {groups.map((group) => {
          const members = list.filter((o) => o.group === group);
          return group === undefined ? (
            members.map(entry)
          ) : (
            <optgroup key={group} label={group}>
              {members.map(entry)}
            </optgroup>
          );
        })}
      </select>
      <Icon name="chevronDown" size={14} className={styles.chevron} />
    </span>
  );
}
