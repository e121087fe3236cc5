/** RandomHue: colours turned round the colour wheel at random while training. */
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { dataFormatArg } from '../data-format';
import { bounds, drawEach, rangeOf, seedArg, spanWords, valueRangeArg } from './augmentation';
import { atInference, trainedOnBytes } from './augmentation-cases';
import { channelAxis, fromHsv, rgbProblem, toHsv, toRange } from './colour';
import { defineAugmentation } from './image-augmentation';

const UNIT = [0, 1] as const;

export default defineAugmentation({
  name: 'RandomHue',
  summary: 'While training, turns the colours of each image round the colour wheel by a random angle.',
  aliases: ['augmentation', 'colour', 'tint'],
  args: {
    factor: arg.array(undefined, { min: 0, max: 1, doc: 'Largest share of half a turn, or two bounds.' }),
    value_range: valueRangeArg,
    data_format: dataFormatArg,
    seed: seedArg,
  },
  card: (c) => [spanWords(c.factor)],
  check: (c, images) => rgbProblem(c.data_format, images),
  drawsAtInference: true,
  change(ctx, c, input) {
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
    trainedOnBytes('bytes', { factor: 0.6, seed: 3 }, [3, 2, 2, 3]),
    {
      name: 'other range, channels first',
      config: { factor: [0.4, 0.9], value_range: [0, 1], seed: 4, data_format: 'channels_first' },
      inputs: [{ shape: [2, 3, 2, 2], low: 0.1, high: 0.9 }],
      training: true,
    },
    atInference({ factor: 0.5, seed: 1 }),
  ],
});
