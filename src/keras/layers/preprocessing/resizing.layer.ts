/** Resizing: images brought to one size. */
import { problem } from '../../../base/problem';
import type { Tensor, ValueType } from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { LONGEST_SIDE } from '../../core/size-limit';
import { dataFormatArg, imageShape, inChannelsLast } from '../data-format';
import { cropToAspect, INTERPOLATIONS, padToAspect, resizeImage } from './resize';

export default defineLayer({
  name: 'Resizing',
  family: 'preprocessing',
  summary: 'Brings images to one height and width.',
  aliases: ['resize', 'scale', 'shrink', 'enlarge', 'thumbnail'],
  inputs: { rank: 4 },
  args: {
    height: arg.int(undefined, { min: 1, max: LONGEST_SIDE, doc: 'Height of the output.' }),
    width: arg.int(undefined, { min: 1, max: LONGEST_SIDE, doc: 'Width of the output.' }),
    interpolation: arg.choice('bilinear', INTERPOLATIONS, { doc: 'How pixels are mixed.' }),
    crop_to_aspect_ratio: arg.bool(false, { doc: 'Whether edges are cut off rather than the image distorted.' }),
    pad_to_aspect_ratio: arg.bool(false, { doc: 'Whether edges are added rather than the image distorted.' }),
    fill_mode: arg.choice('constant', ['constant'], { doc: 'What the added edges hold.', rare: true }),
    fill_value: arg.float(0, { doc: 'Value of the added edges.', rare: true }),
    antialias: arg.bool(false, {
      doc: 'Whether a smaller image averages over all pixels that fall together.',
      rare: true,
    }),
    data_format: dataFormatArg,
  },
  card: (c) => [`${c.height}×${c.width}`, c.interpolation === 'bilinear' ? null : c.interpolation],
  check(c) {
    if (!c.crop_to_aspect_ratio || !c.pad_to_aspect_ratio) return null;
    return problem('crop-or-pad', 'Edges are either cut off or added, not both.', {
      where: 'pad_to_aspect_ratio',
      expected: 'one of crop_to_aspect_ratio and pad_to_aspect_ratio',
      received: 'both',
      fixes: ['crop_to_aspect_ratio', 'pad_to_aspect_ratio'].map((argument) => ({
        label: `Turn ${argument} off`,
        action: 'set-argument',
        params: { argument, value: false },
      })),
    });
  },
  call(_ctx, c, [x]) {
    return inChannelsLast(c.data_format, x as Tensor, (images) => {
      const cut = c.crop_to_aspect_ratio ? cropToAspect(images, c.height, c.width) : images;
      const shaped = c.pad_to_aspect_ratio ? padToAspect(cut, c.height, c.width, c.fill_value) : cut;
      return resizeImage(shaped, c.height, c.width, c.interpolation, c.antialias);
    });
  },
  arithmetic(c, [x]) {
    const { spatial } = imageShape(c.data_format, (x as ValueType).shape);
    return [`${spatial.join('×')} → ${c.height}×${c.width}`];
  },
  cases: [
    { name: 'larger', config: { height: 5, width: 6 }, inputs: [{ shape: [1, 3, 4, 2] }] },
    { name: 'smaller', config: { height: 2, width: 3 }, inputs: [{ shape: [1, 5, 7, 1] }] },
    {
      name: 'smaller without aliases',
      config: { height: 2, width: 3, antialias: true },
      inputs: [{ shape: [1, 5, 7, 1] }],
    },
    {
      name: 'nearest, channels first',
      config: { height: 4, width: 3, interpolation: 'nearest', data_format: 'channels_first' },
      inputs: [{ shape: [1, 2, 3, 5] }],
    },
    {
      name: 'bicubic',
      config: { height: 3, width: 5, interpolation: 'bicubic', antialias: true },
      inputs: [{ shape: [1, 5, 4, 1] }],
    },
    {
      name: 'lanczos',
      config: { height: 6, width: 2, interpolation: 'lanczos3', antialias: true },
      inputs: [{ shape: [1, 4, 5, 1] }],
    },
    {
      name: 'edges cut off',
      config: { height: 2, width: 4, crop_to_aspect_ratio: true },
      inputs: [{ shape: [1, 5, 4, 1] }],
    },
    {
      name: 'edges added',
      config: { height: 4, width: 4, pad_to_aspect_ratio: true, fill_value: 0.7 },
      inputs: [{ shape: [1, 3, 6, 1] }],
    },
    {
      name: 'edges added at the sides',
      config: { height: 3, width: 6, pad_to_aspect_ratio: true },
      inputs: [{ shape: [1, 4, 3, 1] }],
    },
  ],
});
