/** Example cases of every primitive: odd sizes, ones, zeros where legal, broadcasting, each dtype taken. */
import {
  add,
  convert,
  matmul,
  mul,
  randomSplit,
  randomUniform,
  reshape,
  sliceAxis,
  tanh,
  trace,
} from '../../../src/ops';
import { bool, type Case, type CaseInput, type Fill, float, int, makeCase, uint } from './case';

const SPECIAL = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  -0,
  1,
  -1,
  2.5,
  -2.5,
  1e-8,
  300,
  -300,
];

interface UnaryDomain {
  fill: Fill;
  smooth?: boolean;
  tolerance?: Case['tolerance'];
  ints?: boolean;
}

const UNARY: Record<string, UnaryDomain> = {
  neg: { fill: 'normal', smooth: true, tolerance: 'exact', ints: true },
  abs: { fill: 'spread', smooth: true, tolerance: 'exact', ints: true },
  sign: { fill: 'spread', smooth: true, tolerance: 'exact', ints: true },
  exp: { fill: 'normal', smooth: true },
  expm1: { fill: 'normal', smooth: true },
  log: { fill: 'positive', smooth: true },
  log1p: { fill: 'positive', smooth: true },
  sqrt: { fill: 'positive', smooth: true },
  rsqrt: { fill: 'positive', smooth: true },
  sin: { fill: 'normal', smooth: true },
  cos: { fill: 'normal', smooth: true },
  tan: { fill: 'unit', smooth: true },
  asin: { fill: 'unit', smooth: true },
  acos: { fill: 'unit', smooth: true },
  atan: { fill: 'normal', smooth: true },
  sinh: { fill: 'normal', smooth: true },
  cosh: { fill: 'normal', smooth: true },
  tanh: { fill: 'normal', smooth: true },
  asinh: { fill: 'normal', smooth: true },
  acosh: { fill: 'above-one', smooth: true },
  atanh: { fill: 'unit', smooth: true },
  sigmoid: { fill: 'normal', smooth: true },
  erf: { fill: 'normal', smooth: true },
  floor: { fill: 'spread', smooth: true, tolerance: 'exact' },
  ceil: { fill: 'spread', smooth: true, tolerance: 'exact' },
  round: { fill: 'spread', smooth: true, tolerance: 'exact' },
  is_finite: { fill: 'normal', tolerance: 'exact' },
  stop_gradient: { fill: 'normal', tolerance: 'exact', ints: true },
};

/** Arguments where small differences vanish next to one, or the result leaves float32's range. */
const TINY_AND_HUGE = [1e-5, -1e-5, 3e-3, -3e-3, 0.2, -0.2, 12, -12, 60, -60];

function unaryCases(): Case[] {
  return Object.entries(UNARY).flatMap(([op, d]) => {
    const tolerance = d.tolerance ?? 'function';
    const smooth = d.smooth ? [0] : [];
    const cases = [
      makeCase(op, [float([3, 5], d.fill)], {}, { tolerance, smooth }),
      makeCase(op, [float([], d.fill)], {}, { tolerance }),
      makeCase(op, [float([0, 3], d.fill)], {}, { tolerance }),
      makeCase(op, [float([1, 1, 7, 1], d.fill)], {}, { tolerance }),
      makeCase(op, [float([SPECIAL.length], SPECIAL)], {}, { tolerance }),
    ];
    if (op === 'round' || op === 'floor' || op === 'ceil') {
      cases.push(makeCase(op, [float([8], [0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 3.49999, 1e6 + 0.5])], {}, { tolerance }));
    }
    if (['expm1', 'log1p', 'sinh', 'tanh', 'asinh', 'atanh', 'sigmoid', 'erf', 'atan', 'asin', 'sin'].includes(op)) {
      const bounded = ['log1p', 'atanh', 'asin'].includes(op) ? TINY_AND_HUGE.slice(0, 6) : TINY_AND_HUGE;
      cases.push(
        makeCase(op, [float([bounded.length], bounded)], {}, { tolerance, title: `${op} of tiny and huge values` }),
      );
    }
    if (d.ints) cases.push(makeCase(op, [int([5, 3])]));
    return cases;
  });
}

