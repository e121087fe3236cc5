/** GlobalMaxPooling3D: the largest value of each channel over the whole volume. */

import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { globalPoolArgs, globalPoolArithmetic, spatialAxes } from './pool-geometry';

export default defineLayer({
  name: 'GlobalMaxPooling3D',
  family: 'pooling',
  summary: 'Keeps the largest value of each channel over a volume.',
  aliases: ['GMP', 'GlobalMaxPool3D', 'head'],
  inputs: { rank: 5 },
  args: globalPoolArgs,
  card: (c) => [c.keepdims ? 'keeps axes' : null],
  call: (_ctx, c, [x]) => ops.max(x as Tensor, spatialAxes(c.data_format, 5), c.keepdims),
  arithmetic: (c, [x]) => globalPoolArithmetic(c, x as ValueType),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [2, 2, 3, 2, 2] }] },
    { name: 'channels first', config: { data_format: 'channels_first' }, inputs: [{ shape: [2, 2, 2, 3, 2] }] },
    { name: 'axes kept', config: { keepdims: true }, inputs: [{ shape: [2, 2, 2, 2, 2] }] },
  ],
});
