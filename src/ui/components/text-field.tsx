/** A line of text, taken over when it is left or Enter is pressed; Escape brings the old one back. */
import { type InputHTMLAttributes, useEffect, useRef, useState } from 'react';
import { classes } from './classes';
import styles from './fields.module.css';

type Native = Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'>;

export interface TextFieldProps extends Native {
  readonly value: string;
  readonly onCommit: (value: string) => void;
  /** Plain looks until hovered or focused, for names edited in place. */
  readonly bare?: boolean;
}

export function TextField({ value, onCommit, bare, className, ...rest }: TextFieldProps) {
  const [draft, setDraft] = useState(value);
  const cancelled = useRef(false);
  useEffect(() => setDraft(value), [value]);
  return (
    <input
      type="text"
      autoComplete="off"
      spellCheck={false}
      className={classes(styles.control, bare && styles.bare, className)}
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => {
        if (!cancelled.current && draft !== value) onCommit(draft);
        if (cancelled.current) setDraft(value);
        cancelled.current = false;
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') cancelled.current = true;
        if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
      }}
      {...rest}
    />
  );
}
