/** UpSampling2D: an image made larger by whole factors. */
import type { Tensor, ValueType } from '../../../ops';
import { arg, perAxis } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { sizeWords } from '../convolutional/window-geometry';
import { dataFormatArg, imageShape, inChannelsLast } from '../data-format';
import { INTERPOLATIONS, resizeAxis } from '../preprocessing/resize';
import { repeatAxis } from './repeat';

export default defineLayer({
  name: 'UpSampling2D',
  family: 'reshaping',
  summary: 'Makes an image larger by repeating its rows and columns, or by drawing between them.',
  aliases: ['upsample', 'enlarge', 'resize', 'decoder', 'U-Net'],
  inputs: { rank: 4 },
  args: {
    size: arg.tuple(2, [2, 2], { min: 1, doc: 'How much larger rows and columns become.' }),
    data_format: dataFormatArg,
    interpolation: arg.choice('nearest', INTERPOLATIONS, { doc: 'How the places between are filled.' }),
  },
  card: (c) => [`× ${sizeWords(c.size, 2)}`, c.interpolation === 'nearest' ? null : c.interpolation],
  call(_ctx, c, [x]) {
    return inChannelsLast(c.data_format, x as Tensor, (image) =>
      perAxis(c.size, 2).reduce(
        (y, times, i) =>
          c.interpolation === 'nearest'
            ? repeatAxis(y, i + 1, times)
            : resizeAxis(y, i + 1, (y.shape[i + 1] as number) * times, c.interpolation),
        image,
      ),
    );
  },
  arithmetic(c, [x]) {
    const { spatial } = imageShape(c.data_format, (x as ValueType).shape);
    return perAxis(c.size, 2).map((times, i) => `${(spatial[i] as number) * times} = ${spatial[i]}·${times}`);
  },
  cases: [
    { name: 'twice', config: {}, inputs: [{ shape: [2, 2, 3, 2] }] },
    {
      name: 'channels first',
      config: { size: [1, 3], data_format: 'channels_first' },
      inputs: [{ shape: [1, 2, 3, 2] }],
    },
    { name: 'bilinear', config: { size: [2, 3], interpolation: 'bilinear' }, inputs: [{ shape: [1, 3, 2, 2] }] },
    { name: 'bicubic', config: { interpolation: 'bicubic' }, inputs: [{ shape: [1, 4, 3, 1] }] },
    {
      name: 'lanczos3, channels first',
      config: { interpolation: 'lanczos3', data_format: 'channels_first' },
      inputs: [{ shape: [1, 2, 4, 3] }],
    },
    { name: 'lanczos5', config: { interpolation: 'lanczos5' }, inputs: [{ shape: [1, 3, 6, 1] }] },
  ],
});
