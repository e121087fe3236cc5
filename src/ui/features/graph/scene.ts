/**
 * The picture of a model: where each call's card stands, where its ports are, how wires run. Pure geometry, worked out
 * from the model, its analysis and the document's layout; what is drawn and what the pointer finds come from here.
 */
import type { Problem } from '../../../base/problem';
import type { PartialShape } from '../../../base/shape';
import { arrange } from '../../../graph/arrange';
import { type Point, routeKey } from '../../../graph/layered-layout';
import type { LayerSpec, ModelGraph, NodeId, NodeSpec, TensorRef } from '../../../graph/model';
import { waysRound } from '../../../graph/ways-round';
import type { LayerAnalysis, ModelAnalysis } from '../../../state';

export const CARD_WIDTH = 208;
const CARD_HEIGHT = 54;
const PROBLEM_HEIGHT = 24;
const PORT_STEP = 22;
const BESIDE = 7;
/** So near a wire a card is let go on it. */
export const REACH = 26;

export interface SceneNode {
  readonly node: NodeSpec;
  readonly layer: LayerSpec;
  readonly analysis: LayerAnalysis;
  /** Shapes of what the call gives; empty behind a problem. */
  readonly shapes: readonly PartialShape[];
  readonly problems: readonly Problem[];
  /** Which call of its layer this is, and of how many. */
  readonly call: number;
  readonly calls: number;
  /** Outputs of the model this call gives, by number. */
  readonly outputs: readonly number[];
  readonly isInput: boolean;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Places of ports along the card's width. */
  readonly inPorts: readonly number[];
  readonly outPorts: readonly number[];
}

export interface SceneWire {
  readonly key: string;
  readonly from: TensorRef;
  readonly to: NodeId;
  readonly slot: number;
  readonly path: string;
  /** Points along it, for finding it. */
  readonly points: readonly Point[];
  readonly middle: Point;
  /** Nothing comes through: its source has a problem. */
  readonly dead: boolean;
}

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Scene {
  readonly nodes: readonly SceneNode[];
  readonly byId: ReadonlyMap<NodeId, SceneNode>;
  readonly wires: readonly SceneWire[];
  readonly bounds: Bounds;
}

/** Ports side by side in the middle of a card, closer together when there are many. */
export function portsOf(count: number): number[] {
  const step = Math.min(PORT_STEP, (CARD_WIDTH - 32) / Math.max(1, count - 1));
  return Array.from({ length: count }, (_, i) => CARD_WIDTH / 2 + (i - (count - 1) / 2) * step);
}

type Curve = readonly [Point, Point, Point, Point];

/** Curves that leave each point downwards and enter the next from above. */
function curvesThrough(points: readonly Point[]): Curve[] {
  return points.slice(1).map((to, i): Curve => {
    const from = points[i] as Point;
    const rise = to.y - from.y;
    const bend = rise > 0 ? Math.max(Math.min(rise / 2, 60), rise / 2.5) : Math.min(140, 40 - rise / 2);
    return [from, { x: from.x, y: from.y + bend }, { x: to.x, y: to.y - bend }, to];
  });
}

const at = ([a, b, c, d]: Curve, t: number): Point => {
  const s = 1 - t;
  const mix = (p: number, q: number, r: number, v: number): number =>
    s * s * s * p + 3 * s * s * t * q + 3 * s * t * t * r + t * t * t * v;
  return { x: mix(a.x, b.x, c.x, d.x), y: mix(a.y, b.y, c.y, d.y) };
};

const number = (v: number): string => String(Math.round(v * 10) / 10);
const pair = (p: Point): string => `${number(p.x)} ${number(p.y)}`;

/** A wire through the given points. */
export function wirePath(points: readonly Point[]): string {
  const [first] = points;
  if (!first) return '';
  return `M${pair(first)}${curvesThrough(points)
    .map(([, b, c, d]) => `C${pair(b)} ${pair(c)} ${pair(d)}`)
    .join('')}`;
}

function sampled(points: readonly Point[]): Point[] {
  return curvesThrough(points).flatMap((curve) => [0, 0.25, 0.5, 0.75, 1].map((t) => at(curve, t)));
}

export const inPoint = (n: SceneNode, slot: number): Point => ({ x: n.x + (n.inPorts[slot] ?? n.width / 2), y: n.y });

