/** Dropout of whole channels. */
import type { Tensor } from '../../../ops';
import type { CallContext, LayerParts } from '../../core/definitions';
import { type DataFormat, dataFormatArg } from '../data-format';
import { dropout } from './dropout';
import { buildNoise, NOISE, rateArg, rateWords, seedArg } from './noise';

/** Draws once per sample and channel while training. */
export function dropChannels(ctx: CallContext, rate: number, format: DataFormat, x: Tensor): Tensor {
  if (!ctx.training) return x;
  const channel = format === 'channels_first' ? 1 : x.rank - 1;
  const shape = x.shape.map((d, i) => (i === 0 || i === channel ? d : 1));
  return dropout(x, rate, () => ctx.nextKey(NOISE), shape);
}

export const channelRateArg = rateArg('Share of channels set to zero.');
const args = { rate: channelRateArg, data_format: dataFormatArg, seed: seedArg };

/** Dropout of whole channels over `rank` spatial axes, for images and volumes. */
export const spatialDropout = (rank: number): LayerParts<typeof args> => ({
  family: 'regularization',
  inputs: { rank: rank + 2 },
  args,
  masking: 'pass',
  card: (c) => [rateWords(c.rate)],
  build: (b, c) => buildNoise(b, c.rate, c.seed),
  call: (ctx, c, [x]) => dropChannels(ctx, c.rate, c.data_format, x as Tensor),
});
