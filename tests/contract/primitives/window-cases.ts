/** Example cases of convolutions and pooling: strides, padding, dilation, groups, one to three dimensions. */
import { type Case, float, makeCase } from './case';

import { SPECIAL } from './elementwise-cases';

interface Geometry {
  x: number[];
  window: number[];
  filters: number;
  strides: number[];
  padding: [number, number][];
  dilation: number[];
  groups: number;
}

const geometry = (g: Partial<Geometry> & Pick<Geometry, 'x' | 'window' | 'filters'>): Geometry => ({
  strides: g.window.map(() => 1),
  padding: g.window.map((): [number, number] => [0, 0]),
  dilation: g.window.map(() => 1),
  groups: 1,
  ...g,
});

const CONVOLUTIONS: Geometry[] = [
  geometry({ x: [2, 7, 3], window: [3], filters: 4 }),
  geometry({ x: [2, 9, 2], window: [3], filters: 3, strides: [2], padding: [[2, 0]] }),
  geometry({ x: [1, 11, 2], window: [3], filters: 2, dilation: [2], padding: [[4, 0]] }),
  geometry({
    x: [2, 5, 6, 3],
    window: [3, 3],
    filters: 4,
    padding: [
      [1, 1],
      [1, 1],
    ],
  }),
  geometry({
    x: [2, 5, 7, 3],
    window: [3, 2],
    filters: 2,
    strides: [2, 3],
    padding: [
      [0, 1],
      [1, 0],
    ],
  }),
  geometry({ x: [1, 7, 7, 2], window: [3, 3], filters: 3, dilation: [2, 2] }),
  geometry({
    x: [1, 9, 8, 2],
    window: [2, 3],
    filters: 2,
    dilation: [3, 2],
    strides: [2, 1],
    padding: [
      [1, 2],
      [2, 1],
    ],
  }),
  geometry({ x: [3, 4, 4, 5], window: [1, 1], filters: 2 }),
  geometry({ x: [2, 5, 5, 3], window: [1, 1], filters: 4, strides: [2, 2] }),
  geometry({
    x: [2, 5, 5, 4],
    window: [3, 3],
    filters: 6,
    groups: 2,
    padding: [
      [1, 1],
      [1, 1],
    ],
  }),
  geometry({
    x: [2, 6, 5, 3],
    window: [3, 3],
    filters: 3,
    groups: 3,
    strides: [2, 2],
    padding: [
      [1, 0],
      [0, 1],
    ],
  }),
  geometry({ x: [1, 5, 5, 2], window: [2, 2], filters: 6, groups: 2, dilation: [2, 1] }),
  geometry({
    x: [1, 4, 5, 3, 2],
    window: [2, 3, 2],
    filters: 3,
    padding: [
      [1, 0],
      [1, 1],
      [0, 1],
    ],
  }),
  geometry({ x: [2, 4, 4, 4, 2], window: [2, 2, 2], filters: 2, strides: [2, 1, 2], groups: 2 }),
  geometry({ x: [1, 1, 1, 1], window: [1, 1], filters: 1 }),
  geometry({ x: [0, 4, 4, 2], window: [3, 3], filters: 2 }),
];

export function convCases(): Case[] {
  return CONVOLUTIONS.flatMap((g) => {
    const channels = g.x[g.x.length - 1] as number;
    const kernel = [...g.window, channels / g.groups, g.filters];
    const out = g.window.map((w, i) => {
      const [low, high] = g.padding[i] as [number, number];
      return (
        Math.floor(
          ((g.x[i + 1] as number) + low + high - (w - 1) * (g.dilation[i] as number) - 1) / (g.strides[i] as number),
        ) + 1
      );
    });
    const y = [g.x[0] as number, ...out, g.filters];
    const attrs = { strides: g.strides, padding: g.padding, dilation: g.dilation, groups: g.groups };
    const more = { tolerance: 'sum', smooth: g.x[0] === 0 ? [] : [0, 1] } as const;
    return [
      makeCase('conv', [float(g.x), float(kernel)], attrs, more),
      makeCase('conv_grad_input', [float(y), float(kernel)], { ...attrs, inputShape: g.x }, more),
      makeCase('conv_grad_kernel', [float(g.x), float(y)], { ...attrs, kernelShape: kernel }, more),
    ];
  });
}

const POOLS: { x: number[]; window: number[]; strides: number[]; padding: [number, number][] }[] = [
  { x: [2, 7, 3], window: [2], strides: [2], padding: [[0, 0]] },
  {
    x: [2, 6, 6, 2],
    window: [2, 2],
    strides: [2, 2],
    padding: [
      [0, 0],
      [0, 0],
    ],
  },
  {
    x: [1, 5, 7, 3],
    window: [3, 3],
    strides: [2, 2],
    padding: [
      [1, 1],
      [1, 1],
    ],
  },
  {
    x: [2, 5, 5, 1],
    window: [3, 2],
    strides: [1, 1],
    padding: [
      [0, 2],
      [1, 0],
    ],
  },
  {
    x: [1, 3, 4, 4, 2],
    window: [2, 2, 3],
    strides: [1, 2, 1],
    padding: [
      [0, 0],
      [1, 1],
      [1, 1],
    ],
  },
  {
    x: [1, 1, 1, 1],
    window: [1, 1],
    strides: [1, 1],
    padding: [
      [0, 0],
      [0, 0],
    ],
  },
  {
    x: [0, 4, 4, 2],
    window: [2, 2],
    strides: [2, 2],
    padding: [
      [0, 0],
      [0, 0],
    ],
  },
];

const pooledShape = (p: (typeof POOLS)[number]): number[] => [
  p.x[0] as number,
  ...p.window.map((w, i) => {
    const [low, high] = p.padding[i] as [number, number];
    return Math.floor(((p.x[i + 1] as number) + low + high - w) / (p.strides[i] as number)) + 1;
  }),
  p.x[p.x.length - 1] as number,
];

export function poolCases(): Case[] {
  const cases = POOLS.flatMap((p) => {
    const attrs = { window: p.window, strides: p.strides, padding: p.padding };
    const smooth = p.x[0] === 0 ? [] : [0];
    const y = pooledShape(p);
    return [
      makeCase('max_pool', [float(p.x, 'spread')], attrs, { smooth }),
      makeCase('max_pool', [float(p.x, [-3, -1, -2, -9])], attrs),
      makeCase('sum_pool', [float(p.x)], attrs, { tolerance: 'sum', smooth }),
      makeCase('sum_pool_grad', [float(y)], { ...attrs, inputShape: p.x }, { tolerance: 'sum', smooth }),
      // Ties and negative maxima: the first largest element of a window takes all.
      makeCase('max_pool_grad', [float(p.x, [-1]), float(y, [-1]), float(y)], attrs, { tolerance: 'sum' }),
    ];
  });
  const attrs = {
    window: [2, 2],
    strides: [2, 2],
    padding: [
      [0, 0],
      [0, 0],
    ],
  };
  cases.push(
    makeCase('max_pool', [float([1, 4, 4, 1], SPECIAL)], attrs, { title: 'max_pool of NaN and infinities' }),
    makeCase(
      'max_pool_grad',
      [float([1, 2, 4, 1], [1, 5, 5, 0, 5, 2, 3, 3]), float([1, 1, 2, 1], [5, 5]), float([1, 1, 2, 1], [10, 20])],
      attrs,
    ),
  );
  return cases;
}
