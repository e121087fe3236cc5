/** RandomFlip: images mirrored at random while training. */
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { dataFormatArg, inChannelsLast } from '../data-format';
import { drawEach, seedArg } from './augmentation';
import { trained } from './augmentation-cases';
import { defineAugmentation } from './image-augmentation';

export default defineAugmentation({
  name: 'RandomFlip',
  summary: 'While training, mirrors each image with probability one half.',
  aliases: ['flip', 'augmentation', 'mirror', 'horizontal flip'],
  args: {
    mode: arg.choice('horizontal_and_vertical', ['horizontal_and_vertical', 'horizontal', 'vertical'], {
      doc: 'Left and right, top and bottom, or both at once.',
    }),
    seed: seedArg,
    data_format: dataFormatArg,
  },
  card: (c) => [c.mode === 'horizontal_and_vertical' ? 'both ways' : c.mode],
  change(ctx, c, input) {
    const flips = ops.le(drawEach(ctx, input, 0, 1, 4), 0.5);
    return inChannelsLast(c.data_format, input, (images) => {
      const spread = ops.broadcastTo(flips, images.shape);
      const across = c.mode === 'vertical' ? images : ops.where(spread, ops.reverse(images, [2]), images);
      return c.mode === 'horizontal' ? across : ops.where(spread, ops.reverse(across, [1]), across);
    });
  },
  cases: [
    trained('both ways', { seed: 3 }, [4, 2, 3, 1]),
    trained('horizontal', { mode: 'horizontal', seed: 4 }, [4, 2, 3, 2]),
    trained('vertical, channels first', { mode: 'vertical', seed: 5, data_format: 'channels_first' }, [4, 1, 3, 2]),
    { name: 'inference', config: {}, inputs: [{ shape: [2, 2, 3, 1] }] },
  ],
});
