/**
 * Places the boxes of a graph in layers from top to bottom (Sugiyama's method): ranks by longest path, few crossings by
 * barycentres, then columns by least squares. Long wires pass through invisible boxes, so that they keep clear of cards.
 * The same graph always gets the same places, and a chain is a straight column.
 */

export interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** Boxes whose wires come in from above, in order; ids that are not there are passed over. */
  readonly sources: readonly string[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Placed {
  /** Upper left corner of each box. */
  readonly positions: ReadonlyMap<string, Point>;
  /** Places a wire passes on its way, by `source>target`; wires to the next rank pass none. */
  readonly routes: ReadonlyMap<string, readonly Point[]>;
}

export interface Spacing {
  /** Between boxes of one rank. */
  readonly across: number;
  /** Between ranks. */
  readonly down: number;
}

const SPACING: Spacing = { across: 36, down: 30 };
const LANE_WIDTH = 16;
/** Invisible boxes at most; beyond that the longest wires run straight. */
const LANES_MOST = 20_000;
const ORDER_SWEEPS = 8;
const COLUMN_SWEEPS = 10;
/** How much straighter a wire between two cards is kept than one that passes by, and how much straighter the spine. */
const CARD_PULL = 60;
const SPINE_PULL = 100_000;
/** A wire on its way keeps its column, whatever its ends do. */
const LANE_PULL = 12;

interface Cell {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly real: boolean;
  rank: number;
  /** The longest way through the graph leads through here and through nothing beside it. */
  spine: boolean;
  x: number;
  readonly up: Cell[];
  readonly down: Cell[];
}

export const routeKey = (source: string, target: string): string => `${source}>${target}`;

function cellsOf(boxes: readonly Box[]): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const { id, width, height } of boxes) {
    cells.set(id, { id, width, height, real: true, rank: 0, spine: false, x: 0, up: [], down: [] });
  }
  for (const box of boxes) {
    const cell = cells.get(box.id) as Cell;
    for (const source of new Set(box.sources)) {
      const above = cells.get(source);
      if (!above || above === cell) continue;
      cell.up.push(above);
      above.down.push(cell);
    }
  }
  return cells;
}

/** Longest path from the top; what nothing feeds stands right above its first reader. */
function rank(boxes: readonly Box[], cells: ReadonlyMap<string, Cell>): void {
  for (const { id } of boxes) {
    const cell = cells.get(id) as Cell;
    cell.rank = cell.up.reduce((most, above) => Math.max(most, above.rank + 1), 0);
  }
  for (const cell of cells.values()) {
    if (cell.up.length === 0 && cell.down.length > 0) {
      cell.rank = Math.max(0, Math.min(...cell.down.map((below) => below.rank)) - 1);
    }
  }
}

/** Marks the spine: where one branch is longest it stays straight, while branches of one length stand side by side. */
function markSpine(boxes: readonly Box[], cells: ReadonlyMap<string, Cell>): void {
  const below = new Map<Cell, number>();
  for (const { id } of boxes.toReversed()) {
    const cell = cells.get(id) as Cell;
    below.set(
      cell,
      cell.down.reduce((most, next) => Math.max(most, (below.get(next) ?? 0) + 1), 0),
    );
  }
  const length = Math.max(0, ...[...cells.values()].map((c) => c.rank + (below.get(c) ?? 0)));
  const longest = new Map<number, Cell[]>();
  for (const cell of cells.values()) {
    if (cell.rank + (below.get(cell) ?? 0) === length) {
      longest.set(cell.rank, [...(longest.get(cell.rank) ?? []), cell]);
    }
  }
  for (const row of longest.values()) if (row.length === 1) (row[0] as Cell).spine = true;
}

/** Puts invisible cells into wires that cross ranks; gives the wires' cells by route key. */
function layLanes(cells: ReadonlyMap<string, Cell>): Map<string, Cell[]> {
  const lanes = new Map<string, Cell[]>();
  const long = [...cells.values()]
    .flatMap((cell) => cell.down.filter((below) => below.rank > cell.rank + 1).map((below) => ({ cell, below })))
    .sort((a, b) => a.below.rank - a.cell.rank - (b.below.rank - b.cell.rank));
  let made = 0;
  for (const { cell, below } of long) {
    const length = below.rank - cell.rank - 1;
    if (made + length > LANES_MOST) break;
    made += length;
    const lane: Cell[] = [];
    let above = cell;
    for (let r = cell.rank + 1; r < below.rank; r++) {
      const step: Cell = {
        id: `${cell.id}>${below.id}#${r}`,
        width: LANE_WIDTH,
        height: 0,
        real: false,
        rank: r,
        spine: false,
        x: 0,
        up: [above],
        down: [],
      };
      if (above === cell) above.down[above.down.indexOf(below)] = step;
      else above.down.push(step);
      lane.push(step);
      above = step;
    }
    above.down.push(below);
    below.up[below.up.indexOf(cell)] = above;
    lanes.set(routeKey(cell.id, below.id), lane);
  }
  return lanes;
}

