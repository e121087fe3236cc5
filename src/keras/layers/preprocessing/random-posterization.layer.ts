/** RandomPosterization: fewer shades at random while training. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { dataFormatArg } from '../data-format';
import {
  bounds,
  buildStream,
  factorProblem,
  nextKey,
  rangeOf,
  rangeProblem,
  seedArg,
  valueRangeArg,
} from './augmentation';
import { BYTES, toRange } from './colour';

export default defineLayer({
  name: 'RandomPosterization',
  family: 'preprocessing',
  summary: 'While training, keeps only the highest bits of each value: fewer shades.',
  aliases: ['augmentation', 'bits', 'shades', 'quantize'],
  inputs: { rank: 4 },
  args: {
    factor: arg.array(undefined, {
      min: 1,
      max: 8,
      doc: 'Bits kept: drawn from 1 to below this, or between two bounds.',
    }),
    value_range: valueRangeArg,
    data_format: dataFormatArg,
    seed: seedArg,
  },
  card: (c) => [`${[c.factor].flat().join(' to ')} bits`],
  check: (c) => factorProblem('factor', c.factor) ?? rangeProblem(c.value_range),
  build: (b, c) => buildStream(b, c.seed),
  call(ctx, c, [x]) {
    const input = x as Tensor;
    const [low, high] = bounds(c.factor, 1);
    const [least, below] = [Math.trunc(low), Math.trunc(high)];
    const n = input.shape[0] as number;
    // Keras draws at inference too.
    const bits =
      low === high ? null : ops.randomIntegers(nextKey(ctx), [n, 1, 1, 1], least, Math.max(below, least + 1));
    if (!ctx.training) return input;
    const step = bits
      ? ops.gather(ops.constant([256, 128, 64, 32, 16, 8, 4, 2, 1], [9]), bits)
      : ops.scalar(2 ** (8 - low));
    const range = rangeOf(c.value_range);
    const bytes = ops.stopGradient(ops.floor(toRange(input, range, BYTES)));
    return toRange(ops.mul(ops.floor(ops.div(bytes, step)), step), BYTES, range);
  },
  cases: [
    {
      name: 'drawn bits',
      config: { factor: 8, seed: 3 },
      inputs: [{ shape: [4, 2, 2, 3], low: 0, high: 255 }],
      training: true,
    },
    {
      name: 'always as many, other range, channels first',
      config: { factor: [3, 3], value_range: [0, 1], seed: 4, data_format: 'channels_first' },
      inputs: [{ shape: [2, 1, 3, 2], low: 0, high: 1 }],
      training: true,
    },
    {
      name: 'bounds that are no whole numbers',
      config: { factor: [1.5, 3.9], seed: 6 },
      inputs: [{ shape: [4, 2, 2, 1], low: 0, high: 255 }],
      training: true,
    },
    { name: 'inference', config: { factor: [2, 5], seed: 5 }, inputs: [{ shape: [2, 2, 2, 1], low: 0, high: 255 }] },
  ],
});
