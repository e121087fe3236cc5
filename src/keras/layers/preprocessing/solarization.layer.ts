/** Solarization: bright values turned dark at random while training. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { bounds, drawEach, type Factor, rangeOf, seedArg, spanWords, valueRangeArg } from './augmentation';
import { atInference, trainedOnBytes, trainedOnShares } from './augmentation-cases';
import { BYTES, toRange } from './colour';
import { defineAugmentation } from './image-augmentation';

export default defineAugmentation({
  name: 'Solarization',
  summary: 'While training, brightens each image and turns values above a random threshold to their negative.',
  aliases: ['augmentation', 'invert', 'threshold'],
  args: {
    addition_factor: arg.array(0, {
      min: 0,
      max: 1,
      doc: 'Most that is added first, as a share of the range, or two bounds.',
    }),
    threshold_factor: arg.array(0, {
      min: 0,
      max: 1,
      doc: 'Highest threshold as a share of the range, or two bounds.',
    }),
    value_range: valueRangeArg,
    seed: seedArg,
  },
  card: (c) => [`+ ${spanWords(c.addition_factor)}`, `from ${spanWords(c.threshold_factor)}`],
  change(ctx, c, input) {
    const draw = (factor: Factor): Tensor => {
      const [low, high] = bounds(factor, 0);
      return drawEach(ctx, input, low, high * 255, 4);
    };
    const addition = draw(c.addition_factor);
    const threshold = ops.broadcastTo(draw(c.threshold_factor), input.shape);
    const range = rangeOf(c.value_range);
    const bright = ops.clip(ops.add(toRange(input, range, BYTES), addition), 0, 255);
    return toRange(ops.where(ops.lt(bright, threshold), bright, ops.sub(255, bright)), BYTES, range);
  },
  cases: [
    trainedOnBytes('all', { seed: 3 }, [2, 2, 2, 3]),
    trainedOnShares(
      'bounds, other range',
      { addition_factor: 0.2, threshold_factor: [0.4, 0.9], value_range: [0, 1], seed: 4 },
      [3, 2, 2, 1],
    ),
    atInference({}),
  ],
});
