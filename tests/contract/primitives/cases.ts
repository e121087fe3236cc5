/** Example cases of every primitive: odd sizes, ones, zeros where legal, broadcasting, each dtype taken. */
import { bool, type Case, type CaseInput, float, int, makeCase, uint } from './case';
import { binaryCases, comparisonCases, convertCases, selectCases, unaryCases } from './elementwise-cases';
import { scanCases } from './scan-cases';
import { convCases, poolCases } from './window-cases';

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

const LARGE = 5000;
/** Each place once: 7 has no divisor in common with the length. */
const shuffledPlaces = (n: number): number[] => Array.from({ length: n }, (_, i) => (7 * i + 3) % n);

const sortCases: Case[] = [
  makeCase('argsort', [float([3, 7])], { descending: false }),
  makeCase('argsort', [float([2, 2, 8])], { descending: true }),
  makeCase('argsort', [float([1])], { descending: false }),
  makeCase('argsort', [float([4, 1])], { descending: true }),
  makeCase('argsort', [float([3, 70])], { descending: true }),
  makeCase('argsort', [int([2, 300])], { descending: true }, { title: 'argsort of many equal whole numbers' }),
  ...[false, true].map((descending) =>
    makeCase('argsort', [float([1, 64], [2, Number.NaN, -0, 0, Infinity, 2, Number.NaN, -Infinity, 1, -1, -1e-30])], {
      descending,
    }),
  ),
  makeCase('argsort', [float([0, 3])], { descending: true }),
  makeCase('argsort', [float([2, 0])], { descending: false }),
  makeCase('argsort', [int([2, 13])], { descending: false }),
  makeCase('argsort', [int([13])], { descending: true }),
  ...[false, true].map((descending) =>
    makeCase('argsort', [float([9], [2, Number.NaN, -0, 0, Infinity, 2, Number.NaN, -Infinity, 1])], { descending }),
  ),
  ...[false, true].map((descending) =>
    makeCase('argsort', [float([2, LARGE])], { descending }, { title: `argsort of ${LARGE}, ${descending}` }),
  ),
  makeCase('permute', [float([2, 5]), int([2, 5], shuffledPlaces(5))], {}, { smooth: [0] }),
  makeCase('permute', [float([2, 1, 4]), int([2, 1, 4], [3, 0, 1, 2, 1, 0, 3, 2])], {}, { smooth: [0] }),
  makeCase('permute', [int([3]), int([3], [2, 0, 1])]),
  makeCase('permute', [bool([3]), int([3], [2, 0, 1])]),
  makeCase('permute', [float([0, 3]), int([0, 3])]),
  makeCase('permute', [float([LARGE]), int([LARGE], shuffledPlaces(LARGE))], {}, { title: `permute of ${LARGE}` }),
];

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
  ...sortCases,
  ...convCases(),
  ...poolCases(),
  ...scanCases(),
  ...keyCases,
];
