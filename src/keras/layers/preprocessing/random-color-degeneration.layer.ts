/** RandomColorDegeneration: colours faded or strengthened at random while training. */
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { dataFormatArg } from '../data-format';
import { bounds, drawEach, factorWords, rangeOf, seedArg, valueRangeArg } from './augmentation';
import { atInference, trainedOnBytes, trainedOnShares } from './augmentation-cases';
import { coloursProblem, grey } from './colour';
import { defineAugmentation } from './image-augmentation';

export default defineAugmentation({
  name: 'RandomColorDegeneration',
  summary: 'While training, fades or strengthens the colours of each image by a random amount.',
  aliases: ['augmentation', 'saturation', 'grey'],
  args: {
    factor: arg.array(undefined, { min: -1, max: 1, doc: 'Largest step towards grey or away from it, or two bounds.' }),
    value_range: valueRangeArg,
    data_format: dataFormatArg,
    seed: seedArg,
  },
  card: (c) => [factorWords(c.factor)],
  check: (c, images) => coloursProblem(c.data_format, images),
  drawsAtInference: true,
  change(ctx, c, input) {
    const factor = drawEach(ctx, input, ...bounds(c.factor), 4);
    if (!ctx.training) return input;
    const faded = ops.add(input, ops.mul(factor, ops.sub(grey(input, c.data_format), input)));
    return ops.clip(faded, ...rangeOf(c.value_range));
  },
  cases: [
    trainedOnBytes('some', { factor: 0.7, seed: 3 }, [2, 2, 2, 3]),
    trainedOnShares(
      'bounds, other range, channels first',
      { factor: [0.4, 0.9], value_range: [0, 1], seed: 4, data_format: 'channels_first' },
      [2, 3, 2, 2],
    ),
    atInference({ factor: 0.5, seed: 1 }),
  ],
});
