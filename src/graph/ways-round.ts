/** Ways for wires round cards that a person has put in between: the automatic layout makes such ways by itself. */
import { type Box, type Point, routeKey } from './layered-layout';

/** How far a wire keeps from cards it goes round, and from other wires there. */
const CLEAR = 22;
const LANE = 14;

interface Card extends Point {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

/**
 * Ways round cards for wires that would run behind them: down beside what stands between, on the nearer side.
 * Wires with nothing in their way have no entry.
 */
export function waysRound(boxes: readonly Box[], positions: ReadonlyMap<string, Point>): Map<string, readonly Point[]> {
  const cards = boxes.flatMap(({ id, width, height }): Card[] => {
    const at = positions.get(id);
    return at ? [{ id, width, height, ...at }] : [];
  });
  const byId = new Map(cards.map((c) => [c.id, c]));
  const wires = boxes
    .flatMap((box) =>
      [...new Set(box.sources)].flatMap((source) => {
        const [from, to] = [byId.get(source), byId.get(box.id)];
        return from && to && to.y - from.y - from.height > CLEAR ? [{ from, to }] : [];
      }),
    )
    .sort((a, b) => a.to.y - a.from.y - (b.to.y - b.from.y));
  const lanes: { readonly x: number; readonly top: number; readonly bottom: number }[] = [];
  const routes = new Map<string, readonly Point[]>();
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
