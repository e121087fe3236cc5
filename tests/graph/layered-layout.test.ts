/** Laws of the automatic layout: nothing overlaps, wires run down, chains are straight, the same graph stands the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrange, ownPlaces, withPlaces } from '../../src/graph/arrange';
import { type Box, layeredLayout, type Placed } from '../../src/graph/layered-layout';

const SIZE = { width: 200, height: 50 };
const box = (id: string, ...sources: string[]): Box => ({ id, ...SIZE, sources });

/** Graphs in order: each box reads some of those before it. */
const boxes: fc.Arbitrary<Box[]> = fc
  .array(fc.array(fc.nat(1000), { maxLength: 3 }), { minLength: 1, maxLength: 40 })
  .map((reads) => reads.map((r, i) => box(`n${i}`, ...(i === 0 ? [] : [...new Set(r.map((k) => `n${k % i}`))]))));

function overlaps(graph: readonly Box[], { positions }: Placed): string[] {
  const found: string[] = [];
  graph.forEach((a, i) => {
    for (const b of graph.slice(i + 1)) {
      const p = positions.get(a.id);
      const q = positions.get(b.id);
      if (!p || !q) continue;
      if (p.x < q.x + b.width && q.x < p.x + a.width && p.y < q.y + b.height && q.y < p.y + a.height) {
        found.push(`${a.id} ${b.id}`);
      }
    }
  });
  return found;
}

describe('the layered layout', () => {
  it('places every box, and none on another', () => {
    fc.assert(
      fc.property(boxes, (graph) => {
        const placed = layeredLayout(graph);
        expect(placed.positions.size).toBe(graph.length);
        expect(overlaps(graph, placed)).toEqual([]);
      }),
    );
  });

  it('lets every wire run downwards', () => {
    fc.assert(
      fc.property(boxes, (graph) => {
        const { positions } = layeredLayout(graph);
        for (const { id, sources } of graph) {
          for (const source of sources) {
            expect((positions.get(source)?.y ?? 0) + SIZE.height).toBeLessThan(positions.get(id)?.y ?? 0);
          }
        }
      }),
    );
  });

  it('is the same for the same graph', () => {
    fc.assert(
      fc.property(boxes, (graph) => {
        expect([...layeredLayout(graph).positions]).toEqual([...layeredLayout(graph).positions]);
      }),
    );
  });

  it('makes a chain a straight column, with a way past it beside', () => {
    const { positions, routes } = layeredLayout([box('a'), box('b', 'a'), box('c', 'b'), box('d', 'c', 'a')]);
    const columns = new Set(['a', 'b', 'c', 'd'].map((id) => positions.get(id)?.x));
    expect(columns.size).toBe(1);
    const [column = 0] = columns;
    for (const { x } of routes.get('a>d') ?? []) {
      expect(x < column || x > column + SIZE.width).toBe(true);
    }
  });

  it('puts branches of one length side by side under the middle', () => {
    const { positions } = layeredLayout([box('a'), box('b', 'a'), box('c', 'a'), box('d', 'b', 'c')]);
    const x = (id: string): number => positions.get(id)?.x ?? Number.NaN;
    expect(x('b') + x('c')).toBe(2 * x('a'));
    expect(x('d')).toBe(x('a'));
  });

  it('runs the bridges of a U straight down, one inside the other', () => {
    const chain = (ids: string): Box[] =>
      [...ids].map((id, i) => box(id, ...(i > 0 ? [ids[i - 1] as string] : []), ...(bridges[id] ?? [])));
    const bridges: { readonly [id: string]: readonly string[] } = { l: ['c'], p: ['a'] };
    const { routes } = layeredLayout(chain('abcdefghijklmnopq'));
    const columns = (key: string): number[] => [...new Set((routes.get(key) ?? []).map((p) => p.x))];
    expect(columns('c>l')).toHaveLength(1);
    expect(columns('a>p')).toHaveLength(1);
    expect(columns('a>p')).not.toEqual(columns('c>l'));
  });

  it('leads a way past cards to the side on which it comes in', () => {
    const sides = (last: Box): (number | undefined)[] => {
      const { positions, routes } = layeredLayout([box('a'), box('b', 'a'), box('c', 'b'), last]);
      return [positions.get('b')?.x, routes.get('a>d')?.[0]?.x];
    };
    const [card = 0, first = 0] = sides(box('d', 'a', 'c'));
    expect(first).toBeLessThan(card);
    const [other = 0, second = 0] = sides(box('d', 'c', 'a'));
    expect(second).toBeGreaterThan(other + SIZE.width);
  });

  it('puts a shorter branch on the side on which it comes in', () => {
    const main = [box('a'), box('b', 'a'), box('c', 'b'), box('p', 'a')];
    const branch = (last: Box): number => {
      const { positions } = layeredLayout([...main, last]);
      return (positions.get('p')?.x ?? 0) - (positions.get('b')?.x ?? 0);
    };
    expect(branch(box('d', 'c', 'p'))).toBeGreaterThan(0);
    expect(branch(box('d', 'p', 'c'))).toBeLessThan(0);
  });

  it('takes a thousand boxes', () => {
    const graph = Array.from({ length: 1000 }, (_, i) =>
      box(`n${i}`, ...(i === 0 ? [] : [`n${i - 1}`]), ...(i >= 4 && i % 4 === 0 ? [`n${i - 4}`] : [])),
    );
    expect(overlaps(graph, layeredLayout(graph))).toEqual([]);
  });
});

