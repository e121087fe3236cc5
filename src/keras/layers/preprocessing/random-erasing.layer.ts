/** RandomErasing: a random piece of images filled while training. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { dataFormatArg, imageShape } from '../data-format';
import {
  bounds,
  buildStream,
  drawEach,
  drawNoise,
  drawPairs,
  factorProblem,
  rangeProblem,
  seedArg,
  valueRangeArg,
} from './augmentation';

export default defineLayer({
  name: 'RandomErasing',
  family: 'preprocessing',
  summary: 'While training, fills a random rectangle of images with noise or one value.',
  aliases: ['augmentation', 'cutout', 'occlusion'],
  inputs: { rank: 4 },
  args: {
    factor: arg.array(1, { min: 0, max: 1, doc: 'Probability of a gap: drawn up to this, or between two bounds.' }),
    scale: arg.arrayOf([0.02, 0.33], { min: 0, max: 1, doc: 'Share of the image the gap takes, or two bounds.' }),
    fill_value: arg.float(null, { doc: 'What fills the gap; noise when none.' }),
    value_range: valueRangeArg,
    seed: seedArg,
    data_format: dataFormatArg,
  },
  card: (c) => [[c.factor].flat().join(' to ')],
  check: (c) => factorProblem('factor', c.factor) ?? factorProblem('scale', c.scale) ?? rangeProblem(c.value_range),
  build: (b, c) => buildStream(b, c.seed),
  call(ctx, c, [x]) {
    const input = x as Tensor;
    if (!ctx.training) return input;
    const { spatial } = imageShape(c.data_format, input.shape);
    const [height, width] = spatial as [number, number];
    const batch = input.shape[0] as number;
    const sides = ops.sqrt(drawPairs(ctx, batch, ...bounds(c.scale, 0)));
    /** True where a place of one axis lies in the gap. */
    const gap = (side: number, length: number, axis: number): Tensor => {
      const size = ops.mul(ops.reshape(ops.sliceAxis(sides, 1, side, side + 1), [batch, 1, 1, 1]), length);
      const start = ops.mul(drawEach(ctx, input, 0, 1, 4), ops.sub(length, size));
      const places = ops.iota(
        input.shape.map((d, i) => (i === axis ? d : 1)),
        axis,
        'float32',
      );
      return ops.and(ops.ge(places, start), ops.lt(places, ops.add(start, size)));
    };
    const first = c.data_format === 'channels_first' ? 2 : 1;
    const across = gap(0, width, first + 1);
    const down = gap(1, height, first);
    const probability = drawEach(ctx, input, ...bounds(c.factor, 0), 4);
    const chosen = ops.lt(drawEach(ctx, input, 0, 1, 4), probability);
    const [low, high] = c.value_range as readonly [number, number];
    const noise = (): Tensor => ops.mul(drawNoise(ctx, input.shape), high);
    const filling = c.fill_value === null ? noise() : ops.full(input.shape, c.fill_value);
    const hidden = ops.broadcastTo(ops.and(ops.and(across, down), chosen), input.shape);
    return ops.where(hidden, ops.clip(filling, low, high), input);
  },
  cases: [
    {
      name: 'noise',
      config: { scale: [0.2, 0.6], seed: 3 },
      inputs: [{ shape: [3, 3, 4, 2], low: 0, high: 255 }],
      training: true,
    },
    {
      name: 'one value, other range, channels first',
      config: {
        factor: [0.5, 1],
        scale: 0.7,
        fill_value: 0.25,
        value_range: [0, 1],
        seed: 4,
        data_format: 'channels_first',
      },
      inputs: [{ shape: [3, 1, 4, 3], low: 0, high: 1 }],
      training: true,
    },
    {
      name: 'inference',
      config: {},
      inputs: [{ shape: [2, 2, 2, 3], low: 0, high: 255 }],
    },
  ],
});
