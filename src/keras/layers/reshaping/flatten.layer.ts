/** Flatten: one row of numbers per sample. */
import { sizeOf } from '../../../base/shape';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { channelsLast } from '../data-format';

export default defineLayer({
  name: 'Flatten',
  family: 'reshaping',
  summary: 'Lays out each sample as one row of numbers.',
  aliases: ['unroll', 'vector', '1d'],
  inputs: { minRank: 1, dtype: 'any' },
  args: {
    data_format: arg.choice(null, ['channels_last', 'channels_first'], {
      doc: 'Where channels stand; channels_first moves them last before laying out.',
      rare: true,
    }),
  },
  call(_ctx, c, [x]) {
    const input = c.data_format === 'channels_first' ? channelsLast(x as Tensor) : (x as Tensor);
    return ops.reshape(input, [input.shape[0] as number, sizeOf(input.shape.slice(1))]);
  },
  arithmetic(_c, [x]) {
    const sample = (x as ValueType).shape.slice(1);
    return sample.length < 2 ? [] : [`${sizeOf(sample)} = ${sample.join('·')}`];
  },
  cases: [
    { name: 'an image', config: {}, inputs: [{ shape: [2, 3, 4, 2] }] },
    { name: 'channels first', config: { data_format: 'channels_first' }, inputs: [{ shape: [2, 2, 3, 4] }] },
    { name: 'already flat', config: {}, inputs: [{ shape: [3, 5] }] },
    { name: 'one number per sample', config: {}, inputs: [{ shape: [4] }] },
  ],
});
