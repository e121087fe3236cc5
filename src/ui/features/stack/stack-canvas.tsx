/** The stack: cards from input to output with gaps between them; the same keys and buttons work as the mouse does. */
import { useDndContext, useDroppable } from '@dnd-kit/core';
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react';
import type { Problem } from '../../../base/problem';
import type { LayerId } from '../../../graph/model';
import { Button } from '../../components/button';
import { ContextMenu } from '../../components/menu';
import { useAnalysis, useProblemsByLayer, useStudio, useView } from '../../studio';
import { heldOf } from './drag';
import { Gap } from './gap';
import { LayerCard } from './layer-card';
import { useLayerMenu } from './layer-menu';
import styles from './stack.module.css';

const cardSelector = '[data-card]';

/** Moves the focus among cards; it is the cards' own main buttons that take it. */
function focusNeighbour(list: HTMLElement, way: number): void {
  const cards = [...list.querySelectorAll<HTMLElement>(cardSelector)];
  const at = cards.findIndex((card) => card.contains(document.activeElement));
  const next = cards[Math.max(0, Math.min(cards.length - 1, at + way))];
  next?.querySelector<HTMLElement>('[data-main]')?.focus();
}

const NONE: readonly Problem[] = [];

export function StackCanvas() {
  const { edit, select, view } = useStudio();
  const analysis = useAnalysis();
  const problems = useProblemsByLayer();
  const selected = useView((v) => v.selected);
  const [menu, setMenu] = useState<{ readonly layer: LayerId; readonly x: number; readonly y: number } | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const { setNodeRef } = useDroppable({ id: 'canvas' });
  const { active } = useDndContext();
  const held = heldOf(active);
  const { stack } = analysis;
  const items = useLayerMenu(menu?.layer ?? null);

  const openMenu = useCallback(
    (layer: LayerId, x: number, y: number) => {
      select(layer);
      setMenu({ layer, x, y });
    },
    [select],
  );

  const ids = [...analysis.layers.keys()];
  const inStack = stack ? stack.items.map((i) => i.layer.id) : [];
  // A list needs one card to enter by.
  const entry = selected !== null && analysis.layers.has(selected) ? selected : (ids[0] ?? null);

  // A layer that was put in from elsewhere is seen where it went.
  useEffect(() => {
    if (selected === null) return;
    list.current?.querySelector(`[data-card="${selected}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [selected]);

  /** Focus follows a card through the redraw that moves it. */
  const refocus = (layer: LayerId | null): void => {
    requestAnimationFrame(() => {
      const card = list.current?.querySelector<HTMLElement>(`[data-card="${layer}"] [data-main]`);
      card?.focus();
      card?.scrollIntoView({ block: 'nearest' });
    });
  };

  const key = (event: KeyboardEvent<HTMLOListElement>): void => {
    const target = event.target as HTMLElement;
    if (!target.matches('[data-main]')) return;
    const layer = target.closest<HTMLElement>(cardSelector)?.dataset.card ?? '';
    const at = inStack.indexOf(layer);
    if (event.altKey && at >= 0 && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      const to = at + (event.key === 'ArrowUp' ? -1 : 1);
      if (to >= 0 && to < inStack.length) edit.moveLayer(layer, to);
      refocus(layer);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      focusNeighbour(event.currentTarget, event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Home' || event.key === 'End') {
      focusNeighbour(event.currentTarget, event.key === 'Home' ? -ids.length : ids.length);
    } else if ((event.key === 'Delete' || event.key === 'Backspace') && at >= 0) {
      const next = inStack[at + 1] ?? inStack[at - 1] ?? ids[0] ?? null;
      select(layer);
      edit.removeLayer(layer);
      refocus(next);
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'd' && at >= 0) {
      edit.duplicateLayer(layer);
      refocus(view.getState().selected);
    } else if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) {
      const box = target.getBoundingClientRect();
      setMenu({ layer, x: box.left + 24, y: box.top + 24 });
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div ref={setNodeRef} className={styles.canvas} data-dragging={active ? true : undefined}>
      {!stack && (
        <p className={styles.branching}>
          This model branches. Its layers are listed in the order they are computed; new layers go after the selected
          one.{' '}
          <Button variant="link" onClick={() => view.setState({ canvas: 'graph' })}>
            Show it as a graph
          </Button>
        </p>
      )}
      <ol ref={list} className={styles.stack} aria-label="Layers of the model" onKeyDown={key}>
        {ids.map((id, i) => {
          const layer = analysis.layers.get(id);
          if (!layer) return null;
          const position = inStack.indexOf(id);
          const last = i === ids.length - 1;
          return (
            <li key={id} className={styles.item}>
              <LayerCard
                analysis={layer}
                problems={problems.get(id) ?? NONE}
                position={position}
                count={inStack.length}
                selected={id === selected}
                focusable={id === entry}
                onContextMenu={openMenu}
              />
              {stack ? <Gap position={i} held={held} last={last} /> : !last && <div className={styles.link} />}
            </li>
          );
        })}
      </ol>
      <ContextMenu label="Layer" items={items} at={menu} onClose={() => setMenu(null)} />
    </div>
  );
}
