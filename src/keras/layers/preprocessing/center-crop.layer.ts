/** CenterCrop: the middle of an image; smaller images are cut to shape and enlarged. */
import type { Tensor, ValueType } from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { LONGEST_SIDE } from '../../core/size-limit';
import { dataFormatArg, emptyImages, imageShape, inChannelsLast } from '../data-format';
import { cropToAspect, middle, resizeImage } from './resize';

export default defineLayer({
  name: 'CenterCrop',
  family: 'preprocessing',
  summary: 'Cuts the middle out of each image; images that are too small are enlarged.',
  aliases: ['crop', 'cut', 'square'],
  inputs: { rank: 4 },
  args: {
    height: arg.int(undefined, { min: 1, max: LONGEST_SIDE, doc: 'Height of the output.' }),
    width: arg.int(undefined, { min: 1, max: LONGEST_SIDE, doc: 'Width of the output.' }),
    data_format: dataFormatArg,
  },
  card: (c) => [`${c.height}×${c.width}`],
  check: (c, [x]) => emptyImages(c.data_format, x as ValueType),
  call(_ctx, c, [x]) {
    return inChannelsLast(c.data_format, x as Tensor, (images) => {
      const [, height, width] = images.shape as [number, number, number];
      if (height >= c.height && width >= c.width) return middle(images, c.height, c.width);
      return resizeImage(cropToAspect(images, c.height, c.width), c.height, c.width, 'bilinear');
    });
  },
  arithmetic(c, [x]) {
    const { spatial } = imageShape(c.data_format, (x as ValueType).shape);
    return [`${spatial.join('×')} → ${c.height}×${c.width}`];
  },
  cases: [
    { name: 'smaller', config: { height: 2, width: 3 }, inputs: [{ shape: [2, 5, 6, 2] }] },
    {
      name: 'channels first',
      config: { height: 3, width: 2, data_format: 'channels_first' },
      inputs: [{ shape: [2, 1, 4, 5] }],
    },
    { name: 'larger than the image', config: { height: 4, width: 6 }, inputs: [{ shape: [1, 5, 4, 1] }] },
  ],
});
