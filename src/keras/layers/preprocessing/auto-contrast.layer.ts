/** AutoContrast: every channel of an image spread over the whole range. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { rangeOf, rangeProblem, valueRangeArg } from './augmentation';
import { BYTES, toRange } from './colour';

export default defineLayer({
  name: 'AutoContrast',
  family: 'preprocessing',
  summary: 'Stretches each channel of an image so that it reaches from the lowest to the highest value.',
  aliases: ['augmentation', 'normalise', 'histogram'],
  inputs: { rank: 4 },
  args: {
    value_range: valueRangeArg,
  },
  card: (c) => [`${[c.value_range].flat().join(' to ')}`],
  check: (c) => rangeProblem(c.value_range),
  call(_ctx, c, [x]) {
    const input = x as Tensor;
    const range = rangeOf(c.value_range);
    const images = toRange(input, range, BYTES);
    const [low, high] = [ops.min(images, [1, 2], true), ops.max(images, [1, 2], true)];
    const flat = ops.eq(high, low);
    const scale = ops.div(255, ops.where(flat, 1, ops.sub(high, low)));
    const stretched = ops.clip(ops.sub(ops.mul(images, scale), ops.mul(low, scale)), 0, 255);
    return ops.where(ops.broadcastTo(flat, input.shape), input, toRange(stretched, BYTES, range));
  },
  cases: [
    {
      name: 'bytes',
      config: {},
      inputs: [{ shape: [2, 3, 2, 2], low: 20, high: 180 }],
      training: true,
    },
    {
      name: 'another range',
      config: { value_range: [0, 1] },
      inputs: [{ shape: [2, 2, 3, 1], low: 0.2, high: 0.7 }],
    },
  ],
});
