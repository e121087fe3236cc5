/** GlobalMaxPooling2D: the largest value of each channel over the whole image. */

import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { globalPoolArgs, globalPoolArithmetic, spatialAxes } from './pool-geometry';

export default defineLayer({
  name: 'GlobalMaxPooling2D',
  family: 'pooling',
  summary: 'Keeps the largest value of each channel over an image.',
  aliases: ['GMP', 'GlobalMaxPool2D', 'head'],
  inputs: { rank: 4 },
  args: globalPoolArgs,
  card: (c) => [c.keepdims ? 'keeps axes' : null],
  call: (_ctx, c, [x]) => ops.max(x as Tensor, spatialAxes(c.data_format, 4), c.keepdims),
  arithmetic: (c, [x]) => globalPoolArithmetic(c, x as ValueType),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [2, 3, 4, 2] }] },
    { name: 'channels first', config: { data_format: 'channels_first' }, inputs: [{ shape: [2, 2, 3, 4] }] },
    { name: 'axes kept', config: { keepdims: true }, inputs: [{ shape: [2, 3, 4, 2] }] },
  ],
});
