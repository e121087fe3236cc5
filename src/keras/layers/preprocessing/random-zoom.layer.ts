/** RandomZoom: images enlarged or shrunk at random while training. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { dataFormatArg, inChannelsLast } from '../data-format';
import { bounds, drawEach, type Factor, factorWords, seedArg } from './augmentation';
import { outsideCases, trained } from './augmentation-cases';
import { defineAugmentation } from './image-augmentation';
import { affine, fillArgs, fillValueArg } from './images';

export default defineAugmentation({
  name: 'RandomZoom',
  summary: 'While training, zooms each image in or out by a random amount.',
  aliases: ['augmentation', 'scale', 'enlarge'],
  args: {
    height_factor: arg.array(undefined, {
      min: -1,
      max: 1,
      doc: 'Largest zoom: above 0 shrinks, below enlarges; or two bounds.',
    }),
    width_factor: arg.array(null, { min: -1, max: 1, doc: 'The same across; as the height when none.' }),
    ...fillArgs,
    seed: seedArg,
    fill_value: fillValueArg,
    data_format: dataFormatArg,
  },
  card: (c) => [factorWords(c.height_factor), c.width_factor === null ? null : factorWords(c.width_factor)],
  change(ctx, c, input) {
    const draw = (factor: Factor): Tensor => {
      const [low, high] = bounds(factor);
      return drawEach(ctx, input, 1 + low, 1 + high);
    };
    const tall = draw(c.height_factor);
    const wide = c.width_factor === null ? tall : draw(c.width_factor);
    return inChannelsLast(c.data_format, input, (images) => {
      const [, height, width] = images.shape as [number, number, number];
      const centre = (zoom: Tensor, size: number): Tensor => ops.mul(ops.sub(1, zoom), (size - 1) / 2);
      return affine(images, { a: [wide, 0, centre(wide, width)], b: [0, tall, centre(tall, height)] }, c);
    });
  },
  cases: [
    trained('reflected', { height_factor: 0.5, seed: 3 }, [2, 4, 3, 2]),
    trained('across on its own', { height_factor: [-0.3, 0.1], width_factor: [0.2, 0.5], seed: 4 }, [2, 3, 4, 1]),
    ...outsideCases({ height_factor: 0.4 }),
  ],
});
