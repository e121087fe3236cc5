/** RandomContrast: differences from an image's mean made larger or smaller at random while training. */
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { dataFormatArg } from '../data-format';
import { bounds, drawEach, factorWords, rangeOf, seedArg, valueRangeArg } from './augmentation';
import { trainedOnBytes, trainedOnShares } from './augmentation-cases';
import { defineAugmentation } from './image-augmentation';

export default defineAugmentation({
  name: 'RandomContrast',
  summary: 'While training, strengthens or weakens the contrast of each image by a random factor.',
  aliases: ['contrast', 'augmentation', 'light'],
  args: {
    factor: arg.array(undefined, { min: 0, max: 1, doc: 'Largest change of the contrast, or two bounds.' }),
    value_range: valueRangeArg,
    seed: seedArg,
    data_format: dataFormatArg,
  },
  card: (c) => [factorWords(c.factor)],
  change(ctx, c, input) {
    const [lower, upper] = bounds(c.factor, 0);
    // Keras lets one number only strengthen: its lower bound is cut off at 0.
    const factor = drawEach(ctx, input, 1 - lower, 1 + upper, 4);
    const axes = c.data_format === 'channels_first' ? [2, 3] : [1, 2];
    const mean = ops.mean(input, axes, true);
    const [low, high] = rangeOf(c.value_range);
    return ops.clip(ops.add(ops.mul(ops.sub(input, mean), factor), mean), low, high);
  },
  cases: [
    trainedOnBytes('both ways', { factor: 0.3, seed: 3 }, [3, 2, 2, 3]),
    trainedOnShares(
      'bounds and range, channels first',
      { factor: [0.1, 0.4], value_range: [0, 1], seed: 4, data_format: 'channels_first' },
      [3, 1, 2, 2],
    ),
    { name: 'inference', config: { factor: 0.3 }, inputs: [{ shape: [2, 2, 2, 1] }] },
  ],
});
