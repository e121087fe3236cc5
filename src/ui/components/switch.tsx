/** On or off, at once. */
import { classes } from './classes';
import styles from './fields.module.css';

export interface SwitchProps {
  readonly id?: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly label?: string;
  readonly disabled?: boolean;
  readonly describedBy?: string | undefined;
}

export function Switch({ id, checked, onChange, label, disabled, describedBy }: SwitchProps) {
  return (
    <button
      type="button"
      id={id}
      role="switch"
      aria-checked={checked}
      aria-label={label}
      aria-describedby={describedBy}
      disabled={disabled}
      className={classes(styles.switch, checked && styles.on)}
      onClick={() => onChange(!checked)}
    />
  );
}
