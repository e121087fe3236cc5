/** RandomSaturation: colours made stronger or weaker at random while training. */
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
import { channelAxis, fromHsv, rgbProblem, toHsv } from './colour';

export default defineLayer({
  name: 'RandomSaturation',
  family: 'preprocessing',
  summary: 'While training, strengthens or weakens the colours of each image by a random factor.',
  aliases: ['augmentation', 'colour', 'vivid'],
  inputs: { rank: 4 },
  args: {
    factor: arg.array(undefined, {
      min: -1,
      max: 1,
      doc: 'One half keeps the colours, 0 takes them away; drawn up to this, or between two.',
    }),
    value_range: valueRangeArg,
    data_format: dataFormatArg,
    seed: seedArg,
  },
  card: (c) => [factorWords(c.factor)],
  check: (c, [x]) =>
    factorProblem('factor', c.factor) ?? rangeProblem(c.value_range) ?? rgbProblem(c.data_format, x as ValueType),
  build: (b, c) => buildStream(b, c.seed),
  call(ctx, c, [x]) {
    const input = x as Tensor;
    // Keras draws at inference too.
    const draw = drawEach(ctx, input, ...bounds(c.factor), 4);
    if (!ctx.training) return input;
    const factor = ops.div(draw, ops.add(ops.sub(1, draw), 1e-7));
    const axis = channelAxis(c.data_format, input.rank);
    const [hue, saturation, value] = toHsv(input, axis);
    const [low, high] = rangeOf(c.value_range);
    return fromHsv([hue, ops.clip(ops.mul(saturation, factor), low, high), value], axis);
  },
  cases: [
    {
      name: 'bytes',
      config: { factor: [0.3, 0.7], seed: 3 },
      inputs: [{ shape: [2, 2, 2, 3], low: 0, high: 255 }],
      training: true,
    },
    {
      name: 'other range, channels first',
      config: { factor: [0.4, 0.6], value_range: [0, 1], seed: 4, data_format: 'channels_first' },
      inputs: [{ shape: [2, 3, 2, 2], low: 0, high: 1 }],
      training: true,
    },
    {
      name: 'inference',
      config: { factor: 0.5, seed: 1 },
      inputs: [{ shape: [2, 2, 2, 3], low: 0, high: 255 }],
    },
  ],
});
