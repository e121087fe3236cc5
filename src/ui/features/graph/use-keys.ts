/** Keys of the canvas itself: arrows walk along wires, choose and move cards. Commands have theirs in `state/commands`. */
import type { KeyboardEvent, RefObject } from 'react';
import type { NodeId } from '../../../graph/model';
import { setPlaces } from '../../../state/graph-actions';
import { useStudio } from '../../studio';
import { cardElement } from './node-card';
import { neighbour, placesOf, type Scene } from './scene';

const ARROWS = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' } as const;
const NUDGE = 16;

export interface KeyParts {
  readonly root: RefObject<HTMLElement | null>;
  readonly scene: Scene;
  /** Chosen calls, the last one last. */
  readonly chosen: readonly NodeId[];
  /** Something is held by the pointer. */
  readonly busy: boolean;
  cancel(): void;
  pick(nodes: readonly NodeId[]): void;
  menu(node: NodeId | null): void;
}

export function useKeys({ root, scene, chosen, busy, cancel, pick, menu }: KeyParts): (event: KeyboardEvent) => void {
  const studio = useStudio();
  /** Goes to a card; with Shift it is chosen too, and back again on the way back. */
  const go = (here: NodeId | undefined, next: NodeId, more: boolean): void => {
    if (!more) pick([next]);
    else {
      const rest = chosen.filter((id) => id !== next && (id !== here || !chosen.includes(next)));
      const all = [...rest, next];
      pick(all);
      studio.announce(`${all.length} chosen.`);
    }
    cardElement(root.current, next)?.focus({ preventScroll: true });
  };
  return (event) => {
    const target = event.target as HTMLElement;
    if (target.closest('[popover], [data-still]')) return;
    const onCard = target.matches('[data-main]') ? target.closest<HTMLElement>('[data-node]')?.dataset.node : undefined;
    const here = onCard ?? chosen.at(-1);
    const way = ARROWS[event.key as keyof typeof ARROWS];
    if (event.key === 'Escape' && busy) cancel();
    else if (way && event.altKey) {
      if (chosen.length === 0) return;
      const moved = new Set(chosen);
      const dx = way === 'left' ? -NUDGE : way === 'right' ? NUDGE : 0;
      const dy = way === 'up' ? -NUDGE : way === 'down' ? NUDGE : 0;
      setPlaces(
        studio,
        placesOf(scene, (n) => (moved.has(n) ? { x: dx, y: dy } : null)),
        'arrange',
      );
    } else if (way && !event.ctrlKey && !event.metaKey) {
      const next = here === undefined ? scene.nodes[0]?.node.id : neighbour(scene, here, way);
      if (next === undefined || next === null) return;
      go(here, next, event.shiftKey);
    } else if (event.key === 'Home' || event.key === 'End') {
      const next = (event.key === 'Home' ? scene.nodes[0] : scene.nodes.at(-1))?.node.id;
      if (next === undefined) return;
      go(here, next, event.shiftKey);
    } else if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) menu(here ?? null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
