/** CutMix: a rectangle of each image taken from another one at random while training. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { dataFormatArg } from '../data-format';
import { bounds, buildStream, drawStretch, factorProblem, nextKey, seedArg, spanWords } from './augmentation';
import { MIXED_INPUTS, mixed, mixedProblem } from './mixing';

export default defineLayer({
  name: 'CutMix',
  family: 'preprocessing',
  summary: 'While training, pastes a piece of another image into each, and mixes their labels if given.',
  aliases: ['augmentation', 'paste', 'patch'],
  inputs: MIXED_INPUTS,
  args: {
    factor: arg.array(1, { min: 0, max: 1, doc: 'How evenly sizes vary: drawn up to this, or between two bounds.' }),
    seed: seedArg,
    data_format: dataFormatArg,
  },
  card: (c) => [spanWords(c.factor)],
  check: (c, inputs) => factorProblem('factor', c.factor) ?? mixedProblem(inputs),
  build: (b, c) => buildStream(b, c.seed),
  call(ctx, c, inputs) {
    if (!ctx.training) return inputs;
    const [images, labels] = inputs as [Tensor, Tensor?];
    const n = images.shape[0] as number;
    const alphaKey = nextKey(ctx);
    const kept = ops.randomBetaBetween(alphaKey, nextKey(ctx), n, ...bounds(c.factor, 0));
    const ratio = ops.reshape(ops.sqrt(ops.sub(1, kept)), [n, 1, 1, 1]);
    const first = c.data_format === 'channels_first' ? 2 : 1;
    const across = drawStretch(ctx, images, first + 1, ratio);
    const down = drawStretch(ctx, images, first, ratio);
    const pasted = ops.and(across.within, down.within);
    const others = ops.randomPermutation(nextKey(ctx), n);
    const result = ops.where(ops.broadcastTo(pasted, images.shape), ops.gather(images, others), images);
    if (!labels) return result;
    const size = ops.mul(ops.sub(across.end, across.start), ops.sub(down.end, down.start));
    const area = ops.div(size, (images.shape[first] as number) * (images.shape[first + 1] as number));
    return [result, mixed(labels, ops.gather(labels, others), ops.reshape(ops.sub(1, area), [n, 1]))];
  },
  cases: [
    { name: 'images', config: { seed: 3 }, inputs: [{ shape: [4, 4, 5, 2] }], training: true },
    {
      name: 'images and labels, channels first',
      config: { factor: [0.5, 0.9], seed: 4, data_format: 'channels_first' },
      inputs: [{ shape: [3, 1, 5, 4] }, { shape: [3, 2], oneHot: true }],
      training: true,
    },
    { name: 'inference', config: {}, inputs: [{ shape: [2, 2, 2, 1] }] },
  ],
});
