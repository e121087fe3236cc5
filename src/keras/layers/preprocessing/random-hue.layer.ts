/** RandomHue: colours turned round the colour wheel at random while training. */
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { dataFormatArg } from '../data-format';
import {
  bounds,
  buildStream,
  drawEach,
  factorProblem,
  factorWords,
  rangeOf,
  rangeProblem,
  seedArg,
  valueRangeArg,
} from './augmentation';
import { channelAxis, fromHsv, rgbProblem, toHsv, toRange } from './colour';

const UNIT = [0, 1] as const;

export default defineLayer({
  name: 'RandomHue',
  family: 'preprocessing',
  summary: 'While training, turns the colours of each image round the colour wheel by a random angle.',
  aliases: ['augmentation', 'colour', 'tint'],
  inputs: { rank: 4 },
  args: {
    factor: arg.array(undefined, { min: 0, max: 1, doc: 'Largest share of half a turn, or two bounds.' }),
    value_range: valueRangeArg,
    data_format: dataFormatArg,
    seed: seedArg,
  },
  card: (c) => [typeof c.factor === 'number' ? String(c.factor) : factorWords(c.factor)],
  check: (c, [x]) =>
    factorProblem('factor', c.factor) ?? rangeProblem(c.value_range) ?? rgbProblem(c.data_format, x as ValueType),
  build: (b, c) => buildStream(b, c.seed),
  call(ctx, c, [x]) {
    const input = x as Tensor;
    // Keras draws at inference too.
    const side = drawEach(ctx, input, 0, 1, 4);
    const size = drawEach(ctx, input, ...bounds(c.factor, 0), 4);
    if (!ctx.training) return input;
    const shift = ops.mul(ops.where(ops.gt(side, 0.5), ops.neg(size), size), 0.5);
    const range = rangeOf(c.value_range);
    const axis = channelAxis(c.data_format, input.rank);
    const [hue, saturation, value] = toHsv(toRange(input, range, UNIT), axis);
    const moved = ops.add(hue, shift);
    const down = ops.where(ops.gt(moved, 1), ops.sub(moved, 1), moved);
    const up = ops.where(ops.lt(down, 0), ops.add(down, 1), down);
    return toRange(ops.clip(fromHsv([up, saturation, value], axis), 0, 1), UNIT, range);
  },
  cases: [
    {
      name: 'bytes',
      config: { factor: 0.6, seed: 3 },
      inputs: [{ shape: [3, 2, 2, 3], low: 0, high: 255 }],
      training: true,
    },
    {
      name: 'other range, channels first',
      config: { factor: [0.4, 0.9], value_range: [0, 1], seed: 4, data_format: 'channels_first' },
      inputs: [{ shape: [2, 3, 2, 2], low: 0.1, high: 0.9 }],
      training: true,
    },
    {
      name: 'inference',
      config: { factor: 0.5, seed: 1 },
      inputs: [{ shape: [2, 2, 2, 3], low: 0, high: 255 }],
    },
  ],
});
