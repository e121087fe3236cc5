/** RandomInvert: images turned to their negative at random while training. */
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { dataFormatArg } from '../data-format';
import { drawChosen, seedArg, spanWords, valueRangeArg } from './augmentation';
import { atInference, trainedOnBytes, trainedOnShares } from './augmentation-cases';
import { defineAugmentation } from './image-augmentation';

export default defineAugmentation({
  name: 'RandomInvert',
  summary: 'While training, turns some of the images to their negative.',
  aliases: ['augmentation', 'negative', 'colour'],
  args: {
    factor: arg.array(1, {
      min: 0,
      max: 1,
      doc: 'Probability of the negative: drawn up to this, or between two bounds.',
    }),
    value_range: valueRangeArg,
    seed: seedArg,
    data_format: dataFormatArg,
  },
  card: (c) => [spanWords(c.factor)],
  change(ctx, c, input) {
    const chosen = drawChosen(ctx, input, c.factor);
    const [, highest] = c.value_range as readonly [number, number];
    return ops.where(ops.broadcastTo(chosen, input.shape), ops.sub(highest, input), input);
  },
  cases: [
    trainedOnBytes('some', { seed: 3 }, [4, 2, 2, 3]),
    trainedOnShares('bounds, other range', { factor: [0.4, 0.9], value_range: [0, 1], seed: 4 }, [4, 2, 2, 1]),
    atInference({}),
  ],
});
