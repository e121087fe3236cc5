/** The window onto the canvas: an offset and a scale, changed by wheel, fingers, buttons and keys, drawn without React. */
import { type RefObject, useEffect, useMemo, useSyncExternalStore } from 'react';
import type { Point } from '../../../graph/layered-layout';
import type { Bounds } from './scene';

export interface View {
  readonly x: number;
  readonly y: number;
  readonly k: number;
}

/** Small enough for the longest of the applications to be seen whole, seven hundred layers in a row. */
const LEAST = 0.004;
const MOST = 2;
const STEP = 1.25;
/** Cards are shown no smaller than this unless a person wishes to see all. */
export const READABLE = 0.85;

export interface Viewport {
  get(): View;
  set(view: View): void;
  subscribe(listener: () => void): () => void;
  /** From window pixels to the canvas. */
  toScene(point: Point): Point;
  /** Scales about a point of the window, the middle when left out. */
  zoom(factor: number, about?: Point): void;
  pan(dx: number, dy: number): void;
  /**
   * Shows a box whole, as large as fits and no larger than life; `least` bounds how small.
   * @param around what stands in the middle of a box too large to be shown whole
   */
  fit(bounds: Bounds, least?: number, around?: Bounds): void;
  /** Moves just so far that a box is in sight. */
  reveal(bounds: Bounds): void;
  size(): { readonly width: number; readonly height: number };
}

const clamp = (k: number): number => Math.max(LEAST, Math.min(MOST, k));

/** Room the bar above takes, and the margin elsewhere. */
const TOP = 62;
const MARGIN = 28;
const BOTTOM = 20;

export function createViewport(element: () => HTMLElement | null, initial: View): Viewport {
  let view = initial;
  const listeners = new Set<() => void>();
  const set = (next: View): void => {
    view = next;
    for (const listener of listeners) listener();
  };
  const box = (): DOMRect => element()?.getBoundingClientRect() ?? new DOMRect(0, 0, 800, 600);
  return {
    get: () => view,
    set,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    toScene({ x, y }) {
      const { left, top } = box();
      return { x: (x - left - view.x) / view.k, y: (y - top - view.y) / view.k };
    },
    zoom(factor, about) {
      const { left, top, width, height } = box();
      const px = about ? about.x - left : width / 2;
      const py = about ? about.y - top : height / 2;
      const k = clamp(view.k * factor);
      const ratio = k / view.k;
      set({ k, x: px - (px - view.x) * ratio, y: py - (py - view.y) * ratio });
    },
    pan: (dx, dy) => set({ ...view, x: view.x + dx, y: view.y + dy }),
    fit(bounds, least = LEAST, around = bounds) {
      const { width, height } = box();
      if (width === 0 || height === 0) return;
      const wide = (width - 2 * MARGIN) / Math.max(1, bounds.width);
      const high = (height - TOP - BOTTOM) / Math.max(1, bounds.height);
      const k = Math.max(least, Math.min(1, wide, high));
      const spare = height - TOP - BOTTOM - bounds.height * k;
      const { x: left, width: across } = spare < 0 || wide < k ? around : bounds;
      const middle = width / 2 - (left + across / 2) * k;
      // What fits stays whole; what is taller than the window begins at its top.
      const [low, most] = [MARGIN - bounds.x * k, width - MARGIN - (bounds.x + bounds.width) * k];
      const x = low <= most ? Math.max(low, Math.min(most, middle)) : middle;
      set({ k, x, y: TOP + Math.max(0, spare / 2) - bounds.y * k });
    },
    reveal(bounds) {
      const { width, height } = box();
      const left = bounds.x * view.k + view.x;
      const top = bounds.y * view.k + view.y;
      const right = left + bounds.width * view.k;
      const bottom = top + bounds.height * view.k;
      const shift = (low: number, high: number, from: number, to: number): number =>
        low < from ? from - low : high > to ? Math.max(to - high, from - low) : 0;
      const dx = shift(left, right, 66, width - 12);
      const dy = shift(top, bottom, TOP - 6, height - 12);
      if (dx !== 0 || dy !== 0) set({ ...view, x: view.x + dx, y: view.y + dy });
    },
    size() {
      const { width, height } = box();
      return { width, height };
    },
  };
}

const EDGE = 30;
const EDGE_SPEED = 14;

/** How far the window moves in a frame while something is held near an edge of the canvas; null elsewhere. */
export function edgePan(element: HTMLElement | null, at: Point): Point | null {
  if (!element) return null;
  const { left, top, right, bottom } = element.getBoundingClientRect();
  const push = (low: number, high: number): number =>
    Math.min(1, Math.max(0, (EDGE - low) / EDGE)) - Math.min(1, Math.max(0, (EDGE - high) / EDGE));
  const x = push(at.x - left, right - at.x) * EDGE_SPEED;
  const y = push(at.y - top, bottom - at.y) * EDGE_SPEED;
  return x === 0 && y === 0 ? null : { x, y };
}

export const zoomSteps = { in: STEP, out: 1 / STEP } as const;

/** What the viewport shows now, for what is drawn by React. */
export function useViewOf(viewport: Viewport): View {
  return useSyncExternalStore(viewport.subscribe, viewport.get);
}

/** A viewport on an element: the wheel pans, with Ctrl or a pinch it zooms. */
export function useViewport(root: RefObject<HTMLElement | null>, initial: View): Viewport {
  // biome-ignore lint/correctness/useExhaustiveDependencies: where it begins matters once
  const viewport = useMemo(() => createViewport(() => root.current, initial), [root]);
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const wheel = (event: WheelEvent): void => {
      if (event.target instanceof Element && event.target.closest('[popover], [data-still]')) return;
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      if (event.ctrlKey || event.metaKey) {
        viewport.zoom(Math.exp((-event.deltaY * unit) / 240), { x: event.clientX, y: event.clientY });
      } else if (event.shiftKey && event.deltaX === 0) viewport.pan(-event.deltaY * unit, 0);
      else viewport.pan(-event.deltaX * unit, -event.deltaY * unit);
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [root, viewport]);
  return viewport;
}