const BINARY: Record<string, { fills: [Fill, Fill]; tolerance?: Case['tolerance']; ints?: boolean }> = {
  add: { fills: ['normal', 'normal'], ints: true },
  sub: { fills: ['normal', 'normal'], ints: true },
  mul: { fills: ['normal', 'normal'], ints: true },
  div: { fills: ['normal', 'positive'], ints: true },
  pow: { fills: ['positive', 'normal'], tolerance: 'function' },
  max: { fills: ['spread', 'unit'], tolerance: 'exact', ints: true },
  min: { fills: ['spread', 'unit'], tolerance: 'exact', ints: true },
  atan2: { fills: ['positive', 'normal'], tolerance: 'function' },
  mod: { fills: ['spread', 'positive'] },
};

const SHAPES: [number[], number[]][] = [
  [
    [3, 5],
    [3, 5],
  ],
  [[3, 5], [5]],
  [
    [3, 1],
    [1, 5],
  ],
  [[], [2, 3]],
  [
    [2, 1, 3, 1],
    [4, 1, 5],
  ],
  [
    [0, 3],
    [1, 3],
  ],
  [[1], [1]],
];

function binaryCases(): Case[] {
  return Object.entries(BINARY).flatMap(([op, d]) => {
    const tolerance = d.tolerance ?? 'arithmetic';
    const cases = SHAPES.map(([a, b], i) =>
      makeCase(op, [float(a, d.fills[0]), float(b, d.fills[1])], {}, { tolerance, smooth: i < 5 ? [0, 1] : [] }),
    );
    if (op !== 'mod') cases.push(...specialPairs(op, tolerance));
    if (d.ints) {
      const divisor: Fill = op === 'div' ? [3, -2, 7, 1, -5] : 'integers';
      cases.push(makeCase(op, [int([4, 5]), int([5], divisor)]));
    }
    return cases;
  });
}

function specialPairs(op: string, tolerance: Case['tolerance']): Case[] {
  const some = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 1, -1, 2, -2.5];
  return [
    makeCase(
      op,
      [float([some.length, 1], some), float([some.length], some)],
      {},
      { tolerance, title: `${op} of NaN and infinities` },
    ),
  ];
}

function comparisonCases(): Case[] {
  const cases = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'].flatMap((op) => [
    makeCase(op, [float([3, 5], [1, 2, 3]), float([5], [2, 1])]),
    ...specialPairs(op, 'exact'),
    makeCase(op, [int([4, 3]), int([3])]),
    makeCase(op, [bool([2, 7]), bool([7])]),
    makeCase(op, [float([0]), float([1])]),
  ]);
  for (const op of ['and', 'or']) {
    cases.push(
      makeCase(op, [bool([3, 5]), bool([5])]),
      makeCase(op, [bool([]), bool([2, 1])]),
      makeCase(op, [bool([0]), bool([0])]),
    );
  }
  cases.push(makeCase('not', [bool([3, 5])]), makeCase('not', [bool([])]), makeCase('not', [bool([0])]));
  return cases;
}

const selectCases: Case[] = [
  makeCase('select', [bool([3, 5]), float([3, 5]), float([3, 5])], {}, { smooth: [1, 2] }),
  makeCase('select', [bool([3, 1]), float([5]), float([])], {}, { smooth: [1, 2] }),
  makeCase('select', [
    bool([4], [1, 0]),
    float([4], SPECIAL),
    float([4], [5, Number.NaN, 7, Number.NEGATIVE_INFINITY]),
  ]),
  makeCase('select', [bool([2, 3]), int([3]), int([2, 1])]),
  makeCase('select', [bool([5]), bool([5]), bool([1])]),
  makeCase('select', [bool([0]), float([0]), float([1])]),
];

const convertCases: Case[] = [
  makeCase('convert', [float([6], [1.7, -1.7, 0, 0.2, -0.9, 9])], { dtype: 'int32' }),
  makeCase('convert', [float([6], [1.7, -1.7, 0, 0.2, Number.NaN, -0])], { dtype: 'bool' }),
  makeCase('convert', [float([5], [0, 1.2, 3.9, 7, 2])], { dtype: 'uint32' }),
  makeCase('convert', [float([3, 1])], { dtype: 'float32' }, { smooth: [0] }),
  makeCase('convert', [bool([3, 5])], { dtype: 'float32' }),
  makeCase('convert', [bool([3, 5])], { dtype: 'int32' }),
  makeCase('convert', [int([3, 5])], { dtype: 'float32' }),
  makeCase('convert', [int([3, 5])], { dtype: 'bool' }),
  makeCase('convert', [int([4], [0, 5, 9, 1])], { dtype: 'uint32' }),
  makeCase('convert', [uint([4])], { dtype: 'float32' }),
  makeCase('convert', [uint([4])], { dtype: 'int32' }),
  makeCase('convert', [bool([0])], { dtype: 'float32' }),
];

