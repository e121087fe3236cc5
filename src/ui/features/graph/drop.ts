/** What letting a layer of the palette go at a point means: onto a wire, behind a card, or beside everything. */
import type { Problem } from '../../../base/problem';
import type { Place } from '../../../graph/edit';
import type { Point } from '../../../graph/layered-layout';
import type { ModelGraph, NodeId } from '../../../graph/model';
import type { Studio } from '../../../state';
import { type FreePlace, modelOf } from '../../../state/graph-actions';
import { startingSpec } from '../../starting-config';
import { calledAs } from './connections';
import { CARD_WIDTH, cardAt, nearestWire, REACH, type Scene, type SceneNode } from './scene';

export interface DropSpot {
  readonly into: Place | FreePlace;
  readonly point: Point;
  /** The wire or card it goes to. */
  readonly wire: string | null;
  readonly card: NodeId | null;
  /** What would newly be wrong. */
  readonly problem: Problem | null;
  /** What would happen, in words. */
  readonly words: string;
}

/** A card put by hand keeps so much room to what stands above it. */
const ROOM = 30;
/** So near the column of what it reads, a card stands in it. */
const IN_COLUMN = 60;

/**
 * Where a card goes whose upper edge is let go at a point: its middle there, in one column with the card it reads when
 * that is near, and below whatever stands there already.
 */
export function freeAt(scene: Scene, point: Point, source?: SceneNode): Point {
  const column = source ? source.x + source.width / 2 : point.x;
  const x = (Math.abs(column - point.x) < IN_COLUMN ? column : point.x) - CARD_WIDTH / 2;
  let { y } = point;
  for (const n of [...scene.nodes].sort((a, b) => a.y - b.y)) {
    const beside = n.x >= x + CARD_WIDTH || n.x + n.width <= x;
    if (!beside && n.y < y + n.height && y < n.y + n.height + ROOM) y = n.y + n.height + ROOM;
  }
  return { x, y };
}

const tried = new WeakMap<ModelGraph, Map<string, Problem | null>>();

/** The first new problem of an insertion, found once per model and place. */
function problemOf(studio: Studio, className: string, place: Place): Problem | null {
  const model = modelOf(studio);
  const known = tried.get(model) ?? new Map<string, Problem | null>();
  tried.set(model, known);
  const key = `${className} ${JSON.stringify(place)}`;
  let found = known.get(key);
  if (found === undefined) {
    found = studio.edit.tryInsert(startingSpec('layer', className), place)[0] ?? null;
    known.set(key, found);
  }
  return found;
}

/** What a drop of `className` at a point of the canvas would do. */
export function dropAt(studio: Studio, scene: Scene, point: Point, className: string): DropSpot {
  const card = cardAt(scene, point);
  if (card) {
    const into: Place = { after: card.node.id };
    const problem = problemOf(studio, className, into);
    const words = `Insert ${className} after ${calledAs(card)}`;
    return { into, point, wire: null, card: card.node.id, problem, words };
  }
  const wire = nearestWire(scene, point, REACH);
  const from = wire && scene.byId.get(wire.from.node);
  const to = wire && scene.byId.get(wire.to);
  if (wire && from && to) {
    const into: Place = { before: wire.to, slot: wire.slot };
    const problem = problemOf(studio, className, into);
    const words = `Insert ${className} between ${calledAs(from)} and ${calledAs(to)}`;
    return { into, point, wire: wire.key, card: null, problem, words };
  }
  const into: FreePlace = freeAt(scene, { x: point.x, y: point.y - 20 });
  return { into, point, wire: null, card: null, problem: null, words: `Put ${className} here, to be wired` };
}
