/** What of a large graph is worth drawing: cards and wires in sight and a little around, in words alone when they are small. */
import { useMemo, useSyncExternalStore } from 'react';
import type { Bounds, SceneWire } from './scene';
import type { Viewport } from './viewport';

export interface Sight {
  readonly box: Bounds;
  /** How much a card can show: all, its class alone where it is small, its colour alone where it is tiny. */
  readonly detail: 'full' | 'small' | 'tiny';
}

/** The box grows and shrinks in such steps, so that most moves of the window draw nothing anew. */
const STEP = 320;
const SMALL = 0.45;
const TINY = 0.12;
const DETAILS = ['full', 'small', 'tiny'] as const;

/** The part of the canvas that is drawn, at least what the whole window would show. */
export function useSight(viewport: Viewport): Sight {
  const key = useSyncExternalStore(viewport.subscribe, () => {
    const { x, y, k } = viewport.get();
    const low = (at: number): number => Math.floor(-at / k / STEP) - 1;
    const high = (at: number, size: number): number => Math.ceil((size - at) / k / STEP) + 1;
    // The size of the window needs no layout, unlike the canvas' own.
    return [
      low(x),
      low(y),
      high(x, window.innerWidth),
      high(y, window.innerHeight),
      k < TINY ? 2 : k < SMALL ? 1 : 0,
    ].join(' ');
  });
  return useMemo(() => {
    const [left = 0, top = 0, right = 0, bottom = 0, detail = 0] = key.split(' ').map(Number);
    const box = { x: left * STEP, y: top * STEP, width: (right - left) * STEP, height: (bottom - top) * STEP };
    return { box, detail: DETAILS[detail] ?? 'full' };
  }, [key]);
}

export const inSight = ({ box }: Sight, b: Bounds): boolean =>
  b.x < box.x + box.width && box.x < b.x + b.width && b.y < box.y + box.height && box.y < b.y + b.height;

/** Whether any of a wire may be seen: by the box around its points. */
export function wireInSight(sight: Sight, { points }: SceneWire): boolean {
  let [left, top] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [right, bottom] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const p of points) {
    left = Math.min(left, p.x);
    right = Math.max(right, p.x);
    top = Math.min(top, p.y);
    bottom = Math.max(bottom, p.y);
  }
  return inSight(sight, { x: left, y: top, width: right - left + 1, height: bottom - top + 1 });
}
