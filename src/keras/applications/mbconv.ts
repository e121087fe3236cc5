/** The squeeze-and-excite blocks EfficientNet and EfficientNetV2 share, and the initializers of both. */
import type { Json, JsonObject } from '../../base/json';
import type { ModelBuilder, Sym } from './builder';

export const CONV_INIT: Json = {
  className: 'VarianceScaling',
  config: { scale: 2, mode: 'fan_out', distribution: 'truncated_normal' },
};
export const DENSE_INIT: Json = {
  className: 'VarianceScaling',
  config: { scale: 1 / 3, mode: 'fan_out', distribution: 'uniform' },
};

export const ACTIVATION = 'swish';

/** A convolution without bias, normalised and activated where names for that are given. */
export function convolved(
  b: ModelBuilder,
  x: Sym,
  filters: number,
  config: JsonObject,
  norm: JsonObject,
  names: { readonly conv: string; readonly bn: string; readonly activation?: string },
): Sym {
  const { kernel_size = 1, ...rest } = config;
  const made = { use_bias: false, kernel_initializer: CONV_INIT, ...rest };
  const y = b.norm(b.conv(x, filters, kernel_size as number, names.conv, made), names.bn, norm);
  return names.activation === undefined ? y : b.act(y, ACTIVATION, names.activation);
}

/** Weighs channels by what the whole image holds of them. */
export function squeezeExcite(b: ModelBuilder, x: Sym, filters: number, reduced: number, name: string): Sym {
  let se = b.layer('GlobalAveragePooling2D', {}, `${name}se_squeeze`, x);
  se = b.layer('Reshape', { target_shape: [1, 1, filters] }, `${name}se_reshape`, se);
  const config = { padding: 'same', kernel_initializer: CONV_INIT };
  se = b.conv(se, reduced, 1, `${name}se_reduce`, { ...config, activation: ACTIVATION });
  se = b.conv(se, filters, 1, `${name}se_expand`, { ...config, activation: 'sigmoid' });
  return b.layer('Multiply', {}, `${name}se_excite`, x, se);
}

/** Adds the input of a block to what it gives; while training whole samples skip the block at times. */
export function residual(b: ModelBuilder, x: Sym, input: Sym, rate: number, name: string): Sym {
  const dropped = rate > 0 ? b.layer('Dropout', { rate, noise_shape: [null, 1, 1, 1] }, `${name}drop`, x) : x;
  return b.layer('Add', {}, `${name}add`, dropped, input);
}

/** `block2a_`: the stage and the block's letter. */
export const blockName = (stage: number, i: number): string => `block${stage + 1}${String.fromCharCode(97 + i)}_`;
