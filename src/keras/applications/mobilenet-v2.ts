/** MobileNetV2. Source: keras/src/applications/mobilenet_v2.py (arXiv 1801.04381). */
import { type Arguments, head, inputShape, UNNAMED_HEAD } from './arguments';
import { channelsOf, correctPad, ModelBuilder, makeDivisible, type Sym } from './builder';
import type { Built } from './built';

const NORM = { axis: -1, epsilon: 0.001, momentum: 0.999 };

/** Filters before the width factor, stride of the first block, number of blocks, expansion. */
const STAGES: readonly (readonly [number, 1 | 2, number, number])[] = [
  [16, 1, 1, 1],
  [24, 2, 2, 6],
  [32, 2, 3, 6],
  [64, 2, 4, 6],
  [96, 1, 3, 6],
  [160, 2, 3, 6],
  [320, 1, 1, 6],
];

const relu6 = (b: ModelBuilder, x: Sym, name: string): Sym => b.layer('ReLU', { max_value: 6 }, name, x);

function block(b: ModelBuilder, input: Sym, filters: number, strides: 1 | 2, expansion: number, id: number): Sym {
  const prefix = id === 0 ? 'expanded_conv_' : `block_${id}_`;
  let x = input;
  if (id > 0) {
    x = b.conv(x, expansion * channelsOf(input), 1, `${prefix}expand`, { padding: 'same', use_bias: false });
    x = relu6(b, b.norm(x, `${prefix}expand_BN`, NORM), `${prefix}expand_relu`);
  }
  if (strides === 2) x = b.layer('ZeroPadding2D', { padding: correctPad(x, 3) }, `${prefix}pad`, x);
  const depthwise = { kernel_size: 3, strides, use_bias: false, padding: strides === 1 ? 'same' : 'valid' };
  x = b.layer('DepthwiseConv2D', depthwise, `${prefix}depthwise`, x);
  x = relu6(b, b.norm(x, `${prefix}depthwise_BN`, NORM), `${prefix}depthwise_relu`);
  x = b.conv(x, filters, 1, `${prefix}project`, { padding: 'same', use_bias: false });
  x = b.norm(x, `${prefix}project_BN`, NORM);
  if (strides === 1 && channelsOf(input) === filters) return b.layer('Add', {}, `${prefix}add`, input, x);
  return x;
}

export function mobilenetV2(a: Arguments): Built {
  const { alpha = 1 } = a;
  const b = new ModelBuilder();
  const input = b.input(inputShape(a, 224));
  let x = b.conv(input, makeDivisible(32 * alpha), 3, 'Conv1', { strides: 2, padding: 'same', use_bias: false });
  x = relu6(b, b.norm(x, 'bn_Conv1', NORM), 'Conv1_relu');
  let id = 0;
  for (const [filters, strides, count, expansion] of STAGES) {
    for (let i = 0; i < count; i++) {
      const width = makeDivisible(Math.trunc(filters * alpha));
      x = block(b, x, width, i === 0 ? strides : 1, expansion, id++);
    }
  }
  x = b.conv(x, alpha > 1 ? makeDivisible(1280 * alpha) : 1280, 1, 'Conv_1', { use_bias: false });
  x = relu6(b, b.norm(x, 'Conv_1_bn', NORM), 'out_relu');
  const rows = input.shape[0] ?? 'None';
  return {
    name: a.name ?? `mobilenetv2_${alpha.toFixed(2)}_${rows}`,
    graph: b.graph(head(b, a, x, UNNAMED_HEAD)),
  };
}