const KEY: CaseInput = uint([2], [123456789, 4000000001]);

const creationCases: Case[] = [
  makeCase('full', [], { shape: [2, 3], dtype: 'float32', value: -1.25 }),
  makeCase('full', [], { shape: [], dtype: 'float32', value: Number.NEGATIVE_INFINITY }),
  makeCase('full', [], { shape: [3], dtype: 'int32', value: -7 }),
  makeCase('full', [], { shape: [3], dtype: 'bool', value: 1 }),
  makeCase('full', [], { shape: [2], dtype: 'uint32', value: 4000000000 }),
  makeCase('full', [], { shape: [0, 4], dtype: 'float32', value: 1 }),
  makeCase('constant', [], { shape: [2, 2], dtype: 'float32', data: [1, -2.5, Number.NaN, 1e30] }),
  makeCase('constant', [], { shape: [3], dtype: 'int32', data: [1, -2, 3] }),
  makeCase('constant', [], { shape: [3], dtype: 'bool', data: [1, 0, 1] }),
  makeCase('constant', [], { shape: [2], dtype: 'uint32', data: [1, 4294967295] }),
  makeCase('constant', [], { shape: [0], dtype: 'float32', data: [] }),
  makeCase('iota', [], { shape: [2, 3, 4], dtype: 'int32', axis: 1 }),
  makeCase('iota', [], { shape: [5], dtype: 'float32', axis: 0 }),
  makeCase('iota', [], { shape: [1, 3], dtype: 'uint32', axis: 1 }),
  makeCase('iota', [], { shape: [0], dtype: 'int32', axis: 0 }),
  makeCase('random_uniform', [KEY], { shape: [3, 5] }),
  makeCase('random_uniform', [KEY], { shape: [1] }),
  makeCase('random_uniform', [KEY], { shape: [] }),
  makeCase('random_uniform', [KEY], { shape: [0, 2] }),
  makeCase('random_uniform', [KEY], { shape: [3001] }),
  makeCase('random_split', [KEY], { n: 3 }),
  makeCase('random_split', [KEY], { n: 1 }),
  makeCase('random_integers', [KEY], { shape: [2, 3], low: -2, high: 9 }),
  makeCase('random_integers', [KEY], { shape: [], low: 3, high: 3 }),
  makeCase('random_permutation', [KEY], { n: 7 }),
  makeCase('random_permutation', [KEY], { n: 1 }),
  makeCase('random_gamma', [KEY], { n: 5, alpha: 0.4 }),
  makeCase('random_gamma', [KEY], { n: 1, alpha: 2 }),
  makeCase('random_beta', [KEY], { n: 4, alpha: 0.2 }),
  makeCase('random_beta', [KEY, KEY], { n: 3, low: 0.5, high: 2 }),
];

