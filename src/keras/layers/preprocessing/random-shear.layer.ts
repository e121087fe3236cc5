/** RandomShear: images slanted at random while training. */
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { dataFormatArg, inChannelsLast } from '../data-format';
import { bounds, drawEach, factorWords, seedArg } from './augmentation';
import { trainedOnShares } from './augmentation-cases';
import { defineAugmentation } from './image-augmentation';
import { affine, fillArgs, fillValueArg } from './images';

export default defineAugmentation({
  name: 'RandomShear',
  summary: 'While training, slants each image by a random amount.',
  aliases: ['augmentation', 'skew', 'slant'],
  args: {
    x_factor: arg.array(0, { min: 0, max: 1, doc: 'Largest slant across, per row, or two bounds.' }),
    y_factor: arg.array(0, { min: 0, max: 1, doc: 'Largest slant down, per column, or two bounds.' }),
    interpolation: fillArgs.interpolation,
    fill_mode: fillArgs.fill_mode,
    fill_value: fillValueArg,
    data_format: dataFormatArg,
    seed: seedArg,
  },
  card: (c) => [factorWords(c.x_factor), factorWords(c.y_factor)],
  change(ctx, c, input) {
    const draw = drawEach(ctx, input, 0, 1);
    const way = ops.where(ops.gt(draw, 0.5), -1, ops.ones(draw.shape));
    const down = ops.mul(drawEach(ctx, input, ...bounds(c.y_factor)), way);
    const across = ops.mul(drawEach(ctx, input, ...bounds(c.x_factor)), way);
    return inChannelsLast(c.data_format, input, (images) => affine(images, { a: [1, across, 0], b: [down, 1, 0] }, c));
  },
  cases: [
    trainedOnShares('reflected', { x_factor: 0.4, y_factor: [0.1, 0.3], seed: 3 }, [2, 4, 3, 2]),
    trainedOnShares(
      'nearest, a constant outside, channels first',
      {
        x_factor: [0.2, 0.6],
        fill_mode: 'constant',
        fill_value: 0.3,
        interpolation: 'nearest',
        seed: 4,
        data_format: 'channels_first',
      },
      [2, 1, 4, 3],
    ),
    {
      name: 'inference',
      config: { x_factor: 0.3 },
      inputs: [{ shape: [2, 2, 2, 3], low: 0, high: 1 }],
    },
  ],
});
