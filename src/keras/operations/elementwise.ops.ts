/** Operations of `keras.ops` on each value of a tensor. */
import type { JsonObject } from '../../base/json';
import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { arg } from '../core/args';
import { resolve } from '../core/registry';
import { operation, unary } from './operation';

const POSITIVE = { low: 0.1, high: 3 };

/** An activation of the catalogue, with the arguments the operation has. */
function activated(id: string, config: JsonObject, x: Tensor): Tensor {
  const found = resolve('activation', { className: id, config });
  return found.definition.call(x, found.config);
}

const activation = (name: string, id: string) =>
  unary(name, `The activation ${id} as an operation.`, (x) => activated(id, {}, x));

const inputs = { dtype: 'float32' } as const;

const competing = (doc: string) => arg.orNone(arg.tuple(0, -1, { doc }));
const allOf = (x: Tensor): number[] => x.shape.map((_, i) => i);

export default [
  unary('Absolute', 'The size of each value without its sign.', ops.abs),
  unary('Negative', 'Each value with the other sign.', ops.neg),
  unary('Sign', '1 for values above zero, -1 for those below.', ops.sign),
  unary('Square', 'Each value times itself.', ops.square),
  unary('Sqrt', 'Square roots.', ops.sqrt, POSITIVE),
  unary('Rsqrt', 'One over square roots.', ops.rsqrt, POSITIVE),
  unary('Reciprocal', 'One over each value.', (x) => ops.div(1, x), POSITIVE),
  unary('Exp', 'e to the power of each value.', ops.exp),
  unary('Expm1', 'Exponentials minus one.', ops.expm1),
  unary('Log', 'Natural logarithms.', ops.log, POSITIVE),
  unary('Log1p', 'Natural logarithms of one plus each value.', ops.log1p, POSITIVE),
  unary('Sin', 'Sines.', ops.sin),
  unary('Cos', 'Cosines.', ops.cos),
  unary('Tan', 'Tangents.', ops.tan, { low: -1, high: 1 }),
  unary('Sinh', 'Hyperbolic sines.', ops.sinh),
  unary('Cosh', 'Hyperbolic cosines.', ops.cosh),
  unary('Arcsin', 'Inverse sines.', ops.asin, { low: -0.9, high: 0.9 }),
  unary('Arccos', 'Inverse cosines.', ops.acos, { low: -0.9, high: 0.9 }),
  unary('Arctan', 'Inverse tangents.', ops.atan),
  unary('Floor', 'The next whole number below.', ops.floor),
  unary('Ceil', 'The next whole number above.', ops.ceil),
  unary('Isfinite', 'Where values are numbers, not infinite.', ops.finite),
  unary('Erf', 'The error function.', ops.erf),
  activation('Tanh', 'tanh'),
  activation('Sigmoid', 'sigmoid'),
  activation('HardSigmoid', 'hard_sigmoid'),
  activation('Relu', 'relu'),
  activation('Relu6', 'relu6'),
  activation('Selu', 'selu'),
  activation('Silu', 'silu'),
  activation('Softplus', 'softplus'),
  operation({
    name: 'Softmax',
    summary: 'The activation softmax as an operation.',
    inputs,
    args: { axis: competing('Axes that sum to 1; all when none.') },
    call: (c, [x]) => ops.softmax(x as Tensor, c.axis ?? allOf(x as Tensor)),
    cases: [
      { name: 'plain', config: {}, inputs: [{ shape: [2, 5] }] },
      { name: 'another axis', config: { axis: 1 }, inputs: [{ shape: [2, 3, 4] }] },
      { name: 'two axes', config: { axis: [1, -1] }, inputs: [{ shape: [2, 3, 4] }] },
      { name: 'everything', config: { axis: null }, inputs: [{ shape: [2, 3] }] },
    ],
  }),
  operation({
    name: 'LogSoftmax',
    summary: 'Logarithms of softmax.',
    inputs,
    args: { axis: competing('Axes whose exponentials sum to 1; all when none.') },
    call: (c, [x]) => ops.logSoftmax(x as Tensor, c.axis ?? allOf(x as Tensor)),
    cases: [
      { name: 'plain', config: {}, inputs: [{ shape: [2, 5] }] },
      { name: 'two axes', config: { axis: [1, 2] }, inputs: [{ shape: [2, 3, 4] }] },
      { name: 'everything', config: { axis: null }, inputs: [{ shape: [2, 3] }] },
    ],
  }),
  operation({
    name: 'Gelu',
    summary: 'The activation gelu as an operation; the approximate form unless told otherwise.',
    inputs,
    args: { approximate: arg.bool(true, { doc: 'Whether to use the form with tanh.' }) },
    call: (c, [x]) => activated('gelu', { approximate: c.approximate }, x as Tensor),
    cases: [
      { name: 'plain', config: {}, inputs: [{ shape: [2, 5], low: -3, high: 3 }] },
      { name: 'exact', config: { approximate: false }, inputs: [{ shape: [2, 5], low: -3, high: 3 }] },
    ],
  }),
  operation({
    name: 'Elu',
    summary: 'The activation elu as an operation.',
    inputs,
    args: { alpha: arg.float(1, { doc: 'Size of the negative side.' }) },
    call: (c, [x]) => activated('elu', { alpha: c.alpha }, x as Tensor),
    cases: [{ name: 'half', config: { alpha: 0.5 }, inputs: [{ shape: [2, 5] }] }],
  }),
  operation({
    name: 'LeakyRelu',
    summary: 'The activation leaky_relu as an operation.',
    inputs,
    args: { negative_slope: arg.float(0.2, { doc: 'Slope of the negative side.' }) },
    call: (c, [x]) => activated('leaky_relu', { negative_slope: c.negative_slope }, x as Tensor),
    cases: [{ name: 'plain', config: {}, inputs: [{ shape: [2, 5] }] }],
  }),
  operation({
    name: 'Clip',
    summary: 'Values held between two bounds.',
    inputs,
    args: {
      x_min: arg.float(undefined, { doc: 'The lower bound.' }),
      x_max: arg.float(undefined, { doc: 'The upper bound.' }),
    },
    call: (c, [x]) => ops.clip(x as Tensor, c.x_min, c.x_max),
    cases: [{ name: 'plain', config: { x_min: -0.5, x_max: 0.25 }, inputs: [{ shape: [2, 6] }] }],
  }),
];
