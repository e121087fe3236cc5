/** A search box over a list of layers: arrows move, Enter takes. The palette and the + between cards share it. */
import { type KeyboardEvent, type Ref, useId, useState } from 'react';
import { classes } from '../../components/classes';
import { Icon } from '../../components/icon';
import { Kbd } from '../../components/kbd';
import { familyColor } from '../../theme/families';
import styles from './palette.module.css';
import { paletteLayers, searchLayers } from './search';

export interface LayerPickerProps {
  readonly onPick: (className: string) => void;
  readonly label?: string;
  readonly autoFocus?: boolean;
  readonly inputRef?: Ref<HTMLInputElement>;
  /** A key that brings the focus here, shown while the box is empty. */
  readonly hint?: string;
  readonly onQuery?: (query: string) => void;
  /** Show all layers before anything is typed. */
  readonly eager?: boolean;
}

export function LayerPicker({
  onPick,
  label = 'Search layers',
  autoFocus,
  inputRef,
  hint,
  onQuery,
  eager,
}: LayerPickerProps) {
  const id = useId();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const searching = query.trim() !== '';
  const shown = searching ? searchLayers(query) : eager ? paletteLayers() : [];
  const active = shown[Math.min(at, shown.length - 1)];

  const change = (text: string): void => {
    setQuery(text);
    setAt(0);
    onQuery?.(text);
  };
  const pick = (className: string): void => {
    change('');
    onPick(className);
  };
  const key = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'ArrowDown') setAt((i) => Math.min(i + 1, shown.length - 1));
    else if (event.key === 'ArrowUp') setAt((i) => Math.max(i - 1, 0));
    else if (event.key === 'Enter' && active) pick(active.name);
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
          aria-activedescendant={active ? `${id}-${active.name}` : undefined}
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
      <div role="listbox" id={id} aria-label="Layers found" className={styles.results} hidden={shown.length === 0}>
        {shown.map((d) => (
          // Focus stays in the search box; the active option is named by it.
          // biome-ignore lint/a11y/useFocusableInteractive: see above
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the search box
          <div
            key={d.name}
            id={`${id}-${d.name}`}
            role="option"
            aria-selected={d === active}
            className={classes(styles.result, d === active && styles.activeResult)}
            ref={d === active ? scrollToSight : undefined}
            onPointerMove={() => setAt(shown.indexOf(d))}
            onClick={() => pick(d.name)}
          >
            <span className={styles.dot} style={{ background: familyColor(d.family) }} />
            <span className={styles.resultText}>
              <span className={styles.resultName}>{d.name}</span>
              <span className={styles.resultSummary}>{d.summary}</span>
            </span>
          </div>
        ))}
      </div>
      {searching && shown.length === 0 && (
        <p className={styles.none} role="status">
          No layer matches “{query.trim()}”.
        </p>
      )}
    </div>
  );
}

function scrollToSight(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}
