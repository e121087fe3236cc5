/** Dropout of whole channels. */
import type { Tensor } from '../../../ops';
import type { CallContext } from '../../core/definitions';
import type { DataFormat } from '../data-format';
import { dropout } from './dropout';
import { NOISE } from './noise';

/** Draws once per sample and channel while training. */
export function spatialDropout(ctx: CallContext, rate: number, format: DataFormat, x: Tensor): Tensor {
  if (!ctx.training) return x;
  const channel = format === 'channels_first' ? 1 : x.rank - 1;
  const shape = x.shape.map((d, i) => (i === 0 || i === channel ? d : 1));
  return dropout(x, rate, () => ctx.nextKey(NOISE), shape);
}
