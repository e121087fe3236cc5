/** The image changes that RandAugment and AugMix choose from: other layers, set up alike and fed from one stream. */
import type { Json, JsonObject } from '../../../base/json';
import type { Tensor } from '../../../ops';
import type { CallContext, LayerBuilder } from '../../core/definitions';
import { resolve } from '../../core/registry';
import { bounds, type Factor } from './augmentation';

const COLOURS = ['RandomBrightness', 'RandomColorDegeneration', 'RandomContrast', 'RandomSharpness'];
const MOVES = ['RandomShear', 'RandomTranslation', 'RandomRotation'];

/** The changes in the order RandAugment numbers them. */
export const RAND_AUGMENT: readonly string[] = [
  ...MOVES,
  ...COLOURS,
  'RandomPosterization',
  'Solarization',
  'AutoContrast',
  'Equalization',
];

/** The changes in the order AugMix numbers them. */
export const augMix = (all: boolean): readonly string[] => [
  ...MOVES,
  'RandomPosterization',
  'Solarization',
  'AutoContrast',
  'Equalization',
  ...(all ? COLOURS : []),
];

/** Declares the streams the layers have of their own in Keras, in its order; nothing draws from them. */
export function declareStreams(b: LayerBuilder, seed: number | null, names: readonly string[]): void {
  for (const name of names) b.seedGenerator(`${name}/generator`, seed);
}

/** Of all streams, those of the layers Keras makes, in the order it makes them. */
export const RAND_AUGMENT_STREAMS = [...MOVES, ...COLOURS, 'Solarization', 'RandomPosterization'];
export const augMixStreams = (all: boolean): string[] => [
  ...MOVES,
  'Solarization',
  'RandomPosterization',
  ...(all ? COLOURS : []),
];

export interface Settings {
  readonly factor: Factor;
  readonly value_range: readonly Json[] | null;
  readonly interpolation: string;
  readonly data_format: string | null;
}

function argumentsOf(name: string, c: Settings): JsonObject {
  const factor = bounds(c.factor, 0);
  const range = c.value_range;
  const moved = { interpolation: c.interpolation, data_format: c.data_format };
  switch (name) {
    case 'RandomShear':
      return { x_factor: factor, y_factor: factor, ...moved };
    case 'RandomTranslation':
      return { height_factor: factor, width_factor: factor, ...moved };
    case 'RandomRotation':
      return { factor, ...moved };
    case 'RandomPosterization':
      return { factor: Math.max(1, Math.trunc(8 * factor[1])), value_range: range, data_format: c.data_format };
    case 'Solarization':
      return { addition_factor: factor, threshold_factor: factor, value_range: range };
    case 'AutoContrast':
      return { value_range: range };
    case 'Equalization':
      return { value_range: range, data_format: c.data_format };
    case 'RandomBrightness':
      return { factor, value_range: range };
    default:
      return { factor, value_range: range, data_format: c.data_format };
  }
}

/** Images after one change; it draws its numbers by `nextKey`. */
export function changed(ctx: CallContext, name: string, c: Settings, images: Tensor, nextKey: () => Tensor): Tensor {
  const { definition, config } = resolve('layer', { className: name, config: argumentsOf(name, c) });
  return definition.call({ ...ctx, training: true, nextKey }, config, [images]) as Tensor;
}