export const outPoint = (n: SceneNode, index: number): Point => ({
  x: n.x + (n.outPorts[index] ?? n.width / 2),
  y: n.y + n.height,
});

export interface SceneParts {
  readonly model: ModelGraph;
  readonly analysis: ModelAnalysis;
  readonly problems: ReadonlyMap<string, readonly Problem[]>;
  readonly own: ReadonlyMap<NodeId, Point> | null;
  shapesOf(node: NodeId): readonly PartialShape[];
}

const NONE: readonly Problem[] = [];

type Routes = ReadonlyMap<string, readonly Point[]>;

/** The wires a call reads, where its card and those it reads stand now. */
function wiresInto(to: SceneNode, byId: ReadonlyMap<NodeId, SceneNode>, routes: Routes): SceneWire[] {
  return to.node.inputs.flatMap((ref, slot): SceneWire[] => {
    const from = byId.get(ref.node);
    if (!from) return [];
    // Several wires between two cards go side by side.
    const same = to.node.inputs.slice(0, slot).filter((other) => other.node === ref.node).length;
    const route = (routes.get(routeKey(ref.node, to.node.id)) ?? []).map((p) => ({ x: p.x + same * BESIDE, y: p.y }));
    const points = [outPoint(from, ref.index), ...route, inPoint(to, slot)];
    const curves = curvesThrough(points);
    const half = curves[Math.floor(curves.length / 2)];
    return [
      {
        key: `${to.node.id}:${slot}`,
        from: ref,
        to: to.node.id,
        slot,
        path: wirePath(points),
        points: sampled(points),
        middle: half ? at(half, 0.5) : (points[0] as Point),
        dead: from.shapes.length === 0,
      },
    ];
  });
}

/** The scene of a model. */
export function sceneOf({ model, analysis, problems, own, shapesOf }: SceneParts): Scene {
  const calls = new Map<string, NodeId[]>();
  for (const node of model.nodes) calls.set(node.layer, [...(calls.get(node.layer) ?? []), node.id]);
  const parts = model.nodes.flatMap((node) => {
    const layer = model.layers[node.layer];
    const known = analysis.layers.get(node.layer);
    if (!layer || !known) return [];
    const mine = problems.get(layer.id) ?? NONE;
    const isInput = model.inputs.includes(node.id);
    const height = CARD_HEIGHT + (mine.length > 0 ? PROBLEM_HEIGHT : 0);
    return [{ node, layer, known, mine, isInput, height }];
  });
  const { positions, routes } = arrange(
    parts.map((p) => ({
      id: p.node.id,
      width: CARD_WIDTH,
      height: p.height,
      sources: p.node.inputs.map((ref) => ref.node),
    })),
    own,
  );
  const nodes = parts.map(({ node, layer, known, mine, isInput, height }): SceneNode => {
    const shapes = shapesOf(node.id);
    const all = calls.get(layer.id) ?? [];
    const place = positions.get(node.id) ?? { x: 0, y: 0 };
    return {
      node,
      layer,
      analysis: known,
      shapes,
      problems: mine,
      call: all.indexOf(node.id),
      calls: all.length,
      outputs: model.outputs.flatMap((ref, i) => (ref.node === node.id ? [i] : [])),
      isInput,
      ...place,
      width: CARD_WIDTH,
      height,
      inPorts: isInput ? [] : portsOf(Math.max(1, node.inputs.length)),
      outPorts: portsOf(Math.max(1, shapes.length)),
    };
  });
  const byId = new Map(nodes.map((n) => [n.node.id, n]));
  const wires = nodes.flatMap((to) => wiresInto(to, byId, routes));
  return { nodes, byId, wires, bounds: boundsOf(nodes) };
}

/**
 * The scene while cards are held elsewhere: theirs are other cards and other wires, all the rest are the very same.
 * @param places where the held cards are
 */
