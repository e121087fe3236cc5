/** RandomRotation: images turned about their centre at random while training. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { dataFormatArg, inChannelsLast } from '../data-format';
import { bounds, buildStream, drawEach, factorProblem, factorWords, seedArg } from './augmentation';
import { affine, fillArgs, fillValueArg } from './images';

export default defineLayer({
  name: 'RandomRotation',
  family: 'preprocessing',
  summary: 'While training, turns each image about its centre by a random angle.',
  aliases: ['augmentation', 'rotate', 'turn'],
  inputs: { rank: 4 },
  args: {
    factor: arg.array(undefined, { min: -1, max: 1, doc: 'Largest angle as a share of a full turn, or two bounds.' }),
    ...fillArgs,
    seed: seedArg,
    fill_value: fillValueArg,
    data_format: dataFormatArg,
  },
  card: (c) => [factorWords(c.factor)],
  check: (c) => factorProblem('factor', c.factor),
  build: (b, c) => buildStream(b, c.seed),
  call(ctx, c, [x]) {
    const input = x as Tensor;
    if (!ctx.training) return input;
    const [low, high] = bounds(c.factor);
    const angle = ops.mul(drawEach(ctx, input, low * 360, high * 360), Math.PI / 180);
    const [cos, sin] = [ops.cos(angle), ops.sin(angle)];
    return inChannelsLast(c.data_format, input, (images) => {
      const [, height, width] = images.shape as [number, number, number];
      const [cx, cy] = [(width - 1) / 2, (height - 1) / 2];
      const a2 = ops.add(ops.sub(cx, ops.mul(cos, cx)), ops.mul(sin, cy));
      const b2 = ops.sub(ops.sub(cy, ops.mul(sin, cx)), ops.mul(cos, cy));
      return affine(images, { a: [cos, ops.neg(sin), a2], b: [sin, cos, b2] }, c);
    });
  },
  cases: [
    { name: 'reflected', config: { factor: 0.2, seed: 3 }, inputs: [{ shape: [2, 4, 3, 2] }], training: true },
    { name: 'bounds', config: { factor: [0.1, 0.3], seed: 4 }, inputs: [{ shape: [2, 3, 4, 1] }], training: true },
    {
      name: 'nearest, wrapped, channels first',
      config: { factor: 0.3, fill_mode: 'wrap', interpolation: 'nearest', data_format: 'channels_first', seed: 5 },
      inputs: [{ shape: [2, 1, 3, 4] }],
      training: true,
    },
    {
      name: 'a constant outside',
      config: { factor: 0.3, fill_mode: 'constant', fill_value: 0.5, seed: 6 },
      inputs: [{ shape: [2, 4, 3, 1] }],
      training: true,
    },
    {
      name: 'the edge outside',
      config: { factor: 0.3, fill_mode: 'nearest', seed: 7 },
      inputs: [{ shape: [2, 3, 3, 1] }],
      training: true,
    },
    { name: 'inference', config: { factor: 0.3 }, inputs: [{ shape: [2, 3, 3, 1] }] },
  ],
});
