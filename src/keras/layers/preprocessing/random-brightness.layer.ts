/** RandomBrightness: images made lighter or darker at random while training. */
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { bounds, drawEach, factorWords, rangeOf, seedArg, valueRangeArg } from './augmentation';
import { trainedOnBytes, trainedOnShares } from './augmentation-cases';
import { defineAugmentation } from './image-augmentation';

export default defineAugmentation({
  name: 'RandomBrightness',
  summary: 'While training, makes each image lighter or darker by a random amount.',
  aliases: ['brightness', 'augmentation', 'light', 'exposure'],
  args: {
    factor: arg.array(undefined, { min: -1, max: 1, doc: 'Largest change as a share of the range, or two bounds.' }),
    value_range: valueRangeArg,
    seed: seedArg,
  },
  card: (c) => [factorWords(c.factor)],
  change(ctx, c, input) {
    const [low, high] = rangeOf(c.value_range);
    const shift = ops.mul(drawEach(ctx, input, ...bounds(c.factor), 4), high - low);
    return ops.clip(ops.add(input, shift), low, high);
  },
  cases: [
    trainedOnBytes('both ways', { factor: 0.3, seed: 3 }, [3, 2, 2, 3]),
    trainedOnShares('bounds and range', { factor: [0.1, 0.4], value_range: [0, 1], seed: 4 }, [3, 2, 2, 1]),
    { name: 'inference', config: { factor: 0.3 }, inputs: [{ shape: [2, 2, 2, 1] }] },
  ],
});
