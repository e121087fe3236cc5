/** RandomSharpness: images blurred or sharpened at random while training. */
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { dataFormatArg, inChannelsLast } from '../data-format';
import { bounds, drawEach, rangeOf, seedArg, spanWords, valueRangeArg } from './augmentation';
import { atInference, trainedOnBytes, trainedOnShares } from './augmentation-cases';
import { defineAugmentation } from './image-augmentation';

/** Weights of a pixel and its neighbours in the blurred image. */
const WINDOW = [1, 1, 1, 1, 5, 1, 1, 1, 1].map((w) => w / 13);

export default defineAugmentation({
  name: 'RandomSharpness',
  summary: 'While training, blurs or sharpens each image by a random amount.',
  aliases: ['augmentation', 'blur', 'sharpen'],
  args: {
    factor: arg.array(undefined, {
      min: 0,
      max: 1,
      doc: 'Below one half blurs, above sharpens; drawn up to this, or between two.',
    }),
    value_range: valueRangeArg,
    data_format: dataFormatArg,
    seed: seedArg,
  },
  card: (c) => [spanWords(c.factor)],
  drawsAtInference: true,
  change(ctx, c, input) {
    const factor = ops.mul(drawEach(ctx, input, ...bounds(c.factor, 0), 4), 2);
    if (!ctx.training) return input;
    return inChannelsLast(c.data_format, input, (images) => {
      const channels = images.shape[3] as number;
      const kernel = ops.constant(
        WINDOW.flatMap((w) => new Array<number>(channels).fill(w)),
        [3, 3, 1, channels],
      );
      const smooth = ops.conv(images, kernel, {
        strides: [1, 1],
        padding: [
          [1, 1],
          [1, 1],
        ],
        dilation: [1, 1],
        groups: channels,
      });
      const sharp = ops.add(images, ops.mul(ops.sub(1, factor), ops.sub(smooth, images)));
      return ops.clip(sharp, ...rangeOf(c.value_range));
    });
  },
  cases: [
    trainedOnBytes('some', { factor: 0.7, seed: 3 }, [2, 3, 4, 2]),
    trainedOnShares(
      'bounds, other range, channels first',
      { factor: [0.4, 0.9], value_range: [0, 1], seed: 4, data_format: 'channels_first' },
      [2, 1, 3, 3],
    ),
    atInference({ factor: 0.5, seed: 1 }),
  ],
});
