/** RandomInvert: images turned to their negative at random while training. */
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
  rangeProblem,
  seedArg,
  valueRangeArg,
} from './augmentation';

export default defineLayer({
  name: 'RandomInvert',
  family: 'preprocessing',
  summary: 'While training, turns some of the images to their negative.',
  aliases: ['augmentation', 'negative', 'colour'],
  inputs: { rank: 4 },
  args: {
    factor: arg.array(1, {
      min: 0,
      max: 1,
      doc: 'Probability of the negative: drawn up to this, or between two bounds.',
    }),
    value_range: valueRangeArg,
    seed: seedArg,
    data_format: dataFormatArg,
  },
  card: (c) => [typeof c.factor === 'number' ? String(c.factor) : factorWords(c.factor)],
  check: (c) => factorProblem('factor', c.factor) ?? rangeProblem(c.value_range),
  build: (b, c) => buildStream(b, c.seed),
  call(ctx, c, [x]) {
    const input = x as Tensor;
    if (!ctx.training) return input;
    const probability = drawEach(ctx, input, ...bounds(c.factor, 0), 4);
    const chosen = ops.lt(drawEach(ctx, input, 0, 1, 4), probability);
    const [, highest] = c.value_range as readonly [number, number];
    return ops.where(ops.broadcastTo(chosen, input.shape), ops.sub(highest, input), input);
  },
  cases: [
    {
      name: 'some',
      config: { seed: 3 },
      inputs: [{ shape: [4, 2, 2, 3], low: 0, high: 255 }],
      training: true,
    },
    {
      name: 'bounds, other range',
      config: { factor: [0.4, 0.9], value_range: [0, 1], seed: 4 },
      inputs: [{ shape: [4, 2, 2, 1], low: 0, high: 1 }],
      training: true,
    },
    {
      name: 'inference',
      config: {},
      inputs: [{ shape: [2, 2, 2, 3], low: 0, high: 255 }],
    },
  ],
});
