/** RandomErasing: a random piece of images filled while training. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { dataFormatArg } from '../data-format';
import {
  bounds,
  drawChosen,
  drawNoise,
  drawPairs,
  drawStretch,
  seedArg,
  spanWords,
  valueRangeArg,
} from './augmentation';
import { atInference, trainedOnBytes, trainedOnShares } from './augmentation-cases';
import { defineAugmentation } from './image-augmentation';

export default defineAugmentation({
  name: 'RandomErasing',
  summary: 'While training, fills a random rectangle of images with noise or one value.',
  aliases: ['augmentation', 'cutout', 'occlusion'],
  args: {
    factor: arg.array(1, { min: 0, max: 1, doc: 'Probability of a gap: drawn up to this, or between two bounds.' }),
    scale: arg.arrayOf([0.02, 0.33], { min: 0, max: 1, doc: 'Share of the image the gap takes, or two bounds.' }),
    fill_value: arg.float(null, { doc: 'What fills the gap; noise when none.' }),
    value_range: valueRangeArg,
    seed: seedArg,
    data_format: dataFormatArg,
  },
  card: (c) => [spanWords(c.factor)],
  change(ctx, c, input) {
    const batch = input.shape[0] as number;
    const sides = ops.sqrt(drawPairs(ctx, batch, ...bounds(c.scale, 0)));
    const gap = (side: number, axis: number): Tensor =>
      drawStretch(ctx, input, axis, ops.reshape(ops.sliceAxis(sides, 1, side, side + 1), [batch, 1, 1, 1])).within;
    const first = c.data_format === 'channels_first' ? 2 : 1;
    const across = gap(0, first + 1);
    const down = gap(1, first);
    const chosen = drawChosen(ctx, input, c.factor);
    const [low, high] = c.value_range as readonly [number, number];
    const noise = (): Tensor => ops.mul(drawNoise(ctx, input.shape), high);
    const filling = c.fill_value === null ? noise() : ops.full(input.shape, c.fill_value);
    const hidden = ops.broadcastTo(ops.and(ops.and(across, down), chosen), input.shape);
    return ops.where(hidden, ops.clip(filling, low, high), input);
  },
  cases: [
    trainedOnBytes('noise', { scale: [0.2, 0.6], seed: 3 }, [3, 3, 4, 2]),
    trainedOnShares(
      'one value, other range, channels first',
      {
        factor: [0.5, 1],
        scale: 0.7,
        fill_value: 0.25,
        value_range: [0, 1],
        seed: 4,
        data_format: 'channels_first',
      },
      [3, 1, 4, 3],
    ),
    atInference({}),
  ],
});