/** On which side of the spine a wire past cards or a branch should go: that of the port it comes in by. */
function sideOf(cell: Cell): number {
  if (cell.spine) return 0;
  let [above, end] = [cell, cell];
  while (end.up.length < 2 && end.down.length === 1 && end.down[0]) [above, end] = [end, end.down[0]];
  if (end === cell || end.up.length < 2) return cell.real ? 0 : 1;
  return end.up[0] === above ? -1 : 1;
}

/** The ranks, each in the order in which a walk from the top meets its cells. */
function ranksOf(cells: ReadonlyMap<string, Cell>): Cell[][] {
  const ranks: Cell[][] = [];
  const seen = new Set<Cell>();
  const waiting = [...cells.values()].filter((c) => c.up.length === 0).reverse();
  while (waiting.length > 0) {
    const cell = waiting.pop() as Cell;
    if (seen.has(cell)) continue;
    seen.add(cell);
    let row = ranks[cell.rank];
    if (!row) {
      row = [];
      ranks[cell.rank] = row;
    }
    row.push(cell);
    const down = cell.down.length > 1 ? cell.down.toSorted((a, b) => sideOf(a) - sideOf(b)) : cell.down;
    for (let i = down.length - 1; i >= 0; i--) waiting.push(down[i] as Cell);
  }
  return Array.from(ranks, (row) => row ?? []);
}

function crossings(ranks: readonly (readonly Cell[])[]): number {
  let count = 0;
  for (let r = 1; r < ranks.length; r++) {
    const place = new Map((ranks[r - 1] as Cell[]).map((c, i) => [c, i]));
    const ends = (ranks[r] as Cell[]).flatMap((c) => c.up.flatMap((u) => place.get(u) ?? []));
    for (let i = 1; i < ends.length; i++) {
      for (let j = 0; j < i; j++) if ((ends[j] as number) > (ends[i] as number)) count++;
    }
  }
  return count;
}

function sortRow(row: Cell[], other: readonly Cell[], side: 'up' | 'down'): void {
  const place = new Map(other.map((c, i) => [c, i]));
  const wish = new Map(
    row.map((cell, i) => {
      const near = cell[side].flatMap((c) => place.get(c) ?? []);
      // What has no neighbour there stays where it stands.
      return [cell, near.length === 0 ? i : near.reduce((a, b) => a + b, 0) / near.length];
    }),
  );
  row.sort((a, b) => (wish.get(a) as number) - (wish.get(b) as number));
}

function orderRanks(ranks: Cell[][]): void {
  const wide = ranks.some((row) => row.length > 1);
  if (!wide) return;
  let best = ranks.map((row) => [...row]);
  let least = crossings(ranks);
  for (let sweep = 0; sweep < ORDER_SWEEPS && least > 0; sweep++) {
    if (sweep % 2 === 0) {
      for (let r = 1; r < ranks.length; r++) sortRow(ranks[r] as Cell[], ranks[r - 1] as Cell[], 'up');
    } else {
      for (let r = ranks.length - 2; r >= 0; r--) sortRow(ranks[r] as Cell[], ranks[r + 1] as Cell[], 'down');
    }
    const now = crossings(ranks);
    if (now < least) {
      least = now;
      best = ranks.map((row) => [...row]);
    }
  }
  best.forEach((row, r) => {
    ranks[r] = row;
  });
}

function pull(a: Cell, b: Cell): number {
  if (a.real && b.real) return a.spine && b.spine ? SPINE_PULL : CARD_PULL;
  return a.real || b.real ? 1 : LANE_PULL;
}

/** From the middle of one cell to that of the next in its row, at least: wires stand closer together than cards. */
function apart(a: Cell, b: Cell, across: number): number {
  const gap = a.real && b.real ? across : a.real || b.real ? across * 0.6 : across * 0.25;
  return a.width / 2 + gap + b.width / 2;
}

