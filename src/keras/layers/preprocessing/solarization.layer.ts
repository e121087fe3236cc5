/** Solarization: bright values turned dark at random while training. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import {
  bounds,
  buildStream,
  drawEach,
  type Factor,
  factorProblem,
  rangeOf,
  rangeProblem,
  seedArg,
  valueRangeArg,
} from './augmentation';
import { BYTES, toRange } from './colour';

const shown = (factor: Factor): string => [factor].flat().join(' to ');

export default defineLayer({
  name: 'Solarization',
  family: 'preprocessing',
  summary: 'While training, brightens each image and turns values above a random threshold to their negative.',
  aliases: ['augmentation', 'invert', 'threshold'],
  inputs: { rank: 4 },
  args: {
    addition_factor: arg.array(0, {
      min: 0,
      max: 1,
      doc: 'Most that is added first, as a share of the range, or two bounds.',
    }),
    threshold_factor: arg.array(0, {
      min: 0,
      max: 1,
      doc: 'Highest threshold as a share of the range, or two bounds.',
    }),
    value_range: valueRangeArg,
    seed: seedArg,
  },
  card: (c) => [`+ ${shown(c.addition_factor)}`, `from ${shown(c.threshold_factor)}`],
  check: (c) =>
    factorProblem('addition_factor', c.addition_factor) ??
    factorProblem('threshold_factor', c.threshold_factor) ??
    rangeProblem(c.value_range),
  build: (b, c) => buildStream(b, c.seed),
  call(ctx, c, [x]) {
    const input = x as Tensor;
    if (!ctx.training) return input;
    const draw = (factor: Factor): Tensor => {
      const [low, high] = bounds(factor, 0);
      return drawEach(ctx, input, low, high * 255, 4);
    };
    const addition = draw(c.addition_factor);
    const threshold = ops.broadcastTo(draw(c.threshold_factor), input.shape);
    const range = rangeOf(c.value_range);
    const bright = ops.clip(ops.add(toRange(input, range, BYTES), addition), 0, 255);
    return toRange(ops.where(ops.lt(bright, threshold), bright, ops.sub(255, bright)), BYTES, range);
  },
  cases: [
    {
      name: 'all',
      config: { seed: 3 },
      inputs: [{ shape: [2, 2, 2, 3], low: 0, high: 255 }],
      training: true,
    },
    {
      name: 'bounds, other range',
      config: { addition_factor: 0.2, threshold_factor: [0.4, 0.9], value_range: [0, 1], seed: 4 },
      inputs: [{ shape: [3, 2, 2, 1], low: 0, high: 1 }],
      training: true,
    },
    {
      name: 'inference',
      config: {},
      inputs: [{ shape: [2, 2, 2, 3], low: 0, high: 255 }],
    },
  ],
});
