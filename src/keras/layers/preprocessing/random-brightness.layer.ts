/** RandomBrightness: images made lighter or darker at random while training. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
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
  name: 'RandomBrightness',
  family: 'preprocessing',
  summary: 'While training, makes each image lighter or darker by a random amount.',
  aliases: ['brightness', 'augmentation', 'light', 'exposure'],
  inputs: { rank: 4 },
  args: {
    factor: arg.array(undefined, { min: -1, max: 1, doc: 'Largest change as a share of the range, or two bounds.' }),
    value_range: valueRangeArg,
    seed: seedArg,
  },
  card: (c) => [factorWords(c.factor)],
  check: (c) => factorProblem('factor', c.factor) ?? rangeProblem(c.value_range),
  build: (b, c) => buildStream(b, c.seed),
  call(ctx, c, [x]) {
    const input = x as Tensor;
    if (!ctx.training) return input;
    const [low, high] = rangeOf(c.value_range);
    const shift = ops.mul(drawEach(ctx, input, ...bounds(c.factor), 4), high - low);
    return ops.clip(ops.add(input, shift), low, high);
  },
  cases: [
    {
      name: 'both ways',
      config: { factor: 0.3, seed: 3 },
      inputs: [{ shape: [3, 2, 2, 3], low: 0, high: 255 }],
      training: true,
    },
    {
      name: 'bounds and range',
      config: { factor: [0.1, 0.4], value_range: [0, 1], seed: 4 },
      inputs: [{ shape: [3, 2, 2, 1], low: 0, high: 1 }],
      training: true,
    },
    { name: 'inference', config: { factor: 0.3 }, inputs: [{ shape: [2, 2, 2, 1] }] },
  ],
});
