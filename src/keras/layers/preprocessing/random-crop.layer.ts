/** RandomCrop: a random piece of each batch of images while training. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { LONGEST_SIDE } from '../../core/size-limit';
import { dataFormatArg, inChannelsLast } from '../data-format';
import { buildStream, nextKey, seedArg } from './augmentation';
import { trained } from './augmentation-cases';
import { defineAugmentation } from './image-augmentation';
import { resizeImage } from './resize';

/** Rows of one axis from a start that is known only when it runs. */
function rowsFrom(x: Tensor, axis: number, start: Tensor, length: number): Tensor {
  const perm = [axis, ...x.shape.map((_, i) => i).filter((i) => i !== axis)];
  const rows = ops.gather(ops.transpose(x, perm), ops.add(ops.iota([length], 0), start));
  return ops.transpose(
    rows,
    perm.map((_, i) => perm.indexOf(i)),
  );
}

/** Where the middle piece of the asked proportions begins. Source: RandomCrop.get_random_transformation. */
function middleStart(height: number, width: number, rows: number, columns: number): [number, number] {
  const tall = Math.max(Math.min(height, Math.trunc((width * rows) / columns)), 1);
  const wide = Math.max(Math.min(width, Math.trunc((height * columns) / rows)), 1);
  return [Math.trunc((height - tall) / 2), Math.trunc((width - wide) / 2)];
}

export default defineAugmentation({
  name: 'RandomCrop',
  summary: 'While training, cuts the same random piece out of all images of a batch; otherwise leaves them whole.',
  aliases: ['augmentation', 'cut', 'piece'],
  args: {
    height: arg.int(undefined, { min: 1, max: LONGEST_SIDE, doc: 'Height of the piece.' }),
    width: arg.int(undefined, { min: 1, max: LONGEST_SIDE, doc: 'Width of the piece.' }),
    seed: seedArg,
    data_format: dataFormatArg,
  },
  card: (c) => [`${c.height}×${c.width}`],
  build(b, c) {
    // Keras takes a default seed for the config before the one of the stream.
    if (c.seed === null) b.droppedInitializer('glorot_uniform');
    buildStream(b, c.seed);
  },
  change(ctx, c, input) {
    return inChannelsLast(c.data_format, input, (images) => {
      const [, height, width] = images.shape as [number, number, number];
      if (height > c.height && width > c.width) {
        const start = (size: number, piece: number): Tensor =>
          ops.convert(ops.randomUniform(nextKey(ctx), [], 0, size - piece + 1), 'int32');
        const [top, left] = [start(height, c.height), start(width, c.width)];
        return rowsFrom(rowsFrom(images, 1, top, c.height), 2, left, c.width);
      }
      const [top, left] = middleStart(height, width, c.height, c.width);
      const piece = ops.sliceAxis(
        ops.sliceAxis(images, 1, top, Math.min(height, top + c.height)),
        2,
        left,
        Math.min(width, left + c.width),
      );
      return resizeImage(piece, c.height, c.width, 'bilinear');
    });
  },
  cases: [
    trained('a piece', { height: 3, width: 2, seed: 3 }, [2, 6, 5, 2]),
    trained('channels first', { height: 2, width: 4, seed: 8, data_format: 'channels_first' }, [2, 1, 5, 6]),
    trained('enlarged', { height: 5, width: 4, seed: 3 }, [2, 4, 6, 1]),
    trained('default seed', { height: 3, width: 3 }, [1, 6, 6, 1]),
    { name: 'inference', config: { height: 2, width: 2, seed: 1 }, inputs: [{ shape: [2, 4, 3, 1] }] },
  ],
});