const movesOf = (input: CaseInput): Case[] => {
  const smooth = input.dtype === 'float32' ? [0] : [];
  const of = (shape: number[]): CaseInput => ({ ...input, shape });
  return [
    makeCase('reshape', [of([2, 3, 4])], { shape: [4, 6] }, { smooth }),
    makeCase('reshape', [of([1])], { shape: [] }),
    makeCase('reshape', [of([0, 3])], { shape: [3, 0, 2] }),
    makeCase('transpose', [of([2, 3, 5])], { perm: [2, 0, 1] }, { smooth }),
    makeCase('transpose', [of([4, 3])], { perm: [1, 0] }, { smooth }),
    makeCase('transpose', [of([2, 3, 1, 2, 3])], { perm: [4, 0, 3, 1, 2] }),
    makeCase('transpose', [of([])], { perm: [] }),
    makeCase('transpose', [of([0, 3])], { perm: [1, 0] }),
    makeCase('broadcast', [of([3, 1])], { shape: [2, 3, 4] }, { smooth }),
    makeCase('broadcast', [of([])], { shape: [3] }, { smooth }),
    makeCase('broadcast', [of([1])], { shape: [0] }),
    makeCase('slice', [of([4, 7])], { start: [1, 2], limit: [3, 7], strides: [1, 1] }, { smooth }),
    makeCase('slice', [of([5, 7])], { start: [0, 1], limit: [5, 6], strides: [2, 3] }, { smooth }),
    makeCase('slice', [of([3, 2])], { start: [1, 0], limit: [1, 2], strides: [1, 1] }),
    makeCase('slice', [of([6, 3])], { start: [2, 0], limit: [4, 3], strides: [1, 1] }, { smooth }),
    makeCase('reverse', [of([3, 5])], { axes: [1] }, { smooth }),
    makeCase('reverse', [of([2, 3, 2])], { axes: [0, 2] }, { smooth }),
    makeCase('reverse', [of([0])], { axes: [0] }),
    makeCase('pad', [of([2, 3])], { low: [1, 0], high: [0, 2], interior: [0, 0], value: 1 }, { smooth }),
    makeCase('pad', [of([3, 2])], { low: [0, 1], high: [1, 0], interior: [2, 1], value: 0 }, { smooth }),
    makeCase('pad', [of([1, 1])], { low: [2, 0], high: [0, 0], interior: [3, 0], value: 1 }),
    makeCase('pad', [of([0, 2])], { low: [1, 0], high: [1, 1], interior: [1, 0], value: 1 }),
    makeCase('concat', [of([2, 3]), of([2, 1])], { axis: 1 }, { smooth: smooth.length ? [0, 1] : [] }),
    makeCase('concat', [of([2, 3])], { axis: 0 }, { smooth }),
    makeCase('concat', [of([1, 2]), of([0, 2]), of([3, 2])], { axis: 0 }),
    makeCase(
      'concat',
      Array.from({ length: 20 }, (_, i) => of([2, 1 + (i % 3)])),
      { axis: 1 },
      { title: `concat 20 ${input.dtype} parts` },
    ),
  ];
};

const reductionsOf = (op: string): Case[] => {
  const tolerance = op === 'reduce_sum' ? 'sum' : 'exact';
  const axesList: [number[], number[]][] = [
    [[3, 5], [1]],
    [[3, 5], [0]],
    [
      [2, 3, 4],
      [0, 2],
    ],
    [
      [2, 3, 4],
      [0, 1, 2],
    ],
    [[1, 7, 1], [1]],
    [[6], [0]],
  ];
  return [
    ...axesList.flatMap(([shape, axes], i) => [
      makeCase(op, [float(shape, 'spread')], { axes, keepdims: i % 2 === 1 }, { tolerance, smooth: [0] }),
    ]),
    makeCase(op, [float([3, 1000])], { axes: [1], keepdims: false }, { tolerance }),
    makeCase(op, [float([2000, 3])], { axes: [0], keepdims: true }, { tolerance }),
    makeCase(op, [float([7, 30, 11, 2])], { axes: [0, 2], keepdims: false }, { tolerance }),
    makeCase(op, [float([5, 0])], { axes: [1], keepdims: false }, { tolerance }),
    makeCase(op, [float([0, 5])], { axes: [1], keepdims: false }, { tolerance }),
    makeCase(
      op,
      [float([3, 4], [1, Number.NaN, 2, -1, 5, 6, Number.NEGATIVE_INFINITY, 2, 3, 4, 1, Number.POSITIVE_INFINITY])],
      { axes: [1], keepdims: false },
      { tolerance, title: `${op} of NaN and infinities` },
    ),
    makeCase(op, [float([2, 3], [Number.NEGATIVE_INFINITY])], { axes: [1], keepdims: false }, { tolerance }),
    makeCase(op, [float([2, 3], [-5, -6, -7])], { axes: [1], keepdims: false }, { tolerance }),
    makeCase(op, [int([3, 5])], { axes: [0], keepdims: false }),
  ];
};

