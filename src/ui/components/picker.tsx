/** A search box over a list of things with a sentence each: arrows move, Enter takes. Focus stays in the box. */
import { type KeyboardEvent, type ReactNode, type Ref, useId, useState } from 'react';
import { classes } from './classes';
import { Icon } from './icon';
import { Kbd } from './kbd';
import styles from './picker.module.css';

export interface PickerItem {
  /** What it is picked by; its name without one. */
  readonly id?: string;
  readonly name: string;
  readonly summary: string;
  /** Colour of its mark; without it there is none. */
  readonly color?: string;
}

export interface PickerProps {
  /** What is searched, `Search layers`. */
  readonly label: string;
  /** Best match first; the whole list for an empty query. */
  find(query: string): readonly PickerItem[];
  readonly onPick: (id: string) => void;
  readonly autoFocus?: boolean;
  readonly inputRef?: Ref<HTMLInputElement>;
  /** A key that brings the focus here, shown while the box is empty. */
  readonly hint?: string;
  readonly onQuery?: (query: string) => void;
  /** What is searched for at first. */
  readonly initial?: string;
  /** Show the whole list before anything is typed. */
  readonly eager?: boolean;
  /** More on the active one, below the list. */
  footer?(id: string): ReactNode;
}

const idOf = (item: PickerItem): string => item.id ?? item.name;

export function Picker({
  label,
  find,
  onPick,
  autoFocus,
  inputRef,
  hint,
  onQuery,
  initial = '',
  eager,
  footer,
}: PickerProps) {
  const id = useId();
  const [query, setQuery] = useState(initial);
  const [at, setAt] = useState(0);
  const searching = query.trim() !== '';
  const shown = searching || eager ? find(query.trim()) : [];
  const active = shown[Math.min(at, shown.length - 1)];

  const change = (text: string): void => {
    setQuery(text);
    setAt(0);
    onQuery?.(text);
  };
  const pick = (name: string): void => {
    change('');
    onPick(name);
  };
  const key = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'ArrowDown') setAt((i) => Math.min(i + 1, shown.length - 1));
    else if (event.key === 'ArrowUp') setAt((i) => Math.max(i - 1, 0));
    else if (event.key === 'Enter' && active) pick(idOf(active));
    else if (event.key === 'Escape' && searching) change('');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={styles.picker}>
      <div className={styles.searchBox}>
        <Icon name="search" size={14} className={styles.searchIcon} />
        <input
          ref={inputRef}
          type="text"
          role="combobox"
          aria-label={label}
          aria-expanded={shown.length > 0}
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={active ? `${id}-${idOf(active)}` : undefined}
          // biome-ignore lint/a11y/noAutofocus: it opens on demand, to be typed into
          autoFocus={autoFocus}
          autoComplete="off"
          spellCheck={false}
          placeholder={label}
          className={styles.search}
          value={query}
          onChange={(event) => change(event.target.value)}
          onKeyDown={key}
        />
        {hint && !searching && <Kbd keys={hint} />}
      </div>
      <div role="listbox" id={id} aria-label="Found" className={styles.results} hidden={shown.length === 0}>
        {shown.map((item, i) => (
          // Focus stays in the search box; the active option is named by it.
          // biome-ignore lint/a11y/useFocusableInteractive: see above
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the search box
          <div
            key={idOf(item)}
            id={`${id}-${idOf(item)}`}
            role="option"
            aria-selected={item === active}
            className={classes(styles.result, item === active && styles.active)}
            ref={item === active ? scrollToSight : undefined}
            onPointerMove={() => setAt(i)}
            onClick={() => pick(idOf(item))}
          >
            {item.color && <span className={styles.dot} style={{ background: item.color }} />}
            <span className={styles.words}>
              <span className={styles.name}>{item.name}</span>
              <span className={styles.summary}>{item.summary}</span>
            </span>
          </div>
        ))}
      </div>
      {footer && active && <div className={styles.footer}>{footer(idOf(active))}</div>}
      {searching && shown.length === 0 && (
        <p className={styles.none} role="status">
          Nothing matches “{query.trim()}”.
        </p>
      )}
    </div>
  );
}

function scrollToSight(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}
