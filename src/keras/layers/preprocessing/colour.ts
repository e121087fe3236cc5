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

/** Hue, saturation and value of red, green and blue images, one plane each; hue and saturation lie in 0..1. */
export function toHsv(images: Tensor, axis: number): [Tensor, Tensor, Tensor] {
  const clean = ops.where(ops.lt(ops.abs(images), 2 ** -23), 0, images);
  const [r, g, b] = ops.split(clean, 3, axis) as [Tensor, Tensor, Tensor];
  const value = ops.maximum(ops.maximum(r, g), b);
  const range = ops.sub(value, ops.minimum(ops.minimum(r, g), b));
  const coloured = ops.gt(range, 0);
  const lit = ops.gt(value, 0);
  const saturation = ops.where(lit, ops.div(range, ops.where(lit, value, 1)), 0);
  const norm = ops.div(1, ops.mul(ops.where(coloured, range, 1), 6));
  const warm = ops.where(
    ops.eq(value, g),
    ops.add(ops.mul(norm, ops.sub(b, r)), 2 / 6),
    ops.add(ops.mul(norm, ops.sub(r, g)), 4 / 6),
  );
  const hue = ops.where(ops.eq(value, r), ops.mul(norm, ops.sub(g, b)), warm);
  const turned = ops.convert(ops.lt(hue, 0), 'float32');
  return [ops.add(ops.where(coloured, hue, 0), turned), saturation, value];
}

/** Red, green and blue of hue, saturation and value. */
export function fromHsv([hue, saturation, value]: readonly [Tensor, Tensor, Tensor], axis: number): Tensor {
  const turn = ops.mul(ops.mod(hue, 1), 6);
  const plane = (strength: Tensor): Tensor =>
    ops.mul(value, ops.add(ops.sub(1, saturation), ops.mul(saturation, ops.clip(strength, 0, 1))));
  const away = (from: number): Tensor => ops.abs(ops.sub(turn, from));
  return ops.concat([plane(ops.sub(away(3), 1)), plane(ops.sub(2, away(2))), plane(ops.sub(2, away(4)))], axis);
}

/** The axis of the channels. */
export const channelAxis = (format: DataFormat, rank: number): number => (format === 'channels_first' ? 1 : rank - 1);

/** The problem of images that are not red, green and blue, or null. */
export function rgbProblem(format: DataFormat, x: ValueType): Problem | null {
  const { channels } = imageShape(format, x.shape);
  if (channels === 3) return null;
  return problem('colour-channels', 'Images have three channels here: red, green, blue.', {
    expected: '3 channels',
    received: String(channels),
  });
}