const searchCases: Case[] = [
  makeCase('argmax', [float([3, 5], 'spread')], { axis: 1 }),
  makeCase('argmax', [float([3, 5, 2], 'spread')], { axis: 1 }),
  makeCase('argmax', [float([4, 6], [1, 3, 3, 2, -1, 3])], { axis: 1 }),
  makeCase('argmax', [float([2, 3], [-5, -2, -2])], { axis: 1 }),
  makeCase('argmax', [float([5], [Number.NEGATIVE_INFINITY])], { axis: 0 }),
  makeCase('argmax', [int([4, 3])], { axis: 0 }),
  makeCase('argmax', [float([1, 1])], { axis: 1 }),
  makeCase('argmax', [float([0, 3])], { axis: 1 }),
  makeCase('cumsum', [float([3, 5])], { axis: 1, reverse: false }, { tolerance: 'sum', smooth: [0] }),
  makeCase('cumsum', [float([3, 5, 2])], { axis: 1, reverse: true }, { tolerance: 'sum', smooth: [0] }),
  makeCase('cumsum', [float([300])], { axis: 0, reverse: false }, { tolerance: 'sum' }),
  makeCase('cumsum', [int([4, 3])], { axis: 0, reverse: false }),
  makeCase('cumsum', [float([0, 3])], { axis: 0, reverse: true }),
  makeCase('cumsum', [float([1])], { axis: 0, reverse: false }),
];

const matmulCases: Case[] = [
  ...[false, true].flatMap((transposeA) =>
    [false, true].map((transposeB) =>
      makeCase(
        'matmul',
        [float(transposeA ? [4, 3] : [3, 4]), float(transposeB ? [5, 4] : [4, 5])],
        { transposeA, transposeB },
        { tolerance: 'sum', smooth: [0, 1] },
      ),
    ),
  ),
  ...[false, true].map((flip) =>
    makeCase(
      'matmul',
      [float(flip ? [2, 3, 7, 2] : [2, 3, 2, 7]), float(flip ? [2, 3, 3, 7] : [2, 3, 7, 3])],
      { transposeA: flip, transposeB: flip },
      { tolerance: 'sum', smooth: [0, 1] },
    ),
  ),
  makeCase('matmul', [float([1, 1]), float([1, 1])], { transposeA: false, transposeB: false }, { tolerance: 'sum' }),
  makeCase(
    'matmul',
    [float([33, 65]), float([65, 17])],
    { transposeA: false, transposeB: false },
    { tolerance: 'sum' },
  ),
  makeCase(
    'matmul',
    [float([1, 1500]), float([1500, 1])],
    { transposeA: false, transposeB: false },
    { tolerance: 'sum' },
  ),
  makeCase(
    'matmul',
    [float([2100, 3]), float([2100, 4])],
    { transposeA: true, transposeB: false },
    { tolerance: 'sum' },
  ),
  makeCase(
    'matmul',
    [float([20, 2100], 'unit'), float([2100, 15], 'unit')],
    { transposeA: false, transposeB: false },
    { tolerance: 'sum' },
  ),
  makeCase('matmul', [float([0, 3]), float([3, 2])], { transposeA: false, transposeB: false }, { tolerance: 'sum' }),
  makeCase('matmul', [float([2, 0]), float([0, 3])], { transposeA: false, transposeB: false }, { tolerance: 'sum' }),
];

const rowCases: Case[] = [
  makeCase('gather', [float([6, 3]), int([4], 'indices')], {}, { smooth: [0] }),
  makeCase('gather', [float([6]), int([2, 3], 'indices')], {}, { smooth: [0] }),
  makeCase('gather', [int([6, 2]), int([5], 'indices')]),
  makeCase('gather', [bool([6, 2]), int([5], 'indices')]),
  makeCase('gather', [float([6, 2, 2]), int([], [3])], {}, { smooth: [0] }),
  makeCase('gather', [float([6, 3]), int([0], 'indices')]),
  makeCase('gather', [float([4, 2]), int([4], [-5, 99, 3, 0])], {}, { title: 'gather clamps' }),
  makeCase('scatter_add', [int([4], 'indices'), float([4, 3])], { rows: 6 }, { tolerance: 'sum', smooth: [1] }),
  makeCase('scatter_add', [int([2, 3], 'indices'), float([2, 3])], { rows: 5 }, { tolerance: 'sum', smooth: [1] }),
  makeCase('scatter_add', [int([5], [1, 1, 1, -4, 50]), float([5, 2])], { rows: 3 }, { tolerance: 'sum' }),
  makeCase('scatter_add', [int([150], 'indices'), float([150, 3])], { rows: 9 }, { tolerance: 'sum', smooth: [1] }),
  makeCase('scatter_add', [int([10, 10], 'indices'), int([10, 10])], { rows: 4 }),
  makeCase('scatter_add', [int([4], 'indices'), int([4, 2])], { rows: 6 }),
  makeCase('scatter_add', [int([0], 'indices'), float([0, 3])], { rows: 2 }),
];

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

