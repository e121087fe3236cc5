/** RandomFlip: images mirrored at random while training. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { dataFormatArg, inChannelsLast } from '../data-format';
import { buildStream, drawEach, seedArg } from './augmentation';

export default defineLayer({
  name: 'RandomFlip',
  family: 'preprocessing',
  summary: 'While training, mirrors each image with probability one half.',
  aliases: ['flip', 'augmentation', 'mirror', 'horizontal flip'],
  inputs: { rank: 4 },
  args: {
    mode: arg.choice('horizontal_and_vertical', ['horizontal_and_vertical', 'horizontal', 'vertical'], {
      doc: 'Left and right, top and bottom, or both at once.',
    }),
    seed: seedArg,
    data_format: dataFormatArg,
  },
  card: (c) => [c.mode === 'horizontal_and_vertical' ? 'both ways' : c.mode],
  build: (b, c) => buildStream(b, c.seed),
  call(ctx, c, [x]) {
    const input = x as Tensor;
    if (!ctx.training) return input;
    const flips = ops.le(drawEach(ctx, input, 0, 1, 4), 0.5);
    return inChannelsLast(c.data_format, input, (images) => {
      const spread = ops.broadcastTo(flips, images.shape);
      const across = c.mode === 'vertical' ? images : ops.where(spread, ops.reverse(images, [2]), images);
      return c.mode === 'horizontal' ? across : ops.where(spread, ops.reverse(across, [1]), across);
    });
  },
  cases: [
    { name: 'both ways', config: { seed: 3 }, inputs: [{ shape: [4, 2, 3, 1] }], training: true },
    { name: 'horizontal', config: { mode: 'horizontal', seed: 4 }, inputs: [{ shape: [4, 2, 3, 2] }], training: true },
    {
      name: 'vertical, channels first',
      config: { mode: 'vertical', seed: 5, data_format: 'channels_first' },
      inputs: [{ shape: [4, 1, 3, 2] }],
      training: true,
    },
    { name: 'inference', config: {}, inputs: [{ shape: [2, 2, 3, 1] }] },
  ],
});
