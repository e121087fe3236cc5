/** MobileNet. Source: keras/src/applications/mobilenet.py (arXiv 1704.04861). */
import type { JsonObject } from '../../base/json';
import { type Arguments, inputShape, pooled } from './arguments';
import { ModelBuilder, type Sym } from './builder';
import type { Built } from './built';

const AXIS = { axis: -1 };
const relu6 = (b: ModelBuilder, x: Sym, name: string): Sym => b.layer('ReLU', { max_value: 6 }, name, x);

/** Filters of each block before the width factor, and its stride. */
const BLOCKS: readonly (readonly [number, 1 | 2])[] = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
];

export function mobilenet(a: Arguments): Built {
  const { alpha = 1, depth_multiplier = 1, dropout = 0.001 } = a;
  const b = new ModelBuilder();
  const input = b.input(inputShape(a, 224));
  let x = b.conv(input, Math.trunc(32 * alpha), 3, 'conv1', { padding: 'same', use_bias: false, strides: 2 });
  x = relu6(b, b.norm(x, 'conv1_bn', AXIS), 'conv1_relu');
  BLOCKS.forEach(([filters, strides], i) => {
    const id = i + 1;
    if (strides === 2) {
      const padding = [
        [0, 1],
        [0, 1],
      ];
      x = b.layer('ZeroPadding2D', { padding }, `conv_pad_${id}`, x);
    }
    const padding = strides === 1 ? 'same' : 'valid';
    const depthwise = { kernel_size: 3, padding, depth_multiplier, strides, use_bias: false };
    x = b.layer('DepthwiseConv2D', depthwise, `conv_dw_${id}`, x);
    x = relu6(b, b.norm(x, `conv_dw_${id}_bn`, AXIS), `conv_dw_${id}_relu`);
    x = b.conv(x, Math.trunc(filters * alpha), 1, `conv_pw_${id}`, { padding: 'same', use_bias: false });
    x = relu6(b, b.norm(x, `conv_pw_${id}_bn`, AXIS), `conv_pw_${id}_relu`);
  });
  if (a.include_top) {
    x = b.layer('GlobalAveragePooling2D', { keepdims: true }, null, x);
    x = b.layer('Dropout', { rate: dropout }, 'dropout', x);
    x = b.conv(x, a.classes, 1, 'conv_preds', { padding: 'same' });
    x = b.layer('Reshape', { target_shape: [a.classes] }, 'reshape_2', x);
    x = b.layer('Activation', { activation: a.classifier_activation } as JsonObject, 'predictions', x);
  } else x = pooled(b, a, x, { avg: null, max: null });
  const rows = input.shape[0] ?? null;
  return { name: a.name ?? `mobilenet_${alpha.toFixed(2)}_${rows ?? 'None'}`, graph: b.graph(x) };
}
