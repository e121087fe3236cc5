/** RandomSharpness: images blurred or sharpened at random while training. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { dataFormatArg, inChannelsLast } from '../data-format';
import {
  bounds,
  buildStream,
  drawEach,
  factorProblem,
  factorWords,
  rangeOf,
  rangeProblem,
  seedArg,
  valueRangeArg,
} from './augmentation';

/** Weights of a pixel and its neighbours in the blurred image. */
const WINDOW = [1, 1, 1, 1, 5, 1, 1, 1, 1].map((w) => w / 13);

export default defineLayer({
  name: 'RandomSharpness',
  family: 'preprocessing',
  summary: 'While training, blurs or sharpens each image by a random amount.',
  aliases: ['augmentation', 'blur', 'sharpen'],
  inputs: { rank: 4 },
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
  card: (c) => [typeof c.factor === 'number' ? String(c.factor) : factorWords(c.factor)],
  check: (c) => factorProblem('factor', c.factor) ?? rangeProblem(c.value_range),
  build: (b, c) => buildStream(b, c.seed),
  call(ctx, c, [x]) {
    const input = x as Tensor;
    // Keras draws at inference too.
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
    {
      name: 'some',
      config: { factor: 0.7, seed: 3 },
      inputs: [{ shape: [2, 3, 4, 2], low: 0, high: 255 }],
      training: true,
    },
    {
      name: 'bounds, other range, channels first',
      config: { factor: [0.4, 0.9], value_range: [0, 1], seed: 4, data_format: 'channels_first' },
      inputs: [{ shape: [2, 1, 3, 3], low: 0, high: 1 }],
      training: true,
    },
    {
      name: 'inference',
      config: { factor: 0.5, seed: 1 },
      inputs: [{ shape: [2, 2, 2, 3], low: 0, high: 255 }],
    },
  ],
});
