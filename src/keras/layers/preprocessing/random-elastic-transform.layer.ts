/** RandomElasticTransform: images stretched like rubber at random while training. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { dataFormatArg, inChannelsLast } from '../data-format';
import { bounds, drawChosen, drawNoise, nextKey, rangeOf, seedArg, spanWords, valueRangeArg } from './augmentation';
import { atInference, trainedOnBytes, trainedOnShares } from './augmentation-cases';
import { defineAugmentation } from './image-augmentation';
import { fillArgs, fillValueArg, places, sample } from './images';

/**
 * Blurs planes [n, height, width] by a bell of a width that is known only when it runs, at most `most`: Keras' kernel has
 * int(6·sigma) places, made odd, so a longer one is cut to that.
 */
function blurred(planes: Tensor, sigma: Tensor, most: number): Tensor {
  const reach = Math.floor(Math.floor(6 * most) / 2);
  const at = ops.sub(ops.iota([2 * reach + 1], 0, 'float32'), reach);
  const half = ops.floor(ops.div(ops.floor(ops.mul(sigma, 6)), 2));
  const bell = ops.exp(ops.mul(ops.square(ops.div(at, sigma)), -0.5));
  const kept = ops.where(ops.le(ops.abs(at), half), bell, 0);
  const kernel = ops.div(kept, ops.sum(kept));
  const along = (x: Tensor, axis: 0 | 1): Tensor => {
    const shape = axis === 0 ? [2 * reach + 1, 1, 1, 1] : [1, 2 * reach + 1, 1, 1];
    const edges = [0, 1].map((a) => (a === axis ? ([reach, reach] as const) : ([0, 0] as const)));
    return ops.conv(x, ops.reshape(kernel, shape), { strides: [1, 1], padding: edges, dilation: [1, 1], groups: 1 });
  };
  return ops.squeeze(along(along(ops.expandDims(planes, -1), 0), 1), -1);
}

export default defineAugmentation({
  name: 'RandomElasticTransform',
  summary: 'While training, stretches and squeezes images like rubber.',
  aliases: ['augmentation', 'warp', 'rubber', 'distort'],
  args: {
    factor: arg.array(1, { min: 0, max: 1, doc: 'Probability: drawn up to this, or between two bounds.' }),
    scale: arg.array(1, { min: 0, max: 1, doc: 'How strongly: drawn up to this, or between two bounds.' }),
    interpolation: fillArgs.interpolation,
    fill_mode: arg.choice('reflect', ['constant', 'nearest', 'wrap', 'mirror', 'reflect'], {
      doc: 'What stands outside the image.',
      rare: true,
    }),
    fill_value: fillValueArg,
    value_range: valueRangeArg,
    seed: seedArg,
    data_format: dataFormatArg,
  },
  card: (c) => [`× ${spanWords(c.scale)}`],
  change(ctx, c, before) {
    const [low, high] = bounds(c.scale, 0);
    if (high === 0 || bounds(c.factor, 0)[1] === 0) return before;
    const chosen = drawChosen(ctx, before, c.factor);
    const strength = ops.randomUniform(nextKey(ctx), [], low, high);
    const after = inChannelsLast(c.data_format, before, (images) => {
      const [n, height, width] = images.shape as [number, number, number];
      const sigma = ops.mul(strength, 0.05 * Math.min(height, width));
      // One draw moves both ways: Keras uses its key twice.
      const noise = ops.mul(drawNoise(ctx, [n, height, width]), sigma);
      const smooth = blurred(noise, sigma, 0.05 * Math.min(height, width) * high);
      const shift = ops.mul(smooth, ops.mul(strength, 0.1 * Math.max(height, width)));
      const { xs, ys } = places(height, width);
      return sample(images, ops.add(xs, shift), ops.add(ys, shift), c);
    });
    return ops.clip(ops.where(ops.broadcastTo(chosen, before.shape), after, before), ...rangeOf(c.value_range));
  },
  cases: [
    trainedOnBytes('bytes', { seed: 3, scale: [0.7, 1] }, [2, 12, 11, 2]),
    trainedOnShares(
      'nearest, mirrored, other range, channels first',
      {
        factor: [0.9, 1],
        interpolation: 'nearest',
        fill_mode: 'mirror',
        value_range: [0, 1],
        seed: 4,
        data_format: 'channels_first',
      },
      [2, 1, 8, 9],
    ),
    trainedOnBytes('a constant outside', { fill_mode: 'constant', fill_value: 7, seed: 6 }, [1, 9, 14, 1]),
    atInference({}, [1, 2, 2, 1]),
  ],
});
