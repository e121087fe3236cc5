/** RandomPerspective: images seen from a random side while training. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { dataFormatArg, inChannelsLast } from '../data-format';
import { drawChosen, nextKey, seedArg } from './augmentation';
import { trained } from './augmentation-cases';
import { defineAugmentation } from './image-augmentation';
import { fillArgs, fillValueArg, places, sample } from './images';

/**
 * Where each place looks, for corners moved by shares of their distance from the first one. The first corner lies at
 * the origin and stays, so the eight equations of the map can be solved by hand.
 * @param shares [n, 4, 2]
 */
function perspective(shares: Tensor, height: number, width: number): { x: Tensor; y: Tensor } {
  const n = shares.shape[0] as number;
  const moved = (corner: number, axis: number, length: number): Tensor => {
    const share = ops.slice(shares, [0, corner, axis], [n, corner + 1, axis + 1]);
    return ops.mul(ops.add(share, 1), length);
  };
  const [w, h] = [width - 1, height - 1];
  const [right, bottom, x, y] = [moved(1, 0, w), moved(2, 1, h), moved(3, 0, w), moved(3, 1, h)];
  const tiltX = ops.div(ops.sub(ops.div(y, bottom), 1), x);
  const tiltY = ops.div(ops.sub(ops.div(x, right), 1), y);
  const { xs, ys } = places(height, width);
  const depth = ops.add(ops.add(ops.mul(xs, tiltX), ops.mul(ys, tiltY)), 1);
  const shape = [n, height, width];
  const look = (at: Tensor, length: number, edge: Tensor, tilt: Tensor): Tensor =>
    ops.broadcastTo(ops.div(ops.mul(at, ops.mul(ops.add(ops.div(1, edge), tilt), length)), depth), shape);
  return { x: look(xs, w, right, tiltX), y: look(ys, h, bottom, tiltY) };
}

export default defineAugmentation({
  name: 'RandomPerspective',
  summary: 'While training, tilts images as if they were seen from another side.',
  aliases: ['augmentation', 'tilt', 'homography', 'warp'],
  args: {
    factor: arg.array(1, { min: 0, max: 1, doc: 'Probability: drawn up to this, or between two bounds.' }),
    scale: arg.float(1, { min: 0, max: 1, doc: 'How far corners move.' }),
    interpolation: fillArgs.interpolation,
    fill_value: fillValueArg,
    seed: seedArg,
    data_format: dataFormatArg,
  },
  card: (c) => [`× ${c.scale}`],
  change(ctx, c, before) {
    const chosen = drawChosen(ctx, before, c.factor);
    const n = before.shape[0] as number;
    const shares = ops.randomUniform(nextKey(ctx), [n, 4, 2], -0.5 * c.scale, 0.5 * c.scale);
    const after = inChannelsLast(c.data_format, before, (images) => {
      const [, height, width] = images.shape as [number, number, number];
      const { x, y } = perspective(shares, height, width);
      return sample(images, x, y, { ...c, fill_mode: 'constant' });
    });
    return ops.where(ops.broadcastTo(chosen, before.shape), after, before);
  },
  cases: [
    trained('tilted', { scale: 0.6, seed: 3 }, [3, 5, 4, 2]),
    trained(
      'nearest, a constant outside, channels first',
      {
        factor: [0.8, 1],
        interpolation: 'nearest',
        fill_value: 0.3,
        seed: 4,
        data_format: 'channels_first',
      },
      [2, 1, 4, 5],
    ),
    { name: 'inference', config: {}, inputs: [{ shape: [1, 2, 2, 1] }] },
  ],
});
