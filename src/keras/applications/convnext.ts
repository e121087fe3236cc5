/** ConvNeXt, tiny to extra large. Source: keras/src/applications/convnext.py (arXiv 2201.03545). */
import type { JsonObject } from '../../base/json';
import { type Arguments, inputShape, pooled } from './arguments';
import { ModelBuilder, type Sym } from './builder';
import type { Builder } from './built';

const EPSILON = { epsilon: 1e-6 };
const MEAN = [0.485, 0.456, 0.406].map((v) => v * 255);
const VARIANCE = [0.229, 0.224, 0.225].map((v) => (v * 255) ** 2);

function block(b: ModelBuilder, input: Sym, width: number, name: string): Sym {
  let x = b.conv(input, width, 7, `${name}_depthwise_conv`, { padding: 'same', groups: width });
  x = b.layer('LayerNormalization', EPSILON, `${name}_layernorm`, x);
  x = b.layer('Dense', { units: 4 * width }, `${name}_pointwise_conv_1`, x);
  x = b.act(x, 'gelu', `${name}_gelu`);
  x = b.layer('Dense', { units: width }, `${name}_pointwise_conv_2`, x);
  x = b.layer('LayerScale', { init_values: 1e-6, projection_dim: width }, `${name}_layer_scale`, x);
  // Stochastic depth has rate 0 in all of them, and then stands here as nothing.
  x = b.act(x, 'linear', `${name}_identity`);
  return b.layer('ops.Add', {}, null, input, x);
}

function finish(b: ModelBuilder, a: Arguments, x: Sym, name: string): Sym {
  if (!a.include_top) {
    return b.layer('LayerNormalization', EPSILON, null, pooled(b, a, x, { avg: null, max: null }));
  }
  let y = b.layer('GlobalAveragePooling2D', {}, `${name}_head_gap`, x);
  y = b.layer('LayerNormalization', EPSILON, `${name}_head_layernorm`, y);
  const config = { units: a.classes, activation: a.classifier_activation };
  return b.layer('Dense', config as JsonObject, `${name}_head_dense`, y);
}

/** @param depths number of blocks in each stage; `widths` their channels */
export function convnext(fallback: string, depths: readonly number[], widths: readonly number[]): Builder {
  return (a) => {
    const b = new ModelBuilder();
    const name = a.name ?? fallback;
    let x = b.input(inputShape(a, 224));
    if (a.include_preprocessing !== false && x.shape[2] === 3) {
      x = b.layer('Normalization', { mean: MEAN, variance: VARIANCE }, `${name}_prestem_normalization`, x);
    }
    widths.forEach((width, stage) => {
      x =
        stage === 0
          ? b.sequential(`${name}_stem`, x, (inner, y) =>
              inner.layer(
                'LayerNormalization',
                EPSILON,
                `${name}_stem_layernorm`,
                inner.conv(y, width, 4, `${name}_stem_conv`, { strides: 4 }),
              ),
            )
          : b.sequential(`${name}_downsampling_block_${stage - 1}`, x, (inner, y) =>
              inner.conv(
                inner.layer('LayerNormalization', EPSILON, `${name}_downsampling_layernorm_${stage - 1}`, y),
                width,
                2,
                `${name}_downsampling_conv_${stage - 1}`,
                { strides: 2 },
              ),
            );
      for (let j = 0; j < (depths[stage] ?? 0); j++) x = block(b, x, width, `${name}_stage_${stage}_block_${j}`);
    });
    return { name, graph: b.graph(finish(b, a, x, name)) };
  };
}
