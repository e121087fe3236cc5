/** Tabs as the ARIA pattern has them: arrows move and choose, the chosen panel follows in the tab order. */
import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import { classes } from './classes';
import segmented from './segmented.module.css';
import styles from './tabs.module.css';

export interface Tab<V extends string> {
  readonly value: V;
  readonly label: string;
  /** A number or a mark beside the label. */
  readonly badge?: ReactNode;
}

export interface TabListProps<V extends string> {
  readonly label: string;
  readonly tabs: readonly Tab<V>[];
  readonly value: V;
  readonly onChange: (value: V) => void;
  /** Ids of tabs and panel are made from it; see `useTabs`. */
  readonly base: string;
  /** A bar of pills, or words over a line. */
  readonly look?: 'bar' | 'line';
  /** The panel is not drawn now. */
  readonly closed?: boolean;
}

export function TabList<V extends string>({
  label,
  tabs,
  value,
  onChange,
  base,
  look = 'line',
  closed,
}: TabListProps<V>) {
  const list = useRef<HTMLDivElement>(null);
  const key = (event: KeyboardEvent): void => {
    const at = tabs.findIndex((t) => t.value === value);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const index = (to + tabs.length) % tabs.length;
    const next = tabs[index];
    if (!next) return;
    onChange(next.value);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[index]?.focus();
  };
  return (
    <div
      ref={list}
      role="tablist"
      aria-label={label}
      className={look === 'bar' ? segmented.bar : styles.line}
      onKeyDown={key}
    >
      {tabs.map((t) => (
        <button
          key={t.value}
          type="button"
          role="tab"
          id={`${base}-tab-${t.value}`}
          aria-selected={t.value === value}
          aria-controls={t.value === value && !closed ? `${base}-panel` : undefined}
          tabIndex={t.value === value ? 0 : -1}
          className={look === 'bar' ? segmented.segment : styles.tab}
          onClick={() => onChange(t.value)}
        >
          {t.label}
          {t.badge}
        </button>
      ))}
    </div>
  );
}

export interface TabPanelProps {
  readonly base: string;
  readonly value: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

export function TabPanel({ base, value, className, children }: TabPanelProps) {
  return (
    <div
      role="tabpanel"
      id={`${base}-panel`}
      aria-labelledby={`${base}-tab-${value}`}
      className={classes(styles.panel, className)}
    >
      {children}
    </div>
  );
}

/** An id that ties a tab list to its panel. */
export function useTabBase(): string {
  return useId();
}
