/** Ways for wires round cards that a person has put in between: the automatic layout makes such ways by itself. */
import { type Box, type Placed, type Point, routeKey } from './layered-layout';

/** How far a wire keeps from cards it goes round, and from other wires there. */
const CLEAR = 22;
const LANE = 14;

interface Card extends Point {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

/** A straight piece of a wire, up and down beside cards. */
interface Lane {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

const lanesOf = (route: readonly Point[]): Lane[] =>
  route.slice(1).map((to, i) => {
    const from = route[i] ?? to;
    return { x: (from.x + to.x) / 2, top: Math.min(from.y, to.y), bottom: Math.max(from.y, to.y) };
  });

/**
 * The ways of the automatic layout that are still good: both ends stand to one another as they do there, and no card
 * was put on the way. Moving one card then leaves the wires of all others where they are.
 */
export function waysKept(
  boxes: readonly Box[],
  positions: ReadonlyMap<string, Point>,
  automatic: Placed,
): Map<string, readonly Point[]> {
  const kept = new Map<string, readonly Point[]>();
  for (const box of boxes) {
    for (const source of new Set(box.sources)) {
      const key = routeKey(source, box.id);
      const route = automatic.routes.get(key);
      const [from, to] = [positions.get(source), positions.get(box.id)];
      const [from0, to0] = [automatic.positions.get(source), automatic.positions.get(box.id)];
      if (!route || !from || !to || !from0 || !to0) continue;
      const by = { x: from.x - from0.x, y: from.y - from0.y };
      // Places are kept in whole numbers.
      if (Math.abs(to.x - to0.x - by.x) > 1 || Math.abs(to.y - to0.y - by.y) > 1) continue;
      const moved = route.map((p) => ({ x: p.x + by.x, y: p.y + by.y }));
      const blocked = lanesOf(moved).some(({ x, top, bottom }) =>
        boxes.some(({ id, width, height }) => {
          const at = positions.get(id);
          if (!at || id === source || id === box.id) return false;
          return at.x < x && x < at.x + width && at.y < bottom && top < at.y + height;
        }),
      );
      if (!blocked) kept.set(key, moved);
    }
  }
  return kept;
}

/**
 * Ways round cards for wires that would run behind them: down beside what stands between, on the nearer side.
 * Wires with nothing in their way have no entry.
 * @param kept ways that are known, to be kept clear of
 */
export function waysRound(
  boxes: readonly Box[],
  positions: ReadonlyMap<string, Point>,
  kept: ReadonlyMap<string, readonly Point[]> = new Map(),
): Map<string, readonly Point[]> {
  const cards = boxes.flatMap(({ id, width, height }): Card[] => {
    const at = positions.get(id);
    return at ? [{ id, width, height, ...at }] : [];
  });
  const byId = new Map(cards.map((c) => [c.id, c]));
  const wires = boxes
    .flatMap((box) =>
      [...new Set(box.sources)].flatMap((source) => {
        const [from, to] = [byId.get(source), byId.get(box.id)];
        if (kept.has(routeKey(source, box.id))) return [];
        return from && to && to.y - from.y - from.height > CLEAR ? [{ from, to }] : [];
      }),
    )
    .sort((a, b) => a.to.y - a.from.y - (b.to.y - b.from.y));
  const lanes: Lane[] = [...kept.values()].flatMap(lanesOf);
  const routes = new Map<string, readonly Point[]>(kept);
  for (const { from, to } of wires) {
    const [top, bottom] = [from.y + from.height, to.y];
    const [start, end] = [from.x + from.width / 2, to.x + to.width / 2];
    const between = cards.filter((c) => c !== from && c !== to && c.y < bottom && c.y + c.height > top);
    const xAt = (y: number): number => start + ((end - start) * (y - top)) / (bottom - top);
    const inWay = between.filter((c) => {
      const [a, b] = [xAt(Math.max(top, c.y)), xAt(Math.min(bottom, c.y + c.height))];
      return Math.min(a, b) < c.x + c.width && c.x < Math.max(a, b);
    });
    if (inWay.length === 0) continue;
    const first = Math.min(...inWay.map((c) => c.y));
    const last = Math.max(...inWay.map((c) => c.y + c.height));
    const beside = (way: 1 | -1): number => {
      let x =
        way === 1 ? Math.max(...inWay.map((c) => c.x + c.width)) + CLEAR : Math.min(...inWay.map((c) => c.x)) - CLEAR;
      // Cards and wires that are there already push it farther out; each does so once at most.
      for (let tries = between.length + lanes.length; tries > 0; tries--) {
        const at = x;
        const card = between.find(
          (c) => c.y < last && c.y + c.height > first && at > c.x - CLEAR / 2 && at < c.x + c.width + CLEAR / 2,
        );
        const lane = lanes.find((l) => l.top < last && l.bottom > first && Math.abs(l.x - at) < LANE);
        if (card) x = way === 1 ? card.x + card.width + CLEAR : card.x - CLEAR;
        else if (lane) x = lane.x + way * LANE;
        else break;
      }
      return x;
    };
    const [right, left] = [beside(1), beside(-1)];
    const middle = (start + end) / 2;
    const x = right - middle <= middle - left ? right : left;
    lanes.push({ x, top: first, bottom: last });
    routes.set(routeKey(from.id, to.id), [
      { x, y: first },
      { x, y: last },
    ]);
  }
  return routes;
}
