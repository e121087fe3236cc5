/** RandomContrast: differences from an image's mean made larger or smaller at random while training. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { dataFormatArg } from '../data-format';
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

export default defineLayer({
  name: 'RandomContrast',
  family: 'preprocessing',
  summary: 'While training, strengthens or weakens the contrast of each image by a random factor.',
  aliases: ['contrast', 'augmentation', 'light'],
  inputs: { rank: 4 },
  args: {
    factor: arg.array(undefined, { min: 0, max: 1, doc: 'Largest change of the contrast, or two bounds.' }),
    value_range: valueRangeArg,
    seed: seedArg,
    data_format: dataFormatArg,
  },
  card: (c) => [factorWords(c.factor)],
  check: (c) => factorProblem('factor', c.factor) ?? rangeProblem(c.value_range),
  build: (b, c) => buildStream(b, c.seed),
  call(ctx, c, [x]) {
    const input = x as Tensor;
    if (!ctx.training) return input;
    const [lower, upper] = bounds(c.factor, 0);
    // Keras lets one number only strengthen: its lower bound is cut off at 0.
    const factor = drawEach(ctx, input, 1 - lower, 1 + upper, 4);
    const axes = c.data_format === 'channels_first' ? [2, 3] : [1, 2];
    const mean = ops.mean(input, axes, true);
    const [low, high] = rangeOf(c.value_range);
    return ops.clip(ops.add(ops.mul(ops.sub(input, mean), factor), mean), low, high);
  },
  cases: [
    {
      name: 'both ways',
      config: { factor: 0.3, seed: 3 },
      inputs: [{ shape: [3, 2, 2, 3], low: 0, high: 255 }],
      training: true,
    },
    {
      name: 'bounds and range, channels first',
      config: { factor: [0.1, 0.4], value_range: [0, 1], seed: 4, data_format: 'channels_first' },
      inputs: [{ shape: [3, 1, 2, 2], low: 0, high: 1 }],
      training: true,
    },
    { name: 'inference', config: { factor: 0.3 }, inputs: [{ shape: [2, 2, 2, 1] }] },
  ],
});
