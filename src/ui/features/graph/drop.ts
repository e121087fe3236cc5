/** What letting a layer of the palette go at a point means: onto a wire, behind a card, or beside everything. */
import type { Problem } from '../../../base/problem';
import type { Place } from '../../../graph/edit';
import type { Point } from '../../../graph/layered-layout';
import type { ModelGraph, NodeId } from '../../../graph/model';
import type { Studio } from '../../../state';
import { type FreePlace, modelOf } from '../../../state/graph-actions';
import { startingSpec } from '../../starting-config';
import { calledAs } from './connections';
import { CARD_WIDTH, cardAt, nearestWire, REACH, type Scene } from './scene';

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
  const into: FreePlace = { x: point.x - CARD_WIDTH / 2, y: point.y - 20 };
  return { into, point, wire: null, card: null, problem: null, words: `Put ${className} here, to be wired` };
}
