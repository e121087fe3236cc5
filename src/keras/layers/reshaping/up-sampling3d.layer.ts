/** UpSampling3D: a volume made larger by whole factors. */
import type { Tensor, ValueType } from '../../../ops';
import { arg, perAxis } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { sizeWords } from '../convolutional/window-geometry';
import { dataFormatArg, imageShape, inChannelsLast } from '../data-format';
import { repeatAxis } from './repeat';

export default defineLayer({
  name: 'UpSampling3D',
  family: 'reshaping',
  summary: 'Makes a volume larger by repeating each place.',
  aliases: ['upsample', 'enlarge', 'voxels', 'decoder'],
  inputs: { rank: 5, dtype: 'any' },
  args: {
    size: arg.tuple(3, [2, 2, 2], { min: 1, doc: 'How often each place is repeated along each axis.' }),
    data_format: dataFormatArg,
  },
  card: (c) => [`× ${sizeWords(c.size, 3)}`],
  call(_ctx, c, [x]) {
    return inChannelsLast(c.data_format, x as Tensor, (image) =>
      perAxis(c.size, 3).reduce((y, times, i) => repeatAxis(y, i + 1, times), image),
    );
  },
  arithmetic(c, [x]) {
    const { spatial } = imageShape(c.data_format, (x as ValueType).shape);
    return perAxis(c.size, 3).map((times, i) => `${(spatial[i] as number) * times} = ${spatial[i]}·${times}`);
  },
  cases: [
    { name: 'twice', config: {}, inputs: [{ shape: [1, 2, 1, 2, 2] }] },
    {
      name: 'channels first',
      config: { size: [1, 3, 2], data_format: 'channels_first' },
      inputs: [{ shape: [1, 2, 2, 1, 2] }],
    },
  ],
});
