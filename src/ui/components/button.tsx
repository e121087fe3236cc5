/** Buttons: one accent button per place at most, quiet ones for the rest; an icon alone always carries a label. */
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import styles from './button.module.css';
import { classes } from './classes';
import { Icon, type IconName } from './icon';
import { chordWords } from './kbd';

type Native = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'>;

export interface ButtonProps extends Native {
  readonly children: ReactNode;
  readonly variant?: 'outline' | 'primary' | 'ghost' | 'link' | 'danger';
  readonly icon?: IconName;
  readonly small?: boolean;
}

export function Button({
  children,
  variant = 'outline',
  icon,
  small,
  className,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button type={type} className={classes(styles.button, styles[variant], small && styles.small, className)} {...rest}>
      {icon && <Icon name={icon} size={small ? 14 : 16} />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Native {
  readonly icon: IconName;
  /** What it does; read out, and shown on hover with the shortcut. */
  readonly label: string;
  /** As commands name it: `Mod+Z`. */
  readonly shortcut?: string | null | undefined;
  readonly size?: number;
  readonly pressed?: boolean;
}

export function IconButton({
  icon,
  label,
  shortcut,
  size = 16,
  pressed,
  className,
  type = 'button',
  ...rest
}: IconButtonProps) {
  return (
    <button
      type={type}
      aria-label={label}
      aria-pressed={pressed}
      data-tip={shortcut ? `${label}  ${chordWords(shortcut)}` : label}
      className={classes(styles.iconButton, className)}
      {...rest}
    >
      <Icon name={icon} size={size} />
    </button>
  );
}
