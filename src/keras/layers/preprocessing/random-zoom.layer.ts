/** RandomZoom: images enlarged or shrunk at random while training. */
import type { Json } from '../../../base/json';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { dataFormatArg, inChannelsLast } from '../data-format';
import { bounds, buildStream, drawEach, factorProblem, factorWords, seedArg } from './augmentation';
import { affine, fillArgs, fillValueArg } from './images';

export default defineLayer({
  name: 'RandomZoom',
  family: 'preprocessing',
  summary: 'While training, zooms each image in or out by a random amount.',
  aliases: ['augmentation', 'scale', 'enlarge'],
  inputs: { rank: 4 },
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
  check: (c) =>
    factorProblem('height_factor', c.height_factor) ??
    (c.width_factor === null ? null : factorProblem('width_factor', c.width_factor)),
  build: (b, c) => buildStream(b, c.seed),
  call(ctx, c, [x]) {
    const input = x as Tensor;
    if (!ctx.training) return input;
    const draw = (factor: number | readonly Json[]): Tensor => {
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
    { name: 'reflected', config: { height_factor: 0.5, seed: 3 }, inputs: [{ shape: [2, 4, 3, 2] }], training: true },
    {
      name: 'across on its own',
      config: { height_factor: [-0.3, 0.1], width_factor: [0.2, 0.5], seed: 4 },
      inputs: [{ shape: [2, 3, 4, 1] }],
      training: true,
    },
    {
      name: 'nearest, wrapped, channels first',
      config: {
        height_factor: 0.4,
        fill_mode: 'wrap',
        interpolation: 'nearest',
        data_format: 'channels_first',
        seed: 5,
      },
      inputs: [{ shape: [2, 1, 3, 4] }],
      training: true,
    },
    {
      name: 'a constant outside',
      config: { height_factor: 0.4, fill_mode: 'constant', fill_value: 0.5, seed: 6 },
      inputs: [{ shape: [2, 4, 3, 1] }],
      training: true,
    },
    {
      name: 'the edge outside',
      config: { height_factor: 0.4, fill_mode: 'nearest', seed: 7 },
      inputs: [{ shape: [2, 3, 3, 1] }],
      training: true,
    },
    { name: 'inference', config: { height_factor: 0.4 }, inputs: [{ shape: [2, 3, 3, 1] }] },
  ],
});
