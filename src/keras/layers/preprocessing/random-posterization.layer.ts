/** RandomPosterization: fewer shades at random while training. */
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { dataFormatArg } from '../data-format';
import { bounds, nextKey, rangeOf, seedArg, spanWords, valueRangeArg } from './augmentation';
import { atInference, trainedOnBytes, trainedOnShares } from './augmentation-cases';
import { BYTES, toRange } from './colour';
import { defineAugmentation } from './image-augmentation';

export default defineAugmentation({
  name: 'RandomPosterization',
  summary: 'While training, keeps only the highest bits of each value: fewer shades.',
  aliases: ['augmentation', 'bits', 'shades', 'quantize'],
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
  card: (c) => [`${spanWords(c.factor)} bits`],
  drawsAtInference: true,
  change(ctx, c, input) {
    const [low, high] = bounds(c.factor, 1);
    const [least, below] = [Math.trunc(low), Math.trunc(high)];
    const n = input.shape[0] as number;
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
    trainedOnBytes('drawn bits', { factor: 8, seed: 3 }, [4, 2, 2, 3]),
    trainedOnShares(
      'always as many, other range, channels first',
      { factor: [3, 3], value_range: [0, 1], seed: 4, data_format: 'channels_first' },
      [2, 1, 3, 2],
    ),
    trainedOnBytes('bounds that are no whole numbers', { factor: [1.5, 3.9], seed: 6 }, [4, 2, 2, 1]),
    atInference({ factor: [2, 5], seed: 5 }, [2, 2, 2, 1]),
  ],
});
