/** RandomGrayscale: colours taken away at random while training. */
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { dataFormatArg } from '../data-format';
import { buildStream, drawEach, seedArg } from './augmentation';
import { coloursProblem, grey } from './colour';

export default defineLayer({
  name: 'RandomGrayscale',
  family: 'preprocessing',
  summary: 'While training, turns some of the images grey.',
  aliases: ['augmentation', 'colour', 'black and white'],
  inputs: { rank: 4 },
  args: {
    factor: arg.float(0.5, { min: 0, max: 1, doc: 'Probability that an image turns grey.' }),
    data_format: dataFormatArg,
    seed: seedArg,
  },
  card: (c) => [String(c.factor)],
  check: (c, [x]) => coloursProblem(c.data_format, x as ValueType),
  build: (b, c) => buildStream(b, c.seed),
  call(ctx, c, [x]) {
    const input = x as Tensor;
    // Keras draws at inference too.
    const chosen = ops.lt(drawEach(ctx, input, 0, 1, 4), Math.fround(c.factor));
    if (!ctx.training) return input;
    const shade = ops.broadcastTo(grey(input, c.data_format), input.shape);
    return ops.where(ops.broadcastTo(chosen, input.shape), shade, input);
  },
  cases: [
    {
      name: 'some',
      config: { factor: 0.6, seed: 3 },
      inputs: [{ shape: [4, 2, 2, 3], low: 0, high: 255 }],
      training: true,
    },
    {
      name: 'channels first',
      config: { seed: 4, data_format: 'channels_first' },
      inputs: [{ shape: [4, 3, 2, 1], low: 0, high: 255 }],
      training: true,
    },
    {
      name: 'inference',
      config: { seed: 5 },
      inputs: [{ shape: [2, 2, 2, 3], low: 0, high: 255 }],
    },
  ],
});