describe('places a person gave', () => {
  const places = new Map([
    ['a', { x: 10, y: 20 }],
    ['b', { x: 300, y: 200 }],
  ]);

  it('are kept per model, and given up again', () => {
    const layout = withPlaces(withPlaces({ other: 1 }, '', places), 'inner', new Map([['z', { x: 1, y: 2 }]]));
    expect(ownPlaces(layout, '')).toEqual(places);
    expect(ownPlaces(layout, 'inner')).toEqual(new Map([['z', { x: 1, y: 2 }]]));
    const without = withPlaces(layout, '', null);
    expect(ownPlaces(without, '')).toBeNull();
    expect(ownPlaces(without, 'inner')).not.toBeNull();
    expect(without.other).toBe(1);
  });

  it('count, and what comes later stands on nothing', () => {
    const graph = [box('a'), box('new', 'a'), box('b', 'new'), box('leaf', 'a'), box('loose')];
    const placed = arrange(graph, places);
    expect(placed.positions.get('a')).toEqual({ x: 10, y: 20 });
    expect(overlaps(graph, placed)).toEqual([]);
    // What was put between two cards makes room below.
    expect(placed.positions.get('new')?.y ?? 0).toBeLessThan(placed.positions.get('b')?.y ?? 0);
  });

  it('let wires go round the cards between, each by itself', () => {
    const graph = [box('a'), box('b', 'a'), box('c', 'b', 'a'), box('d', 'c', 'a')];
    const column = new Map(graph.map(({ id }, i) => [id, { x: 40, y: i * 90 }]));
    const { routes } = arrange(graph, column);
    expect([...routes.keys()].sort()).toEqual(['a>c', 'a>d']);
    for (const route of routes.values()) {
      for (const { x } of route) expect(x < 40 || x > 40 + SIZE.width).toBe(true);
    }
    expect(routes.get('a>c')?.[0]?.x).not.toBe(routes.get('a>d')?.[0]?.x);
    // Moved aside, a card is in nobody's way.
    column.set('b', { x: 400, y: 90 });
    expect(arrange(graph, column).routes.has('a>c')).toBe(false);
  });

  it('leave the wires of all other cards where the automatic layout has them', () => {
    fc.assert(
      fc.property(boxes, fc.nat(), (graph, at) => {
        const automatic = layeredLayout(graph);
        const moved = graph[at % graph.length]?.id ?? '';
        const own = new Map(
          [...automatic.positions].map(([id, { x, y }]) => [
            id,
            { x: Math.round(x) + (id === moved ? 9000 : 0), y: Math.round(y) },
          ]),
        );
        const { routes } = arrange(graph, own);
        for (const [key, route] of automatic.routes) {
          if (key.split('>').includes(moved)) continue;
          const now = routes.get(key) ?? [];
          expect(now).toHaveLength(route.length);
          now.forEach((p, i) => {
            expect(Math.abs(p.x - (route[i]?.x ?? 0))).toBeLessThanOrEqual(1);
          });
        }
      }),
      { numRuns: 30 },
    );
  });

  it('that are damaged are passed over', () => {
    expect(ownPlaces({ graph: { '': { a: 'there', b: [1] } } }, '')).toBeNull();
    expect(ownPlaces({ graph: 7 }, '')).toBeNull();
  });
});
