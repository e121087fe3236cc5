/** GlobalMaxPooling1D: the largest value of each channel over the whole sequence. */

import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { globalPoolArgs, globalPoolArithmetic, spatialAxes } from './pool-geometry';

export default defineLayer({
  name: 'GlobalMaxPooling1D',
  family: 'pooling',
  summary: 'Keeps the largest value of each channel over a sequence.',
  aliases: ['GMP', 'GlobalMaxPool1D', 'head'],
  inputs: { rank: 3 },
  args: globalPoolArgs,
  card: (c) => [c.keepdims ? 'keeps axes' : null],
  call: (_ctx, c, [x]) => ops.max(x as Tensor, spatialAxes(c.data_format, 3), c.keepdims),
  arithmetic: (c, [x]) => globalPoolArithmetic(c, x as ValueType),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [2, 5, 3] }] },
    { name: 'channels first', config: { data_format: 'channels_first' }, inputs: [{ shape: [2, 3, 5] }] },
    { name: 'axes kept', config: { keepdims: true }, inputs: [{ shape: [2, 5, 3] }] },
  ],
});
