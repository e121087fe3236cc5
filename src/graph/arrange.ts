/**
 * Where cards stand on the canvas. A person's own places are kept in the document's layout, per model (a nested model
 * has its own); without any, the layered layout decides. A card added to an arranged model goes below what it reads.
 */
import { isJsonObject, type JsonObject } from '../base/json';
import { type Box, layeredLayout, type Placed, type Point } from './layered-layout';
import type { NodeId } from './model';
import { waysKept, waysRound } from './ways-round';

const KEY = 'graph';

/** Places a person gave, by node; null while the layout is automatic. `scope` names the model, `''` the outermost. */
export function ownPlaces(layout: JsonObject, scope: string): ReadonlyMap<NodeId, Point> | null {
  const all = layout[KEY];
  const mine = isJsonObject(all) ? all[scope] : undefined;
  if (!isJsonObject(mine)) return null;
  const places = new Map<NodeId, Point>();
  for (const [id, place] of Object.entries(mine)) {
    if (!Array.isArray(place)) continue;
    const [x, y] = place;
    if (typeof x === 'number' && typeof y === 'number' && Number.isFinite(x) && Number.isFinite(y)) {
      places.set(id, { x, y });
    }
  }
  return places.size > 0 ? places : null;
}

/** The document's layout with these places for a model; null goes back to the automatic layout. */
export function withPlaces(layout: JsonObject, scope: string, places: ReadonlyMap<NodeId, Point> | null): JsonObject {
  const all = isJsonObject(layout[KEY]) ? layout[KEY] : {};
  const { [scope]: _, ...others } = all;
  const mine = places && Object.fromEntries([...places].map(([id, { x, y }]) => [id, [Math.round(x), Math.round(y)]]));
  return { ...layout, [KEY]: mine ? { ...others, [scope]: mine } : others };
}

const GAP = 30;

/** Places of all boxes: own ones where there are, below their sources for those that came later. */
export function arrange(boxes: readonly Box[], own: ReadonlyMap<NodeId, Point> | null): Placed {
  if (!own) return layeredLayout(boxes);
  const placed = new Map<string, Point>();
  const sizes = new Map(boxes.map((b) => [b.id, b]));
  const readers = new Map<string, Box[]>();
  for (const box of boxes) {
    for (const source of box.sources) readers.set(source, [...(readers.get(source) ?? []), box]);
  }
  const free = (at: Point, box: Box): boolean =>
    ![...placed].some(([id, p]) => {
      const other = sizes.get(id);
      if (!other) return false;
      return (
        at.x < p.x + other.width + 12 &&
        p.x < at.x + box.width + 12 &&
        at.y < p.y + other.height + 8 &&
        p.y < at.y + box.height + 8
      );
    });
  for (const box of boxes) {
    const mine = own.get(box.id);
    if (mine) placed.set(box.id, mine);
  }
  /** Moves a box and what hangs on it down until nothing stands on anything. */
  const push = (id: string, least: number, seen: Set<string>): void => {
    const at = placed.get(id);
    const size = sizes.get(id);
    if (!at || !size || at.y >= least || seen.has(id)) return;
    seen.add(id);
    placed.set(id, { x: at.x, y: least });
    for (const reader of readers.get(id) ?? []) push(reader.id, least + size.height + GAP, seen);
  };
  for (const box of boxes) {
    if (placed.has(box.id)) continue;
    const above = box.sources.flatMap((s) => {
      const at = placed.get(s);
      const size = sizes.get(s);
      return at && size ? [{ x: at.x + size.width / 2, y: at.y + size.height }] : [];
    });
    const below = (readers.get(box.id) ?? []).flatMap((r) => placed.get(r.id) ?? []);
    const left = Math.min(...[...placed.values()].map((p) => p.x), 0);
    const top = Math.min(...[...placed.values()].map((p) => p.y), 0);
    let at: Point =
      above.length > 0
        ? {
            x: above.reduce((sum, p) => sum + p.x, 0) / above.length - box.width / 2,
            y: Math.max(...above.map((p) => p.y)) + GAP,
          }
        : below[0]
          ? { x: below[0].x, y: below[0].y - box.height - GAP }
          : { x: left - box.width - GAP, y: top };
    const inserted = above.length > 0 && below.length > 0;
    // Between two cards there is room to be made; elsewhere there is room to be found.
    if (!inserted) {
      for (let tries = 0; tries < 60 && !free(at, box); tries++) at = { x: at.x + box.width + GAP, y: at.y };
    }
    placed.set(box.id, at);
    if (inserted) {
      const seen = new Set([box.id]);
      for (const reader of readers.get(box.id) ?? []) push(reader.id, at.y + box.height + GAP, seen);
    }
  }
  const kept = waysKept(boxes, placed, layeredLayout(boxes));
  return { positions: placed, routes: waysRound(boxes, placed, kept) };
}
