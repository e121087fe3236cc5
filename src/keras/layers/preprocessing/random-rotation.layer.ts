/** RandomRotation: images turned about their centre at random while training. */
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { dataFormatArg, inChannelsLast } from '../data-format';
import { bounds, drawEach, factorWords, seedArg } from './augmentation';
import { outsideCases, trained } from './augmentation-cases';
import { defineAugmentation } from './image-augmentation';
import { affine, fillArgs, fillValueArg } from './images';

export default defineAugmentation({
  name: 'RandomRotation',
  summary: 'While training, turns each image about its centre by a random angle.',
  aliases: ['augmentation', 'rotate', 'turn'],
  args: {
    factor: arg.array(undefined, { min: -1, max: 1, doc: 'Largest angle as a share of a full turn, or two bounds.' }),
    ...fillArgs,
    seed: seedArg,
    fill_value: fillValueArg,
    data_format: dataFormatArg,
  },
  card: (c) => [factorWords(c.factor)],
  change(ctx, c, input) {
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
    trained('reflected', { factor: 0.2, seed: 3 }, [2, 4, 3, 2]),
    trained('bounds', { factor: [0.1, 0.3], seed: 4 }, [2, 3, 4, 1]),
    ...outsideCases({ factor: 0.3 }),
  ],
});
