/** What a pointer does on the canvas: pan, pinch, choose with a box, move cards, draw and take off wires. */
import { type PointerEvent as ReactPointerEvent, type RefObject, useCallback, useRef, useState } from 'react';
import type { Point } from '../../../graph/layered-layout';
import type { NodeId, TensorRef } from '../../../graph/model';
import type { Studio } from '../../../state';
import {
  type Joint,
  modelOf,
  putOnWire,
  setPlaces,
  standsAlone,
  tryConnect,
  tryOnWire,
  type WireEnd,
} from '../../../state/graph-actions';
import { type Bounds, cardsIn, nearestWire, placesOf, REACH, type Scene, type SceneWire } from './scene';
import { type Guide, snapped } from './snap';
import { edgePan, type Viewport } from './viewport';

export type Gesture =
  | { readonly kind: 'pan' }
  | { readonly kind: 'marquee'; readonly box: Bounds }
  | {
      readonly kind: 'move';
      /** Where the cards that are held are now. */
      readonly places: ReadonlyMap<NodeId, Point>;
      /** Lines along which the card stands in one row with others. */
      readonly guides: readonly Guide[];
      /** The wire a card that stands alone is held over, and what letting go would do. */
      readonly onto: { readonly wire: SceneWire; readonly joint: Joint; readonly at: Point } | null;
    }
  | {
      readonly kind: 'wire';
      readonly from: TensorRef;
      /** The wire that was taken off its end. */
      readonly taken: WireEnd | null;
      readonly to: Point;
      readonly target: NodeId | null;
      /** The port it is held over; none over the rest of the card. */
      readonly port: number | undefined;
      readonly joint: Joint | null;
    };

/** Where the pointer went down, before it is known what it means. */
interface Press {
  readonly pointer: number;
  readonly x: number;
  readonly y: number;
  readonly node: NodeId | null;
  readonly port: string | null;
  readonly shift: boolean;
  /** Where that is on the canvas, and where all cards stood. */
  readonly at: Point;
  start: ReadonlyMap<NodeId, Point>;
  started: boolean;
  /** Cards go where the pointer does, not into line with others. */
  free: boolean;
  last: Point;
}

const THRESHOLD = 4;
/** So near a line through other cards, in pixels of the window, a card moves into it. */
const SNAP = 6;

export interface GestureEnds {
  /** A wire was let go over a card that takes it. */
  onJoin(gesture: Extract<Gesture, { kind: 'wire' }>): void;
  /** A wire was let go over nothing. */
  onLoose(gesture: Extract<Gesture, { kind: 'wire' }>, at: Point): void;
}

export interface Gestures {
  readonly gesture: Gesture | null;
  readonly handlers: {
    onPointerDown(event: ReactPointerEvent): void;
    onPointerMove(event: ReactPointerEvent): void;
    onPointerUp(event: ReactPointerEvent): void;
    onPointerCancel(event: ReactPointerEvent): void;
  };
  cancel(): void;
  /** Whether the click that follows ends a drag and means nothing by itself. */
  dragged(): boolean;
}

function underPointer(x: number, y: number): { node: NodeId | null; slot: number | undefined } {
  const element = document.elementFromPoint(x, y);
  const node = element?.closest<HTMLElement>('[data-node]')?.dataset.node ?? null;
  const port = element?.closest<HTMLElement>('[data-port]')?.dataset.port;
  return { node, slot: port?.startsWith('in:') ? Number(port.slice(3)) : undefined };
}

