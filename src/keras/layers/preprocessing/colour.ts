/** Colours of images: the grey of a colour, and values moved between ranges. */
import { type Problem, problem } from '../../../base/problem';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { type DataFormat, imageShape } from '../data-format';

/** How bright red, green and blue seem. Source: keras.ops.image.rgb_to_grayscale. */
const LUMINANCE = [0.2989, 0.587, 0.114];

/** Grey of each pixel, one channel kept; images of one channel are grey already. */
export function grey(images: Tensor, format: DataFormat): Tensor {
  const axis = format === 'channels_first' ? 1 : images.rank - 1;
  if (images.shape[axis] === 1) return images;
  const weights = ops.constant(
    LUMINANCE,
    images.shape.map((_, i) => (i === axis ? 3 : 1)),
  );
  return ops.sum(ops.mul(images, weights), axis, true);
}

/** The problem of images that are neither grey nor red, green and blue, or null. */
export function coloursProblem(format: DataFormat, x: ValueType): Problem | null {
  const { channels } = imageShape(format, x.shape);
  if (channels === 1 || channels === 3) return null;
  return problem('colour-channels', 'Images have one channel (grey) or three (red, green, blue) here.', {
    expected: '1 or 3 channels',
    received: String(channels),
  });
}

type Range = readonly [number, number];

/** Values moved linearly from one range to another. */
export function toRange(images: Tensor, from: Range, to: Range): Tensor {
  if (from[0] === to[0] && from[1] === to[1]) return images;
  const unit = ops.div(ops.sub(images, from[0]), from[1] - from[0]);
  return ops.add(ops.mul(unit, to[1] - to[0]), to[0]);
}

export const BYTES: Range = [0, 255];
