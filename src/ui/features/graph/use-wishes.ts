/** Grants what a key, a menu or a button asks of the canvas: another scale, another part in sight, a list to choose from. */
import { type RefObject, useEffect, useRef } from 'react';
import { useStudio, useView } from '../../studio';
import type { Asking } from './ask-at';
import { calledAs } from './connections';
import { cardElement } from './node-card';
import { boundsOf, type Scene, type SceneNode, type SceneWire } from './scene';
import { READABLE, type Viewport, zoomSteps } from './viewport';

/** A point below something, or near the top of the window. */
export const below = (rect: DOMRect | undefined): { x: number; y: number } =>
  rect ? { x: rect.left + rect.width / 2, y: rect.bottom } : { x: window.innerWidth / 2, y: window.innerHeight / 3 };

export interface WishParts {
  readonly root: RefObject<HTMLElement | null>;
  readonly viewport: Viewport;
  readonly scene: Scene;
  readonly chosen: readonly SceneNode[];
  readonly wire: SceneWire | null;
  ask(asking: Asking): void;
}

export function useWishes({ root, viewport, scene, chosen, wire, ask }: WishParts): void {
  const studio = useStudio();
  const wish = useView((v) => v.graphWish);
  // The wish for the focus is older than the canvas it brought.
  const granted = useRef(wish.wish === 'focus' ? -1 : wish.count);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each wish is granted once
  useEffect(() => {
    if (granted.current === wish.count) return;
    granted.current = wish.count;
    const last = chosen.at(-1);
    const belowCard = (card: SceneNode | undefined): { x: number; y: number } =>
      below(card && cardElement(root.current, card.node.id)?.getBoundingClientRect());
    switch (wish.wish) {
      case 'focus':
        requestAnimationFrame(() => document.activeElement === document.body && root.current?.focus());
        return;
      case 'fit':
        return viewport.fit(scene.bounds);
      case 'show':
        return viewport.fit(scene.bounds, READABLE, scene.nodes[0]);
      case 'zoom-in':
        return viewport.zoom(zoomSteps.in);
      case 'zoom-out':
        return viewport.zoom(zoomSteps.out);
      case 'zoom-one':
        return viewport.zoom(1 / viewport.get().k);
      case 'zoom-chosen':
        return chosen.length > 0 ? viewport.fit(boundsOf(chosen)) : studio.announce('Nothing is chosen.');
      case 'find':
        return ask({ kind: 'find', at: belowBar(root.current) });
      case 'connect': {
        const from = wire?.from ?? (last && { node: last.node.id, index: 0 });
        if (!from) return studio.announce('Choose the layer to connect from first.');
        const taken = wire && { node: wire.to, slot: wire.slot };
        return ask({ kind: 'connect', at: belowCard(scene.byId.get(from.node)), from, taken });
      }
      case 'read': {
        if (!last || last.isInput) return studio.announce('Choose the layer that is to read something first.');
        const slot = wire?.to === last.node.id ? wire.slot : undefined;
        return ask({ kind: 'read', at: belowCard(last), to: last.node.id, slot });
      }
      case 'insert': {
        if (wire) {
          const [from, to] = [scene.byId.get(wire.from.node), scene.byId.get(wire.to)];
          const title = `Insert between ${from ? calledAs(from) : ''} and ${to ? calledAs(to) : ''}`;
          return ask({ kind: 'insert', at: belowCard(from), into: { before: wire.to, slot: wire.slot }, title });
        }
        const after = last ?? scene.nodes.at(-1);
        if (!after) return;
        const title = `Insert after ${calledAs(after)}`;
        return ask({ kind: 'insert', at: belowCard(after), into: { after: after.node.id }, title });
      }
    }
  }, [wish.count]);
}

/** The middle of the canvas below the bar. */
function belowBar(root: HTMLElement | null): { x: number; y: number } {
  const rect = root?.getBoundingClientRect();
  return rect ? { x: rect.left + rect.width / 2, y: rect.top + 54 } : below(undefined);
}
