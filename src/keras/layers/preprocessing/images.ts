/**
 * Moving images about: every place of the output looks at a place of the input that an affine map gives, and mixes the
 * four places around it. Images have their channels last. Source: keras/src/backend/jax/image.py.
 */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';

export const fillArgs = {
  fill_mode: arg.choice('reflect', ['reflect', 'wrap', 'constant', 'nearest'], {
    doc: 'What stands outside the image: its reflection, itself again, a constant, or its edge.',
    rare: true,
  }),
  interpolation: arg.choice('bilinear', ['bilinear', 'nearest'], {
    doc: 'How places between pixels are read.',
    rare: true,
  }),
};

export const fillValueArg = arg.float(0, {
  doc: 'The constant outside the image, for fill_mode constant.',
  rare: true,
});

export interface Fill {
  /** As the argument; `mirror` reflects without repeating the edge. */
  readonly fill_mode: 'reflect' | 'wrap' | 'constant' | 'nearest' | 'mirror';
  readonly interpolation: 'bilinear' | 'nearest';
  readonly fill_value: number;
}

/** Where to look: x = a0·x + a1·y + a2, y = b0·x + b1·y + b2; one number per image, or one for all. */
export interface AffineMap {
  readonly a: readonly [Coefficient, Coefficient, Coefficient];
  readonly b: readonly [Coefficient, Coefficient, Coefficient];
}
export type Coefficient = Tensor | number;

/** A place of the image for an index that may lie outside; for a constant any place will do. */
function inside(index: Tensor, size: number, mode: Fill['fill_mode']): Tensor {
  if (mode === 'wrap') return ops.mod(index, size);
  if (mode === 'mirror') {
    const period = Math.max(size - 1, 1);
    return ops.minimum(ops.abs(ops.sub(ops.mod(ops.add(index, period), 2 * period), period)), size - 1);
  }
  if (mode !== 'reflect') return ops.clip(index, 0, size - 1);
  const half = 2 * size;
  const wave = ops.abs(ops.sub(ops.mod(ops.add(ops.mul(index, 2), 1 + half), 2 * half), half));
  return ops.floor(ops.div(ops.sub(wave, 1), 2));
}

const within = (index: Tensor, size: number): Tensor => ops.and(ops.ge(index, 0), ops.lt(index, size));

/** Half away from zero. */
const roundAway = (x: Tensor): Tensor => ops.mul(ops.sign(x), ops.floor(ops.add(ops.abs(x), 0.5)));

/** @param images [n, height, width, channels] */
export function affine(images: Tensor, map: AffineMap, fill: Fill): Tensor {
  const [n, height, width] = images.shape as [number, number, number];
  const spread = (v: Coefficient): Coefficient => (typeof v === 'number' ? v : ops.reshape(v, [n, 1, 1]));
  const { xs, ys } = places(height, width);
  const look = ([kx, ky, k]: AffineMap['a']): Tensor =>
    ops.broadcastTo(ops.add(ops.add(ops.mul(ys, spread(ky)), ops.mul(xs, spread(kx))), spread(k)), [n, height, width]);
  return sample(images, look(map.a), look(map.b), fill);
}

/** Column and row of every place, [1, 1, width] and [1, height, 1]. */
export const places = (height: number, width: number): { xs: Tensor; ys: Tensor } => ({
  xs: ops.iota([1, 1, width], 2, 'float32'),
  ys: ops.iota([1, height, 1], 1, 'float32'),
});

/**
 * Images read at other places: x is the column and y the row each place looks at.
 * @param images [n, height, width, channels]
 * @param x [n, height, width]
 */
export function sample(images: Tensor, x: Tensor, y: Tensor, fill: Fill): Tensor {
  const [n, height, width, channels] = images.shape as [number, number, number, number];
  const flat = ops.reshape(images, [n * height * width, channels]);
  const first = ops.mul(ops.iota([n, 1, 1], 0), height * width);
  const read = (row: Tensor, column: Tensor): Tensor => {
    const at = (index: Tensor, size: number): Tensor => ops.convert(inside(index, size, fill.fill_mode), 'int32');
    const place = ops.add(ops.add(first, ops.mul(at(row, height), width)), at(column, width));
    const value = ops.gather(flat, place);
    if (fill.fill_mode !== 'constant') return value;
    const valid = ops.expandDims(ops.and(within(row, height), within(column, width)), -1);
    return ops.where(ops.broadcastTo(valid, value.shape), value, fill.fill_value);
  };
  if (fill.interpolation === 'nearest') return read(roundAway(y), roundAway(x));
  const [top, left] = [ops.floor(y), ops.floor(x)];
  const [down, right] = [ops.sub(y, top), ops.sub(x, left)];
  const corners = [
    [top, left, ops.mul(ops.sub(1, down), ops.sub(1, right))],
    [top, ops.add(left, 1), ops.mul(ops.sub(1, down), right)],
    [ops.add(top, 1), left, ops.mul(down, ops.sub(1, right))],
    [ops.add(top, 1), ops.add(left, 1), ops.mul(down, right)],
  ] as const;
  return corners
    .map(([row, column, weight]) => ops.mul(read(row, column), ops.expandDims(weight, -1)))
    .reduce((a, b) => ops.add(a, b));
}
