/** RandomTranslation: images shifted at random while training. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { dataFormatArg, inChannelsLast } from '../data-format';
import { bounds, buildStream, drawEach, factorProblem, factorWords, seedArg } from './augmentation';
import { affine, fillArgs, fillValueArg } from './images';

export default defineLayer({
  name: 'RandomTranslation',
  family: 'preprocessing',
  summary: 'While training, shifts each image by a random share of its height and width.',
  aliases: ['augmentation', 'shift', 'move', 'translate'],
  inputs: { rank: 4 },
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
  check: (c) => factorProblem('height_factor', c.height_factor) ?? factorProblem('width_factor', c.width_factor),
  build: (b, c) => buildStream(b, c.seed),
  call(ctx, c, [x]) {
    const input = x as Tensor;
    if (!ctx.training) return input;
    const down = drawEach(ctx, input, ...bounds(c.height_factor));
    const right = drawEach(ctx, input, ...bounds(c.width_factor));
    return inChannelsLast(c.data_format, input, (images) => {
      const [, height, width] = images.shape as [number, number, number];
      const map = { a: [1, 0, ops.neg(ops.mul(right, width))], b: [0, 1, ops.neg(ops.mul(down, height))] } as const;
      return affine(images, map, c);
    });
  },
  cases: [
    {
      name: 'reflected',
      config: { height_factor: 0.4, width_factor: [-0.5, 0.2], seed: 3 },
      inputs: [{ shape: [2, 4, 3, 2] }],
      training: true,
    },
    {
      name: 'nearest, wrapped, channels first',
      config: {
        height_factor: 0.5,
        width_factor: 0.5,
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
      config: { height_factor: 0.5, width_factor: 0.5, fill_mode: 'constant', fill_value: 0.5, seed: 6 },
      inputs: [{ shape: [2, 4, 3, 1] }],
      training: true,
    },
    {
      name: 'the edge outside',
      config: { height_factor: 0.5, width_factor: 0.5, fill_mode: 'nearest', seed: 7 },
      inputs: [{ shape: [2, 3, 3, 1] }],
      training: true,
    },
    { name: 'inference', config: { height_factor: 0.5, width_factor: 0.5 }, inputs: [{ shape: [2, 3, 3, 1] }] },
  ],
});
