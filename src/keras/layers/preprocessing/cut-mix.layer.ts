/** CutMix: a rectangle of each image taken from another one at random while training. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { dataFormatArg, imageShape } from '../data-format';
import { bounds, buildStream, drawEach, factorProblem, nextKey, seedArg } from './augmentation';
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
  card: (c) => [[c.factor].flat().join(' to ')],
  check: (c, inputs) => factorProblem('factor', c.factor) ?? mixedProblem(inputs),
  build: (b, c) => buildStream(b, c.seed),
  call(ctx, c, inputs) {
    if (!ctx.training) return inputs;
    const [images, labels] = inputs as [Tensor, Tensor?];
    const n = images.shape[0] as number;
    const [height, width] = imageShape(c.data_format, images.shape).spatial as [number, number];
    const alphaKey = nextKey(ctx);
    const kept = ops.randomBetaBetween(alphaKey, nextKey(ctx), n, ...bounds(c.factor, 0));
    const ratio = ops.reshape(ops.sqrt(ops.sub(1, kept)), [n, 1, 1, 1]);
    const first = c.data_format === 'channels_first' ? 2 : 1;
    /** Start and end of the piece along one axis. */
    const piece = (length: number): [Tensor, Tensor] => {
      const size = ops.mul(ratio, length);
      const start = ops.mul(drawEach(ctx, images, 0, 1, 4), ops.sub(length, size));
      return [start, ops.add(start, size)];
    };
    const [x0, x1] = piece(width);
    const [y0, y1] = piece(height);
    const within = (axis: number, from: Tensor, to: Tensor): Tensor => {
      const at = ops.iota(
        images.shape.map((d, i) => (i === axis ? d : 1)),
        axis,
        'float32',
      );
      return ops.and(ops.ge(at, from), ops.lt(at, to));
    };
    const pasted = ops.and(within(first + 1, x0, x1), within(first, y0, y1));
    const others = ops.randomPermutation(nextKey(ctx), n);
    const result = ops.where(ops.broadcastTo(pasted, images.shape), ops.gather(images, others), images);
    if (!labels) return result;
    const area = ops.div(ops.mul(ops.sub(x1, x0), ops.sub(y1, y0)), width * height);
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