function convCases(): Case[] {
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

function poolCases(): Case[] {
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

/** Bodies with constants, carries, sequences and keys. */
function scanCases(): Case[] {
  const recurrent = trace(
    [
      { shape: [3, 3], dtype: 'float32' },
      { shape: [2, 3], dtype: 'float32' },
      { shape: [2, 3], dtype: 'float32' },
    ],
    (w, h, x) => {
      const next = tanh(add(matmul(h, w), x));
      return [next, mul(next, 2)];
    },
  );
  const counting = trace(
    [
      { shape: [], dtype: 'int32' },
      { shape: [], dtype: 'bool' },
    ],
    (n, b) => {
      const next = add(n, convert(b, 'int32'));
      return [next, next];
    },
  );
  const drawing = trace(
    [
      { shape: [2], dtype: 'uint32' },
      { shape: [3], dtype: 'float32' },
    ],
    (key, x) => {
      const keys = randomSplit(key, 2);
      const take = (i: number) => reshape(sliceAxis(keys, 0, i, i + 1), [2]);
      return [take(0), mul(x, randomUniform(take(1), [3])), take(1)];
    },
  );
  const attrs = (body: typeof recurrent, constants: number, carries: number, length: number, reverse = false) => ({
    body,
    constants,
    carries,
    length,
    reverse,
  });
  const rnn = [float([3, 3], 'unit'), float([2, 3]), float([4, 2, 3])];
  return [
    makeCase('scan', rnn, attrs(recurrent, 1, 1, 4), {
      tolerance: 'function',
      smooth: [0, 1, 2],
      title: 'scan, recurrent',
    }),
    makeCase('scan', rnn, attrs(recurrent, 1, 1, 4, true), {
      tolerance: 'function',
      smooth: [0, 1, 2],
      title: 'scan, reversed',
    }),
    makeCase('scan', [float([3, 3]), float([2, 3]), float([1, 2, 3])], attrs(recurrent, 1, 1, 1), {
      tolerance: 'function',
      title: 'scan, one step',
    }),
    makeCase('scan', [float([3, 3]), float([2, 3]), float([0, 2, 3])], attrs(recurrent, 1, 1, 0), {
      tolerance: 'function',
      title: 'scan, no step',
    }),
    makeCase('scan', [int([], [2]), bool([6])], attrs(counting, 0, 1, 6), { title: 'scan, counting' }),
    makeCase('scan', [KEY, float([5, 3])], attrs(drawing, 0, 1, 5), {
      tolerance: 'arithmetic',
      title: 'scan, drawing random numbers',
    }),
    makeCase('scan', [float([3, 3], 'unit'), float([2, 3]), float([20, 2, 3])], attrs(recurrent, 1, 1, 20), {
      tolerance: 'function',
      title: 'scan, twenty steps',
    }),
  ];
}

const keyCases: Case[] = [
  makeCase('reshape', [uint([2, 2])], { shape: [4] }),
  makeCase('slice', [uint([3, 2])], { start: [1, 0], limit: [2, 2], strides: [1, 1] }),
  makeCase('concat', [uint([1, 2]), uint([2, 2])], { axis: 0 }),
  makeCase('add', [uint([2], [4294967295, 7]), uint([2], [3, 5])]),
];

export const CASES: readonly Case[] = [
  ...unaryCases(),
  ...binaryCases(),
  ...comparisonCases(),
  ...selectCases,
  ...convertCases,
  ...creationCases,
  ...movesOf(float([])),
  ...movesOf(int([])),
  ...movesOf(bool([])),
  ...['reduce_sum', 'reduce_max', 'reduce_min'].flatMap(reductionsOf),
  ...searchCases,
  ...matmulCases,
  ...rowCases,
  ...convCases(),
  ...poolCases(),
  ...scanCases(),
  ...keyCases,
];