export function useGestures(
  root: RefObject<HTMLElement | null>,
  studio: Studio,
  viewport: Viewport,
  scene: Scene,
  picked: ReadonlySet<NodeId>,
  ends: GestureEnds,
): Gestures {
  const press = useRef<Press | null>(null);
  const moved = useRef(false);
  const fingers = useRef(new Map<number, Point>());
  const current = useRef<Gesture | null>(null);
  const frame = useRef(0);
  /** The step of the latest drawing, which knows the latest scene. */
  const again = useRef<(p: Press, x: number, y: number) => void>(() => undefined);
  const [gesture, setGesture] = useState<Gesture | null>(null);

  const show = useCallback((next: Gesture | null) => {
    current.current = next;
    setGesture(next);
  }, []);

  const cancel = useCallback(() => {
    press.current = null;
    show(null);
  }, [show]);

  /** What a press becomes once the pointer has moved. */
  const begin = (p: Press): Gesture => {
    const { at } = p;
    if (p.port !== null && p.node !== null) {
      const [side, digits] = p.port.split(':');
      const index = Number(digits);
      const wired = side === 'in' ? scene.byId.get(p.node)?.node.inputs[index] : undefined;
      if (side === 'out' || wired) {
        return {
          kind: 'wire',
          from: wired ?? { node: p.node, index },
          taken: wired ? { node: p.node, slot: index } : null,
          to: at,
          target: null,
          port: undefined,
          joint: null,
        };
      }
    }
    if (p.node !== null) {
      p.start = placesOf(scene);
      return { kind: 'move', places: new Map(), guides: [], onto: null };
    }
    return p.shift ? { kind: 'marquee', box: { ...at, width: 0, height: 0 } } : { kind: 'pan' };
  };

  const follow = (p: Press, g: Gesture, x: number, y: number): Gesture => {
    const from = p.at;
    const to = viewport.toScene({ x, y });
    switch (g.kind) {
      case 'pan':
        viewport.pan(x - p.last.x, y - p.last.y);
        return g;
      case 'marquee':
        return {
          kind: 'marquee',
          box: {
            x: Math.min(from.x, to.x),
            y: Math.min(from.y, to.y),
            width: Math.abs(to.x - from.x),
            height: Math.abs(to.y - from.y),
          },
        };
      case 'move': {
        const node = p.node ?? '';
        const moved = picked.has(node) ? picked : new Set([node]);
        const by = { x: to.x - from.x, y: to.y - from.y };
        const line = p.free ? null : snapped(scene, p.start, node, moved, by, SNAP / viewport.get().k);
        const { x: dx, y: dy } = line?.by ?? by;
        const places = new Map(
          [...p.start].flatMap(([id, at]) => (moved.has(id) ? [[id, { x: at.x + dx, y: at.y + dy }] as const] : [])),
        );
        const card = scene.byId.get(node);
        const alone = moved.size === 1 && card && standsAlone(modelOf(studio), card.node);
        const wire = alone ? nearestWire(scene, to, REACH) : null;
        if (!wire) return { kind: 'move', places, guides: line?.guides ?? [], onto: null };
        const known = g.onto?.wire.key === wire.key ? g.onto.joint : null;
        const joint = known ?? tryOnWire(modelOf(studio), node, { node: wire.to, slot: wire.slot });
        return { kind: 'move', places, guides: [], onto: { wire, joint, at: to } };
      }
      case 'wire': {
        const { node: target, slot } = underPointer(x, y);
        if (target === null || target === g.from.node) return { ...g, to, target: null, joint: null };
        const joint =
          g.target === target && g.port === slot ? g.joint : tryConnect(modelOf(studio), g.from, target, slot, g.taken);
        return { ...g, to, target, port: slot, joint };
      }
    }
  };

  const step = (p: Press, x: number, y: number): void => {
    const g = current.current;
    if (!g) return;
    const next = follow(p, g, x, y);
    p.last = { x, y };
    if (next !== g) show(next);
    cancelAnimationFrame(frame.current);
    // Held near the edge, the window moves on by itself, and what is held with it.
    const pan = g.kind === 'pan' ? null : edgePan(root.current, { x, y });
    if (!pan) return;
    frame.current = requestAnimationFrame(() => {
      if (press.current !== p) return;
      viewport.pan(pan.x, pan.y);
      again.current(p, x, y);
    });
  };
  again.current = step;

  const pinch = (event: ReactPointerEvent): boolean => {
    const before = [...fingers.current.values()];
    if (fingers.current.has(event.pointerId)) {
      fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    }
    const after = [...fingers.current.values()];
    const [a, b] = before;
    const [c, d] = after;
    if (!a || !b || !c || !d) return false;
    const middle = { x: (c.x + d.x) / 2, y: (c.y + d.y) / 2 };
    viewport.pan(middle.x - (a.x + b.x) / 2, middle.y - (a.y + b.y) / 2);
    viewport.zoom(Math.hypot(c.x - d.x, c.y - d.y) / Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)), middle);
    return true;
  };

  const handlers: Gestures['handlers'] = {
    onPointerDown(event) {
      moved.current = false;
      const target = event.target as Element;
      if (target.closest('[popover], [data-still]')) return;
      if (event.pointerType === 'touch') {
        fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
        if (fingers.current.size > 1) {
          cancel();
          return;
        }
      }
      if (event.button !== 0 && event.button !== 1) return;
      const node = target.closest<HTMLElement>('[data-node]')?.dataset.node ?? null;
      press.current = {
        pointer: event.pointerId,
        x: event.clientX,
        y: event.clientY,
        node: event.button === 1 ? null : node,
        port: target.closest<HTMLElement>('[data-port]')?.dataset.port ?? null,
        shift: event.shiftKey && event.button === 0,
        at: viewport.toScene({ x: event.clientX, y: event.clientY }),
        start: new Map(),
        started: false,
        free: false,
        last: { x: event.clientX, y: event.clientY },
      };
    },
    onPointerMove(event) {
      if (fingers.current.size > 1 && pinch(event)) return;
      const p = press.current;
      if (!p || p.pointer !== event.pointerId) return;
      const { clientX: x, clientY: y } = event;
      if (!p.started) {
        if (Math.hypot(x - p.x, y - p.y) < THRESHOLD) return;
        p.started = true;
        moved.current = true;
        root.current?.setPointerCapture(event.pointerId);
        show(begin(p));
      }
      p.free = event.altKey;
      step(p, x, y);
    },
    onPointerUp(event) {
      fingers.current.delete(event.pointerId);
      const p = press.current;
      const g = current.current;
      if (!p || p.pointer !== event.pointerId) return;
      press.current = null;
      show(null);
      if (!p.started || !g) return;
      if (g.kind === 'move' && g.onto) {
        if (p.node !== null && g.onto.joint.model)
          putOnWire(studio, p.node, { node: g.onto.wire.to, slot: g.onto.wire.slot });
      } else if (g.kind === 'move' && g.places.size > 0) setPlaces(studio, new Map([...p.start, ...g.places]));
      else if (g.kind === 'marquee') {
        const found = cardsIn(scene, g.box);
        studio.pick(
          found.map((n) => n.node.id),
          found.at(-1)?.layer.id ?? null,
        );
        studio.announce(`${found.length} chosen.`);
      } else if (g.kind === 'wire') {
        if (g.joint?.model) ends.onJoin(g);
        else if (g.target === null) ends.onLoose(g, { x: event.clientX, y: event.clientY });
        else if (g.joint?.refused) studio.announce(g.joint.refused);
      }
    },
    onPointerCancel(event) {
      fingers.current.delete(event.pointerId);
      cancel();
    },
  };
  return { gesture, handlers, cancel, dragged: () => moved.current };
}
