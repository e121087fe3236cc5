/** RandomTranslation: images shifted at random while training. */
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { dataFormatArg, inChannelsLast } from '../data-format';
import { bounds, drawEach, factorWords, seedArg } from './augmentation';
import { outsideCases, trained } from './augmentation-cases';
import { defineAugmentation } from './image-augmentation';
import { affine, fillArgs, fillValueArg } from './images';

export default defineAugmentation({
  name: 'RandomTranslation',
  summary: 'While training, shifts each image by a random share of its height and width.',
  aliases: ['augmentation', 'shift', 'move', 'translate'],
  args: {
    height_factor: arg.array(undefined, {
      min: -1,
      max: 1,
      doc: 'Largest shift as a share of the height, or two bounds.',
    }),
    width_factor: arg.array(undefined, {
      min: -1,
      max: 1,
      doc: 'Largest shift as a share of the width, or two bounds.',
    }),
    ...fillArgs,
    seed: seedArg,
    fill_value: fillValueArg,
    data_format: dataFormatArg,
  },
  card: (c) => [factorWords(c.height_factor), factorWords(c.width_factor)],
  change(ctx, c, input) {
    const down = drawEach(ctx, input, ...bounds(c.height_factor));
    const right = drawEach(ctx, input, ...bounds(c.width_factor));
    return inChannelsLast(c.data_format, input, (images) => {
      const [, height, width] = images.shape as [number, number, number];
      const map = { a: [1, 0, ops.neg(ops.mul(right, width))], b: [0, 1, ops.neg(ops.mul(down, height))] } as const;
      return affine(images, map, c);
    });
  },
  cases: [
    trained('reflected', { height_factor: 0.4, width_factor: [-0.5, 0.2], seed: 3 }, [2, 4, 3, 2]),
    ...outsideCases({ height_factor: 0.5, width_factor: 0.5 }),
  ],
});
