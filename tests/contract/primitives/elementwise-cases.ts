/** Example cases of what is done element by element: one argument, two, comparisons, choices, conversions. */
import { bool, type Case, type Fill, float, int, makeCase, uint } from './case';

/** Values where functions leave the ordinary. */
export const SPECIAL = [
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

export function unaryCases(): Case[] {
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

export function binaryCases(): Case[] {
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

export function comparisonCases(): Case[] {
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

export const selectCases: Case[] = [
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

export const convertCases: Case[] = [
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
