/** RandomGrayscale: colours taken away at random while training. */
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { dataFormatArg } from '../data-format';
import { drawEach, seedArg } from './augmentation';
import { atInference, trainedOnBytes } from './augmentation-cases';
import { coloursProblem, grey } from './colour';
import { defineAugmentation } from './image-augmentation';

export default defineAugmentation({
  name: 'RandomGrayscale',
  summary: 'While training, turns some of the images grey.',
  aliases: ['augmentation', 'colour', 'black and white'],
  args: {
    factor: arg.float(0.5, { min: 0, max: 1, doc: 'Probability that an image turns grey.' }),
    data_format: dataFormatArg,
    seed: seedArg,
  },
  card: (c) => [String(c.factor)],
  check: (c, images) => coloursProblem(c.data_format, images),
  drawsAtInference: true,
  change(ctx, c, input) {
    const chosen = ops.lt(drawEach(ctx, input, 0, 1, 4), Math.fround(c.factor));
    if (!ctx.training) return input;
    const shade = ops.broadcastTo(grey(input, c.data_format), input.shape);
    return ops.where(ops.broadcastTo(chosen, input.shape), shade, input);
  },
  cases: [
    trainedOnBytes('some', { factor: 0.6, seed: 3 }, [4, 2, 2, 3]),
    trainedOnBytes('channels first', { seed: 4, data_format: 'channels_first' }, [4, 3, 2, 1]),
    atInference({ seed: 5 }),
  ],
});
