/** Where an image's channels stand. Windows slide over channels-last tensors; channels-first ones are turned and turned back. */

import { type Problem, problem } from '../../base/problem';
import type { Tensor, ValueType } from '../../ops';
import * as ops from '../../ops';
import { arg } from '../core/args';
import type { KeptShape } from '../core/definitions';

export type DataFormat = 'channels_last' | 'channels_first' | null;

export const dataFormatArg = arg.choice(null, ['channels_last', 'channels_first'], {
  doc: 'Where channels stand in the input; channels_last when none.',
  rare: true,
});

/** [n, c, ...spatial] -> [n, ...spatial, c] */
export function channelsLast(x: Tensor): Tensor {
  if (x.rank < 3) return x;
  return ops.transpose(x, [0, ...x.shape.slice(2).map((_, i) => i + 2), 1]);
}

/** [n, ...spatial, c] -> [n, c, ...spatial] */
export function channelsFirst(x: Tensor): Tensor {
  if (x.rank < 3) return x;
  return ops.transpose(x, [0, x.rank - 1, ...x.shape.slice(2).map((_, i) => i + 1)]);
}

/** Runs `body` on the input with its channels last and gives its result the input's own format. */
export function inChannelsLast(format: DataFormat, x: Tensor, body: (x: Tensor) => Tensor): Tensor {
  return format === 'channels_first' ? channelsFirst(body(channelsLast(x))) : body(x);
}

export interface ImageShape {
  readonly spatial: readonly number[];
  readonly channels: number;
}

/** The parts of a shape with a batch, spatial axes and channels. */
export function imageShape(format: DataFormat, shape: readonly number[]): ImageShape {
  return format === 'channels_first'
    ? { spatial: shape.slice(2), channels: shape[1] as number }
    : { spatial: shape.slice(1, -1), channels: shape[shape.length - 1] as number };
}

/** Images without a single pixel, which nothing can be made of, or null. */
export function emptyImages(format: DataFormat, { shape }: ValueType): Problem | null {
  const { spatial } = imageShape(format, shape);
  if (spatial.every((d) => d > 0)) return null;
  return problem('no-pixels', `The images have no pixels: they are ${spatial.join('×')}.`, {
    expected: 'a height and a width of at least 1',
    received: spatial.join('×'),
  });
}

/** Weights of a convolution are made for so many channels. */
export const keepsChannels = (c: { readonly data_format: DataFormat }): KeptShape => ({
  axes: [c.data_format === 'channels_first' ? 1 : -1],
});