/** Places a row as near to its wishes as boxes beside one another can be: isotonic regression of the gaps. */
function settle(row: readonly Cell[], wishes: readonly number[], weights: readonly number[], across: number): void {
  const offsets: number[] = [];
  row.forEach((cell, i) => {
    const before = row[i - 1];
    offsets.push(before ? (offsets[i - 1] as number) + apart(before, cell, across) : 0);
  });
  const blocks: { sum: number; weight: number; count: number }[] = [];
  row.forEach((_, i) => {
    const weight = weights[i] as number;
    blocks.push({ sum: weight * ((wishes[i] as number) - (offsets[i] as number)), weight, count: 1 });
    for (;;) {
      const last = blocks[blocks.length - 1] as { sum: number; weight: number; count: number };
      const before = blocks[blocks.length - 2];
      if (!before || before.sum / before.weight <= last.sum / last.weight) break;
      blocks.pop();
      before.sum += last.sum;
      before.weight += last.weight;
      before.count += last.count;
    }
  });
  let at = 0;
  for (const { sum, weight, count } of blocks) {
    for (let k = 0; k < count; k++, at++) (row[at] as Cell).x = sum / weight + (offsets[at] as number);
  }
}

function placeColumns(ranks: readonly (readonly Cell[])[], across: number): void {
  const relax = (row: readonly Cell[], sides: readonly ('up' | 'down')[]): void => {
    const weights: number[] = [];
    const wishes = row.map((cell) => {
      let sum = 0;
      let weight = 0;
      for (const side of sides) {
        for (const other of cell[side]) {
          const w = pull(cell, other);
          sum += w * other.x;
          weight += w;
        }
      }
      weights.push(weight === 0 ? 0.1 : weight);
      return weight === 0 ? cell.x : sum / weight;
    });
    settle(row, wishes, weights, across);
  };
  for (const row of ranks) relax(row, ['up']);
  for (let sweep = 0; sweep < COLUMN_SWEEPS; sweep++) {
    for (let r = ranks.length - 1; r >= 0; r--) relax(ranks[r] as Cell[], ['down']);
    for (const row of ranks) relax(row, ['up']);
    for (const row of ranks) relax(row, ['up', 'down']);
  }
}

/** Gives each lane one column where its neighbours leave one free, the nearest to the cards it goes past. */
function straighten(
  ranks: readonly (readonly Cell[])[],
  lanes: ReadonlyMap<string, readonly Cell[]>,
  across: number,
): void {
  const place = new Map<Cell, number>();
  for (const row of ranks) row.forEach((cell, i) => void place.set(cell, i));
  const one = (lane: readonly Cell[]): void => {
    const [first, last] = [lane[0]?.up[0], lane.at(-1)?.down[0]];
    if (!first || !last) return;
    let [low, high, sum] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
    for (const cell of lane) {
      const row = ranks[cell.rank] as readonly Cell[];
      const i = place.get(cell) ?? 0;
      const [before, after] = [row[i - 1], row[i + 1]];
      if (before) low = Math.max(low, before.x + apart(before, cell, across));
      if (after) high = Math.min(high, after.x - apart(cell, after, across));
      sum += cell.x;
    }
    if (low > high) return;
    const middle = sum / lane.length;
    const wish = middle > (first.x + last.x) / 2 ? low : high;
    const x = Number.isFinite(wish) ? wish : Math.max(low, Math.min(high, middle));
    for (const cell of lane) cell.x = x;
  };
  // Short lanes lie within long ones; once they are straight, those around them find their column.
  for (let pass = 0; pass < 2; pass++) for (const lane of lanes.values()) one(lane);
}

/** Lays out boxes given in an order in which each comes after its sources. */
export function layeredLayout(boxes: readonly Box[], { across, down }: Spacing = SPACING): Placed {
  const cells = cellsOf(boxes);
  rank(boxes, cells);
  markSpine(boxes, cells);
  const lanes = layLanes(cells);
  const ranks = ranksOf(cells);
  orderRanks(ranks);
  placeColumns(ranks, across);
  straighten(ranks, lanes, across);

  const heights = ranks.map((row) => row.reduce((most, c) => Math.max(most, c.height), 0));
  const tops: number[] = [];
  let y = 0;
  for (const height of heights) {
    tops.push(y);
    y += height + down;
  }
  const left = Math.min(0, ...[...cells.values()].map((c) => c.x - c.width / 2));
  const positions = new Map<string, Point>();
  for (const cell of cells.values()) {
    positions.set(cell.id, { x: Math.round(cell.x - cell.width / 2 - left), y: tops[cell.rank] as number });
  }
  const routes = new Map<string, Point[]>();
  for (const [key, lane] of lanes) {
    routes.set(
      key,
      // A wire passes a rank from its upper edge to its lower one, so that it does not cut the corners of cards.
      lane.flatMap((step) => {
        const x = Math.round(step.x - left);
        const top = tops[step.rank] as number;
        return [
          { x, y: top },
          { x, y: top + (heights[step.rank] as number) },
        ];
      }),
    );
  }
  return { positions, routes };
}