export function movedScene(scene: Scene, places: ReadonlyMap<NodeId, Point>): Scene {
  const nodes = scene.nodes.map((n) => {
    const place = places.get(n.node.id);
    return place ? { ...n, ...place } : n;
  });
  const byId = new Map(nodes.map((n) => [n.node.id, n]));
  const touched = ({ from, to }: { readonly from: TensorRef; readonly to: NodeId }): boolean =>
    places.has(from.node) || places.has(to);
  const boxes = nodes.map(({ node, width, height }) => ({
    id: node.id,
    width,
    height,
    sources: node.inputs.flatMap((ref) => (touched({ from: ref, to: node.id }) ? [ref.node] : [])),
  }));
  const routes = waysRound(boxes, byId);
  const rerouted = new Map(
    nodes
      .filter((n) => places.has(n.node.id) || n.node.inputs.some((ref) => places.has(ref.node)))
      .flatMap((n) => wiresInto(n, byId, routes))
      .map((wire) => [wire.key, wire]),
  );
  const wires = scene.wires.map((wire) => (touched(wire) ? (rerouted.get(wire.key) ?? wire) : wire));
  return { nodes, byId, wires, bounds: boundsOf(nodes) };
}

/** Where all cards stand, some of them moved. */
export function placesOf(scene: Scene, moved?: (id: NodeId) => Point | null): Map<NodeId, Point> {
  return new Map(
    scene.nodes.map(({ node, x, y }) => {
      const by = moved?.(node.id);
      return [node.id, by ? { x: x + by.x, y: y + by.y } : { x, y }];
    }),
  );
}

/** The least box around cards. */
export function boundsOf(nodes: readonly Bounds[]): Bounds {
  if (nodes.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const x = Math.min(...nodes.map((n) => n.x));
  const y = Math.min(...nodes.map((n) => n.y));
  return {
    x,
    y,
    width: Math.max(...nodes.map((n) => n.x + n.width)) - x,
    height: Math.max(...nodes.map((n) => n.y + n.height)) - y,
  };
}

function distance(p: Point, a: Point, b: Point): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((p.x - a.x) * dx + (p.y - a.y) * dy) / length));
  return Math.hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

/** The wire nearest to a point, no farther than `within`. */
export function nearestWire(scene: Scene, point: Point, within: number): SceneWire | null {
  let best: SceneWire | null = null;
  let least = within;
  for (const wire of scene.wires) {
    for (let i = 1; i < wire.points.length; i++) {
      const d = distance(point, wire.points[i - 1] as Point, wire.points[i] as Point);
      if (d < least) {
        least = d;
        best = wire;
      }
    }
  }
  return best;
}

/** The card at a point. */
export function cardAt(scene: Scene, { x, y }: Point): SceneNode | null {
  return scene.nodes.findLast((n) => x >= n.x && x <= n.x + n.width && y >= n.y && y <= n.y + n.height) ?? null;
}

/** Cards a box touches. */
export function cardsIn(scene: Scene, box: Bounds): SceneNode[] {
  return scene.nodes.filter(
    (n) => n.x < box.x + box.width && box.x < n.x + n.width && n.y < box.y + box.height && box.y < n.y + n.height,
  );
}

/** The card next to one in a direction: along its wires up and down, else the nearest that way. */
export function neighbour(scene: Scene, from: NodeId, way: 'up' | 'down' | 'left' | 'right'): NodeId | null {
  const here = scene.byId.get(from);
  if (!here) return null;
  const centre = (n: SceneNode): Point => ({ x: n.x + n.width / 2, y: n.y + n.height / 2 });
  const mid = centre(here);
  const nearest = (nodes: readonly SceneNode[], cost: (p: Point) => number): NodeId | null => {
    const ranked = nodes.map((n) => ({ id: n.node.id, cost: cost(centre(n)) })).filter((r) => Number.isFinite(r.cost));
    return ranked.sort((a, b) => a.cost - b.cost)[0]?.id ?? null;
  };
  if (way === 'up' || way === 'down') {
    const wired = scene.nodes.filter((n) =>
      way === 'up'
        ? here.node.inputs.some((ref) => ref.node === n.node.id)
        : n.node.inputs.some((ref) => ref.node === from),
    );
    const along = nearest(wired, (p) => Math.abs(p.x - mid.x) + Math.abs(p.y - mid.y) / 100);
    if (along !== null) return along;
    const sign = way === 'up' ? -1 : 1;
    return nearest(scene.nodes, (p) =>
      (p.y - mid.y) * sign > 4 ? (p.y - mid.y) * sign + Math.abs(p.x - mid.x) * 2 : Number.POSITIVE_INFINITY,
    );
  }
  const sign = way === 'left' ? -1 : 1;
  return nearest(scene.nodes, (p) =>
    (p.x - mid.x) * sign > 20 ? (p.x - mid.x) * sign + Math.abs(p.y - mid.y) * 2 : Number.POSITIVE_INFINITY,
  );
}
