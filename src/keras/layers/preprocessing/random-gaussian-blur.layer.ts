/** RandomGaussianBlur: images blurred at random while training. */
import { problem } from '../../../base/problem';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg, perAxis } from '../../core/args';
import { sizeWords } from '../convolutional/window-geometry';
import { dataFormatArg, inChannelsLast } from '../data-format';
import { bounds, drawChosen, drawTwo, rangeOf, seedArg, valueRangeArg } from './augmentation';
import { atInference, trainedOnBytes, trainedOnShares } from './augmentation-cases';
import { defineAugmentation } from './image-augmentation';

/** Weights of a bell of one axis, adding up to 1. */
function bell(size: number, sigma: Tensor): Tensor {
  const from = ops.constant(
    Array.from({ length: size }, (_, i) => i - (size - 1) / 2),
    [size],
  );
  const heights = ops.exp(ops.mul(ops.square(ops.div(from, sigma)), -0.5));
  return ops.div(heights, ops.sum(heights));
}

export default defineAugmentation({
  name: 'RandomGaussianBlur',
  summary: 'While training, blurs some of the images with a bell-shaped window.',
  aliases: ['blur', 'augmentation', 'smooth', 'soften'],
  args: {
    factor: arg.array(1, { min: 0, max: 1, doc: 'Probability of a blur: drawn up to this, or between two bounds.' }),
    kernel_size: arg.tuple(2, 3, { min: 1, doc: 'Width and height of the window, both odd.' }),
    sigma: arg.array(1, { min: 0, max: 1, doc: 'Spread of the bell: drawn up to this, or between two bounds.' }),
    value_range: valueRangeArg,
    data_format: dataFormatArg,
    seed: seedArg,
  },
  card: (c) => [sizeWords(c.kernel_size, 2)],
  check(c) {
    if (perAxis(c.kernel_size, 2).every((n) => n % 2 === 1)) return null;
    return problem('odd-window', 'The window has odd sides, so that it has a middle.', {
      where: 'kernel_size',
      expected: 'odd numbers',
      received: sizeWords(c.kernel_size, 2),
      fixes: [{ label: 'Use 3', action: 'set-argument', params: { argument: 'kernel_size', value: 3 } }],
    });
  },
  change(ctx, c, input) {
    const chosen = drawChosen(ctx, input, c.factor);
    const sigmas = ops.add(drawTwo(ctx, ...bounds(c.sigma, 0)), 1e-6);
    const [columns, rows] = perAxis(c.kernel_size, 2) as [number, number];
    const across = bell(columns, ops.sliceAxis(sigmas, 0, 0, 1));
    const down = bell(rows, ops.sliceAxis(sigmas, 0, 1, 2));
    return inChannelsLast(c.data_format, input, (images) => {
      const channels = images.shape[3] as number;
      const window = ops.mul(ops.reshape(down, [rows, 1, 1, 1]), ops.reshape(across, [1, columns, 1, 1]));
      const half = [rows, columns].map((n) => [(n - 1) / 2, (n - 1) / 2] as const);
      const blurred = ops.conv(images, ops.broadcastTo(window, [rows, columns, 1, channels]), {
        strides: [1, 1],
        padding: half,
        dilation: [1, 1],
        groups: channels,
      });
      const mixed = ops.where(ops.broadcastTo(chosen, images.shape), blurred, images);
      return ops.clip(mixed, ...rangeOf(c.value_range));
    });
  },
  cases: [
    trainedOnBytes('all', { factor: [1, 1], seed: 3 }, [2, 3, 4, 2]),
    trainedOnShares(
      'some, wide, other range, channels first',
      {
        factor: 0.9,
        kernel_size: [3, 5],
        sigma: [0.5, 0.9],
        value_range: [0, 1],
        seed: 4,
        data_format: 'channels_first',
      },
      [3, 1, 5, 3],
    ),
    atInference({}),
  ],
});
