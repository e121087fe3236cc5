/** RandomColorDegeneration: colours faded or strengthened at random while training. */
import type { Tensor, ValueType } from '../../../ops';
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
import { coloursProblem, grey } from './colour';

export default defineLayer({
  name: 'RandomColorDegeneration',
  family: 'preprocessing',
  summary: 'While training, fades or strengthens the colours of each image by a random amount.',
  aliases: ['augmentation', 'saturation', 'grey'],
  inputs: { rank: 4 },
  args: {
    factor: arg.array(undefined, { min: -1, max: 1, doc: 'Largest step towards grey or away from it, or two bounds.' }),
    value_range: valueRangeArg,
    data_format: dataFormatArg,
    seed: seedArg,
  },
  card: (c) => [factorWords(c.factor)],
  check: (c, [x]) =>
    factorProblem('factor', c.factor) ?? rangeProblem(c.value_range) ?? coloursProblem(c.data_format, x as ValueType),
  build: (b, c) => buildStream(b, c.seed),
  call(ctx, c, [x]) {
    const input = x as Tensor;
    // Keras draws at inference too.
    const factor = drawEach(ctx, input, ...bounds(c.factor), 4);
    if (!ctx.training) return input;
    const faded = ops.add(input, ops.mul(factor, ops.sub(grey(input, c.data_format), input)));
    return ops.clip(faded, ...rangeOf(c.value_range));
  },
  cases: [
    {
      name: 'some',
      config: { factor: 0.7, seed: 3 },
      inputs: [{ shape: [2, 2, 2, 3], low: 0, high: 255 }],
      training: true,
    },
    {
      name: 'bounds, other range, channels first',
      config: { factor: [0.4, 0.9], value_range: [0, 1], seed: 4, data_format: 'channels_first' },
      inputs: [{ shape: [2, 3, 2, 2], low: 0, high: 1 }],
      training: true,
    },
    {
      name: 'inference',
      config: { factor: 0.5, seed: 1 },
      inputs: [{ shape: [2, 2, 2, 3], low: 0, high: 255 }],
    },
  ],
});
