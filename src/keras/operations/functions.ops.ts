/** Further functions of `keras.ops` on each value: rounding, logarithms, inverse functions, activations, and what is no number. */
import type { JsonObject } from '../../base/json';
import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { type Arg, type Args, arg } from '../core/args';
import { divideNoNan } from '../core/numerics';
import { resolve } from '../core/registry';
import { binary, operation, unary } from './operation';

const POSITIVE = { low: 0.1, high: 3 };
const inputs = { dtype: 'float32' } as const;

/** An activation of the catalogue as an operation, its arguments those of the activation. */
function activation<A extends Args>(name: string, id: string, args: A, ...examples: readonly JsonObject[]) {
  return operation({
    name,
    summary: `The activation ${id} as an operation.`,
    inputs,
    args,
    call(c, [x]) {
      const found = resolve('activation', { className: id, config: c as JsonObject });
      return found.definition.call(x as Tensor, found.config);
    },
    cases: [{}, ...examples].map((config) => ({
      name: Object.keys(config).length === 0 ? 'plain' : JSON.stringify(config),
      config,
      inputs: [{ shape: [2, 6, 4], low: -3, high: 3 }],
    })),
  });
}

const isNumber = (x: Tensor): Tensor => ops.gt(ops.abs(x), -1);
const isInfinite = (x: Tensor): Tensor => ops.and(ops.not(ops.finite(x)), isNumber(x));
const isNoNumber = (x: Tensor): Tensor => ops.not(ops.or(ops.finite(x), isNumber(x)));

const at = (doc: string): Arg<number> => arg.float(0.5, { min: 0, doc });
const LARGEST = 3.4028234663852886e38;

export default [
  operation({
    name: 'Round',
    summary: 'The nearest number of so many decimals, halves to the even one.',
    inputs,
    args: { decimals: arg.int(0, { doc: 'How many; below zero tens, hundreds and so on.' }) },
    call(c, [x]) {
      if (c.decimals === 0) return ops.round(x as Tensor);
      const factor = 10 ** Math.abs(c.decimals);
      return c.decimals > 0
        ? ops.div(ops.round(ops.mul(x as Tensor, factor)), factor)
        : ops.mul(ops.round(ops.div(x as Tensor, factor)), factor);
    },
    cases: [
      { name: 'plain', config: {}, inputs: [{ shape: [1, 6], values: [-1.5, -0.4, 0.5, 1.5, 2.5, 2.6] }] },
      { name: 'decimals', config: { decimals: 1 }, inputs: [{ shape: [1, 4], values: [-1.27, 0.04, 3.33, 9.96] }] },
      { name: 'tens', config: { decimals: -1 }, inputs: [{ shape: [1, 4], values: [-127, 4, 33, 96] }] },
    ],
  }),
  unary('Trunc', 'Values without their fraction.', (x) => ops.where(ops.lt(x, 0), ops.ceil(x), ops.floor(x))),
  unary('Log2', 'Logarithms to base 2.', (x) => ops.div(ops.log(x), Math.LN2), POSITIVE),
  unary('Log10', 'Logarithms to base 10.', (x) => ops.div(ops.log(x), Math.LN10), POSITIVE),
  unary('Exp2', '2 to the power of each value.', (x) => ops.exp(ops.mul(x, Math.LN2))),
  unary('Arcsinh', 'Inverse hyperbolic sines.', ops.asinh),
  unary('Arccosh', 'Inverse hyperbolic cosines.', ops.acosh, { low: 1.1, high: 4 }),
  unary('Arctanh', 'Inverse hyperbolic tangents.', ops.atanh, { low: -0.9, high: 0.9 }),
  unary('Erfinv', 'The inverse of the error function.', ops.erfInv, { low: -0.9, high: 0.9 }),
  unary('Isnan', 'Where values are no numbers.', isNoNumber),
  unary('Isinf', 'Where values are infinite.', isInfinite),
  unary('StopGradient', 'The values as they are, through which nothing is learnt.', ops.stopGradient),
  operation({
    name: 'NanToNum',
    summary: 'Numbers in place of what is none or infinite.',
    inputs,
    args: {
      nan: arg.float(0, { doc: 'What stands for no number.' }),
      posinf: arg.float(null, { doc: 'What stands for infinity; the largest number when none.' }),
      neginf: arg.float(null, { doc: 'What stands for minus infinity; the smallest number when none.' }),
    },
    call(c, [given]) {
      const x = given as Tensor;
      const ends = ops.where(ops.gt(x, 0), c.posinf ?? LARGEST, ops.full(x.shape, c.neginf ?? -LARGEST));
      return ops.where(ops.finite(x), x, ops.where(isNoNumber(x), c.nan, ends));
    },
    cases: [
      { name: 'plain', config: {}, inputs: [{ shape: [2, 3] }] },
      { name: 'given', config: { nan: 1, posinf: 9, neginf: -9 }, inputs: [{ shape: [2, 3] }] },
    ],
  }),
  activation('Softsign', 'softsign', {}),
  activation('LogSigmoid', 'log_sigmoid', {}),
  activation('HardTanh', 'hard_tanh', {}),
  activation('HardSilu', 'hard_silu', {}),
  activation('TanhShrink', 'tanh_shrink', {}),
  activation('SparsePlus', 'sparse_plus', {}),
  activation('SparseSigmoid', 'sparse_sigmoid', {}),
  activation('Celu', 'celu', { alpha: arg.float(1, { doc: 'Size of the negative side.' }) }, { alpha: 0.5 }),
  activation('Glu', 'glu', { axis: arg.int(-1, { doc: 'The axis that is halved.' }) }, { axis: 1 }),
  activation('SoftShrink', 'soft_shrink', { threshold: at('What values are moved to zero by.') }, { threshold: 1 }),
  activation('HardShrink', 'hard_shrink', { threshold: at('Up to here values become zero.') }, { threshold: 1 }),
  activation('Squareplus', 'squareplus', { b: arg.float(4, { doc: 'How round the bend is.' }) }, { b: 1 }),
  activation('Sparsemax', 'sparsemax', { axis: arg.int(-1, { doc: 'Axis along which values compete.' }) }, { axis: 1 }),
  binary('Arctan2', 'The angle of each pair of values.', ops.atan2),
  binary('Hypot', 'The length of each pair of values.', (a, b) => ops.sqrt(ops.add(ops.square(a), ops.square(b)))),
  binary('Logaddexp', 'Logarithms of the sums of exponentials.', (a, b) => {
    const top = ops.maximum(a, b);
    return ops.add(top, ops.log1p(ops.exp(ops.neg(ops.abs(ops.sub(a, b))))));
  }),
  binary('DivideNoNan', 'Divides the first by the second, and gives 0 where that is 0.', (a, b) => divideNoNan(a, b)),
];
