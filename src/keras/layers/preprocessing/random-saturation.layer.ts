/** RandomSaturation: colours made stronger or weaker at random while training. */
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { dataFormatArg } from '../data-format';
import { bounds, drawEach, factorWords, rangeOf, seedArg, valueRangeArg } from './augmentation';
import { atInference, trainedOnBytes, trainedOnShares } from './augmentation-cases';
import { channelAxis, fromHsv, rgbProblem, toHsv } from './colour';
import { defineAugmentation } from './image-augmentation';

export default defineAugmentation({
  name: 'RandomSaturation',
  summary: 'While training, strengthens or weakens the colours of each image by a random factor.',
  aliases: ['augmentation', 'colour', 'vivid'],
  args: {
    factor: arg.array(undefined, {
      min: -1,
      max: 1,
      doc: 'One half keeps the colours, 0 takes them away; drawn up to this, or between two.',
    }),
    value_range: valueRangeArg,
    data_format: dataFormatArg,
    seed: seedArg,
  },
  card: (c) => [factorWords(c.factor)],
  check: (c, images) => rgbProblem(c.data_format, images),
  drawsAtInference: true,
  change(ctx, c, input) {
    const draw = drawEach(ctx, input, ...bounds(c.factor), 4);
    if (!ctx.training) return input;
    const factor = ops.div(draw, ops.add(ops.sub(1, draw), 1e-7));
    const axis = channelAxis(c.data_format, input.rank);
    const [hue, saturation, value] = toHsv(input, axis);
    const [low, high] = rangeOf(c.value_range);
    return fromHsv([hue, ops.clip(ops.mul(saturation, factor), low, high), value], axis);
  },
  cases: [
    trainedOnBytes('bytes', { factor: [0.3, 0.7], seed: 3 }, [2, 2, 2, 3]),
    trainedOnShares(
      'other range, channels first',
      { factor: [0.4, 0.6], value_range: [0, 1], seed: 4, data_format: 'channels_first' },
      [2, 3, 2, 2],
    ),
    atInference({ factor: 0.5, seed: 1 }),
  ],
});
