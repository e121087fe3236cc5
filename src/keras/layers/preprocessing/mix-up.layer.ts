/** MixUp: images laid over one another at random while training. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { dataFormatArg } from '../data-format';
import { buildStream, nextKey, seedArg } from './augmentation';
import { MIXED_INPUTS, mixed, mixedProblem } from './mixing';

export default defineLayer({
  name: 'MixUp',
  family: 'preprocessing',
  summary: 'While training, lays each image, and its labels if given, over those of another sample.',
  aliases: ['augmentation', 'blend', 'overlay'],
  inputs: MIXED_INPUTS,
  args: {
    alpha: arg.float(0.2, { min: 0, exclusive: true, doc: 'Small values mostly keep one of the two; 1 mixes evenly.' }),
    data_format: dataFormatArg,
    seed: seedArg,
  },
  card: (c) => [`α ${c.alpha}`],
  check: (_c, inputs) => mixedProblem(inputs),
  build: (b, c) => buildStream(b, c.seed),
  call(ctx, c, inputs) {
    const [images, labels] = inputs as [Tensor, Tensor?];
    const n = images.shape[0] as number;
    // Keras draws at inference too.
    const others = ops.randomPermutation(nextKey(ctx), n);
    const weight = ops.randomBeta(nextKey(ctx), n, c.alpha);
    if (!ctx.training) return inputs;
    const blend = (x: Tensor): Tensor =>
      mixed(x, ops.gather(x, others), ops.reshape(weight, [n, ...new Array<number>(x.rank - 1).fill(1)]));
    return labels ? [blend(images), blend(labels)] : blend(images);
  },
  cases: [
    { name: 'images', config: { seed: 3 }, inputs: [{ shape: [4, 2, 3, 2] }], training: true },
    {
      name: 'images and labels, mixed more',
      config: { alpha: 1.5, seed: 4, data_format: 'channels_first' },
      inputs: [{ shape: [5, 1, 2, 2] }, { shape: [5, 3], oneHot: true }],
      training: true,
    },
    { name: 'inference', config: { seed: 5 }, inputs: [{ shape: [2, 2, 2, 1] }] },
  ],
});
