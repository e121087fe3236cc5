/** EfficientNetV2 B0 to B3, S, M and L. Source: keras/src/applications/efficientnet_v2.py (arXiv 2104.00298). */
import { type Arguments, head, inputShape, NAMED_HEAD } from './arguments';
import { ModelBuilder, type Sym } from './builder';
import type { Builder } from './built';
import { ACTIVATION, blockName, CONV_INIT, convolved, DENSE_INIT, residual, squeezeExcite } from './mbconv';

/** Whether convolutions are fused, repeats, input and output filters, expansion, stride; the separate ones have excitation. */
type Row = readonly ['fused' | 'separate', number, number, number, number, 1 | 2];

const B: readonly Row[] = [
  ['fused', 1, 32, 16, 1, 1],
  ['fused', 2, 16, 32, 4, 2],
  ['fused', 2, 32, 48, 4, 2],
  ['separate', 3, 48, 96, 4, 2],
  ['separate', 5, 96, 112, 6, 1],
  ['separate', 8, 112, 192, 6, 2],
];
const S: readonly Row[] = [
  ['fused', 2, 24, 24, 1, 1],
  ['fused', 4, 24, 48, 4, 2],
  ['fused', 4, 48, 64, 4, 2],
  ['separate', 6, 64, 128, 4, 2],
  ['separate', 9, 128, 160, 6, 1],
  ['separate', 15, 160, 256, 6, 2],
];
const M: readonly Row[] = [
  ['fused', 3, 24, 24, 1, 1],
  ['fused', 5, 24, 48, 4, 2],
  ['fused', 5, 48, 80, 4, 2],
  ['separate', 7, 80, 160, 4, 2],
  ['separate', 14, 160, 176, 6, 1],
  ['separate', 18, 176, 304, 6, 2],
  ['separate', 5, 304, 512, 6, 1],
];
const L: readonly Row[] = [
  ['fused', 4, 32, 32, 1, 1],
  ['fused', 7, 32, 64, 4, 2],
  ['fused', 7, 64, 96, 4, 2],
  ['separate', 10, 96, 192, 4, 2],
  ['separate', 19, 192, 224, 6, 1],
  ['separate', 25, 224, 384, 6, 2],
  ['separate', 7, 384, 640, 6, 1],
];

const NORM = { axis: 3, momentum: 0.9 };

interface Block {
  readonly from: number;
  readonly to: number;
  readonly expand: number;
  readonly strides: 1 | 2;
  readonly rate: number;
  readonly name: string;
}

function separate(b: ModelBuilder, input: Sym, { from, to, expand, strides, rate, name }: Block): Sym {
  const filters = from * expand;
  let x = input;
  if (expand !== 1) {
    const names = { conv: `${name}expand_conv`, bn: `${name}expand_bn`, activation: `${name}expand_activation` };
    x = convolved(b, x, filters, { padding: 'same' }, NORM, names);
  }
  const depthwise = { kernel_size: 3, strides, padding: 'same', use_bias: false, depthwise_initializer: CONV_INIT };
  x = b.norm(b.layer('DepthwiseConv2D', depthwise, `${name}dwconv2`, x), `${name}bn`, NORM);
  x = b.act(x, ACTIVATION, `${name}activation`);
  x = squeezeExcite(b, x, filters, Math.max(1, Math.trunc(from * 0.25)), name);
  x = convolved(b, x, to, { padding: 'same' }, NORM, { conv: `${name}project_conv`, bn: `${name}project_bn` });
  return strides === 1 && from === to ? residual(b, x, input, rate, name) : x;
}

function fused(b: ModelBuilder, input: Sym, { from, to, expand, strides, rate, name }: Block): Sym {
  const project = { conv: `${name}project_conv`, bn: `${name}project_bn` };
  const wide = { kernel_size: 3, strides, padding: 'same' };
  let x = input;
  if (expand === 1) {
    x = convolved(b, x, to, wide, NORM, { ...project, activation: `${name}project_activation` });
  } else {
    const names = { conv: `${name}expand_conv`, bn: `${name}expand_bn`, activation: `${name}expand_activation` };
    x = convolved(b, x, from * expand, wide, NORM, names);
    x = convolved(b, x, to, { padding: 'same' }, NORM, project);
  }
  return strides === 1 && from === to ? residual(b, x, input, rate, name) : x;
}

/** The B models are scaled from one table and normalise as ImageNet is; the others only rescale. */
function preprocessed(b: ModelBuilder, a: Arguments, x: Sym, scaled: boolean): Sym {
  if (a.include_preprocessing === false) return x;
  if (!scaled || x.shape[2] !== 3) return b.layer('Rescaling', { scale: 1 / 128, offset: -1 }, null, x);
  const y = b.layer('Rescaling', { scale: 1 / 255 }, null, x);
  const variance = [0.229, 0.224, 0.225].map((d) => d ** 2);
  return b.layer('Normalization', { mean: [0.485, 0.456, 0.406], variance, axis: 3 }, null, y);
}

function efficientnetV2(rows: readonly Row[], size: number, width = 1, depth = 1): Builder {
  const filters = (n: number): number => Math.max(8, Math.floor(Math.trunc(n * width + 4) / 8) * 8);
  return (a) => {
    const b = new ModelBuilder();
    let x = preprocessed(b, a, b.input(inputShape(a, size)), rows === B);
    const stem = { kernel_size: 3, strides: 2, padding: 'same' };
    const names = { conv: 'stem_conv', bn: 'stem_bn', activation: 'stem_activation' };
    x = convolved(b, x, filters(rows[0]?.[2] ?? 0), stem, NORM, names);
    // Keras counts the table's repeats here, not the scaled ones.
    const total = rows.reduce((n, [, repeats]) => n + repeats, 0);
    let at = 0;
    rows.forEach(([kind, repeats, from, to, expand, strides], i) => {
      for (let j = 0; j < Math.ceil(depth * repeats); j++) {
        const block: Block = {
          from: filters(j === 0 ? from : to),
          to: filters(to),
          expand,
          strides: j === 0 ? strides : 1,
          rate: (0.2 * at) / total,
          name: blockName(i, j),
        };
        x = kind === 'fused' ? fused(b, x, block) : separate(b, x, block);
        at++;
      }
    });
    const top = { conv: 'top_conv', bn: 'top_bn', activation: 'top_activation' };
    x = convolved(b, x, filters(1280), { padding: 'same' }, NORM, top);
    const dropped = (y: Sym): Sym => b.layer('Dropout', { rate: 0.2 }, 'top_dropout', y);
    const dense = {
      kernel_initializer: DENSE_INIT,
      bias_initializer: { className: 'Constant', config: { value: 0 } },
    };
    return { name: a.name, graph: b.graph(head(b, a, x, NAMED_HEAD, dense, dropped)) };
  };
}

export const efficientnetV2B0 = efficientnetV2(B, 224);
export const efficientnetV2B1 = efficientnetV2(B, 240, 1, 1.1);
export const efficientnetV2B2 = efficientnetV2(B, 260, 1.1, 1.2);
export const efficientnetV2B3 = efficientnetV2(B, 300, 1.2, 1.4);
export const efficientnetV2S = efficientnetV2(S, 384);
export const efficientnetV2M = efficientnetV2(M, 480);
export const efficientnetV2L = efficientnetV2(L, 480);
