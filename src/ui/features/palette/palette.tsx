/** The layers there are, by family: drag one to the canvas, press it, or search and press Enter. */
import { useDraggable } from '@dnd-kit/core';
import { type FocusEvent, type KeyboardEvent, type PointerEvent, Suspense, useEffect, useRef, useState } from 'react';
import { toSequential } from '../../../graph/topology';
import type { LayerDefinition } from '../../../keras';
import { pickedNodes } from '../../../state';
import { classes } from '../../components/classes';
import { lazyPart } from '../../components/lazy-part';
import { stackedSpec, startingSpec } from '../../starting-config';
import { useStudio, useView } from '../../studio';
import { FAMILIES, familyColor } from '../../theme/families';
import type { Held } from '../stack/drag';
import { LayerPicker } from './layer-picker';
import styles from './palette.module.css';
import { type Ground, paletteLayers, paletteOperations } from './search';

/** Where what is taken from the palette goes. */
export const useGround = (): Ground => useView((v) => (v.canvas === 'graph' ? 'graph' : 'stack'));

/** A function that puts a new layer after the selected one, or at the end of the stack but before its last layer. */
export function useInsertAfterSelection(): (className: string) => void {
  const { openModel, edit, view } = useStudio();
  const ground = useGround();
  return (className) => {
    const model = openModel();
    const spec = ground === 'stack' ? stackedSpec(className) : startingSpec('layer', className);
    const node = pickedNodes(model, view.getState()).at(-1);
    if (node) {
      edit.insertLayer(spec, { after: node.id });
      return;
    }
    const items = toSequential(model)?.items;
    if (items) edit.insertLayer(spec, Math.max(0, items.length - 1));
    else edit.insertLayer(spec, { output: 0 });
  };
}

const LayerPreview = lazyPart(() => import('../shapes/layer-preview'));

const DELAY = 450;

/** The palette entry the mouse or the keyboard's focus rests on. */
function usePreview(): {
  readonly owner: Element | null;
  readonly on: {
    onPointerEnter(event: PointerEvent<Element>): void;
    onFocus(event: FocusEvent<Element>): void;
    onPointerLeave(): void;
    onPointerDown(): void;
    onBlur(): void;
  };
} {
  const [owner, setOwner] = useState<Element | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const show = (element: Element): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOwner(element), DELAY);
  };
  const hide = (): void => {
    clearTimeout(timer.current);
    setOwner(null);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    owner,
    on: {
      onPointerEnter: (event) => event.pointerType === 'mouse' && event.buttons === 0 && show(event.currentTarget),
      onFocus: (event) => event.currentTarget.matches(':focus-visible') && show(event.currentTarget),
      onPointerLeave: hide,
      onPointerDown: hide,
      onBlur: hide,
    },
  };
}

/** Which of a list's buttons the keys mean: the way arrows, Home and End go. */
const WAYS: { readonly [key: string]: (at: number, last: number) => number } = {
  ArrowRight: (at, last) => Math.min(at + 1, last),
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowLeft: (at) => Math.max(at - 1, 0),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

/** Layers of a family. The list is one stop of the Tab key, arrows go through it. */
function Chips({
  label,
  members,
  onPick,
}: {
  readonly label: string;
  readonly members: readonly LayerDefinition[];
  readonly onPick: (className: string) => void;
}) {
  const [entry, setEntry] = useState(0);
  const move = (event: KeyboardEvent<HTMLUListElement>): void => {
    const way = WAYS[event.key];
    if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = way(Math.min(entry, members.length - 1), members.length - 1);
    event.currentTarget.querySelectorAll<HTMLElement>(':scope > li > button')[next]?.focus();
    event.preventDefault();
  };
  return (
    // The buttons take the focus; the list hears their keys.
    <ul className={styles.chips} aria-label={label} onKeyDown={move}>
      {members.map((d, i) => (
        <Chip
          key={d.name}
          definition={d}
          reachable={i === Math.min(entry, members.length - 1)}
          onFocus={() => setEntry(i)}
          onPick={() => onPick(d.name)}
        />
      ))}
    </ul>
  );
}

function Chip({
  definition,
  reachable,
  onFocus,
  onPick,
}: {
  readonly definition: LayerDefinition;
  /** By the Tab key. */
  readonly reachable: boolean;
  readonly onFocus: () => void;
  readonly onPick: () => void;
}) {
  const { owner, on } = usePreview();
  const held: Held = { kind: 'new', className: definition.name };
  const { setNodeRef, listeners, attributes, isDragging } = useDraggable({
    id: `palette:${definition.name}`,
    data: held,
  });
  // The keyboard presses a chip to insert it; picking up is for pointers. Search and + serve the rest.
  const { onKeyDown: _, ...pointer } = listeners ?? {};
  return (
    <li>
      <button
        ref={setNodeRef}
        type="button"
        className={styles.chip}
        data-dragging={isDragging || undefined}
        tabIndex={reachable ? 0 : -1}
        aria-describedby={attributes['aria-describedby']}
        onClick={onPick}
        {...pointer}
        {...on}
        onFocus={(event) => {
          onFocus();
          on.onFocus(event);
        }}
      >
        <span className={styles.dot} style={{ background: familyColor(definition.family) }} />
        <span className={styles.name}>{definition.name.replace(/^ops\./, '')}</span>
      </button>
      {owner && (
        <Suspense fallback={null}>
          <LayerPreview className={definition.name} owner={owner} />
        </Suspense>
      )}
    </li>
  );
}

export function Palette() {
  const insert = useInsertAfterSelection();
  const ground = useGround();
  const search = useRef<HTMLInputElement>(null);
  const [unfolded, setUnfolded] = useState(false);
  const [query, setQuery] = useState('');
  const requests = useView((v) => v.searchRequests);
  useEffect(() => {
    // On a touch screen the focus would bring up the keyboard each time the palette is shown.
    if (requests > 0 && !window.matchMedia('(pointer: coarse)').matches) search.current?.focus();
  }, [requests]);
  const all = paletteLayers();
  const operations = paletteOperations(ground);
  return (
    <section aria-labelledby="palette-title" className={styles.palette}>
      <header className={styles.header}>
        <h2 id="palette-title" className={styles.title}>
          Layers
        </h2>
        <span className={styles.count}>
          {all.length}
          <span className="visually-hidden"> layers</span>
        </span>
      </header>
      <LayerPicker ground={ground} inputRef={search} hint="/" onPick={insert} onQuery={setQuery} />
      {query.trim() === '' &&
        FAMILIES.map(({ family, label }) => {
          const members = all.filter((d) => d.family === family);
          if (members.length === 0) return null;
          return (
            <section key={family} aria-label={label} className={styles.family}>
              <header className={styles.familyHeader}>
                <h3>{label}</h3>
                <span className={styles.count}>{members.length}</span>
              </header>
              <Chips label={label} members={members} onPick={insert} />
            </section>
          );
        })}
      {query.trim() === '' && (
        <details className={styles.family} onToggle={(event) => setUnfolded(event.currentTarget.open)}>
          <summary className={classes(styles.familyHeader, styles.operations)}>
            <h3>Operations</h3>
            <span className={styles.count}>{operations.length}</span>
          </summary>
          {unfolded && (
            <>
              <p className={styles.note}>
                {ground === 'stack'
                  ? 'keras.ops on the one tensor of a stack, with a number where two are combined. The Graph has all.'
                  : 'keras.ops as nodes: wire tensors to them, or give a number for one of two.'}
              </p>
              <Chips label="Operations" members={operations} onPick={insert} />
            </>
          )}
        </details>
      )}
    </section>
  );
}
