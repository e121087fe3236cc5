/** MobileNetV3, small and large. Source: keras/src/applications/mobilenet_v3.py (arXiv 1905.02244). */
import type { JsonObject } from '../../base/json';
import { type Arguments, pooled } from './arguments';
import { channelsOf, correctPad, ModelBuilder, makeDivisible, type Sym } from './builder';
import type { Builder } from './built';

const NORM = { axis: -1, epsilon: 0.001, momentum: 0.999 };

/** Expansion, filters before the width factor, whether the kernel is the large one, stride, squeeze, hard swish. */
type Block = readonly [number, number, boolean, 1 | 2, boolean, boolean];

const SMALL: readonly Block[] = [
  [1, 16, false, 2, true, false],
  [72 / 16, 24, false, 2, false, false],
  [88 / 24, 24, false, 1, false, false],
  [4, 40, true, 2, true, true],
  [6, 40, true, 1, true, true],
  [6, 40, true, 1, true, true],
  [3, 48, true, 1, true, true],
  [3, 48, true, 1, true, true],
  [6, 96, true, 2, true, true],
  [6, 96, true, 1, true, true],
  [6, 96, true, 1, true, true],
];

const LARGE: readonly Block[] = [
  [1, 16, false, 1, false, false],
  [4, 24, false, 2, false, false],
  [3, 24, false, 1, false, false],
  [3, 40, true, 2, true, false],
  [3, 40, true, 1, true, false],
  [3, 40, true, 1, true, false],
  [6, 80, false, 2, false, true],
  [2.5, 80, false, 1, false, true],
  [2.3, 80, false, 1, false, true],
  [2.3, 80, false, 1, false, true],
  [6, 112, false, 1, true, true],
  [6, 112, false, 1, true, true],
  [6, 160, true, 2, true, true],
  [6, 160, true, 1, true, true],
  [6, 160, true, 1, true, true],
];

/** What minimal models do without. */
interface Style {
  readonly kernel: number;
  readonly squeeze: boolean;
  activation(x: Sym): Sym;
}

function squeeze(b: ModelBuilder, input: Sym, filters: number, prefix: string): Sym {
  const name = `${prefix}squeeze_excite_`;
  let x = b.layer('GlobalAveragePooling2D', { keepdims: true }, `${name}avg_pool`, input);
  x = b.conv(x, makeDivisible(filters * 0.25), 1, `${name}conv`, { padding: 'same' });
  x = b.layer('ReLU', {}, `${name}relu`, x);
  x = b.conv(x, filters, 1, `${name}conv_1`, { padding: 'same' });
  // A hard sigmoid out of operations, as the original has it.
  x = b.layer('ops.Add', { x2: 3 }, null, x);
  x = b.layer('ReLU', { max_value: 6 }, null, x);
  x = b.layer('ops.Multiply', { x2: 1 / 6 }, null, x);
  return b.layer('Multiply', {}, `${name}mul`, input, x);
}

function block(b: ModelBuilder, input: Sym, spec: Block, alpha: number, style: Style, id: number): Sym {
  const [expansion, width, large, strides, excite, swish] = spec;
  const filters = makeDivisible(width * alpha);
  const wide = makeDivisible(channelsOf(input) * expansion);
  const activation = swish ? style.activation : (x: Sym): Sym => b.layer('ReLU', {}, null, x);
  const prefix = id === 0 ? 'expanded_conv_' : `expanded_conv_${id}_`;
  const kernel_size = large ? style.kernel : 3;
  let x = input;
  if (id > 0) {
    x = b.conv(x, wide, 1, `${prefix}expand`, { padding: 'same', use_bias: false });
    x = activation(b.norm(x, `${prefix}expand_bn`, NORM));
  }
  if (strides === 2) x = b.layer('ZeroPadding2D', { padding: correctPad(x, kernel_size) }, `${prefix}depthwise_pad`, x);
  const depthwise = { kernel_size, strides, padding: strides === 1 ? 'same' : 'valid', use_bias: false };
  x = b.layer('DepthwiseConv2D', depthwise, `${prefix}depthwise`, x);
  x = activation(b.norm(x, `${prefix}depthwise_bn`, NORM));
  if (excite && style.squeeze) x = squeeze(b, x, wide, prefix);
  x = b.conv(x, filters, 1, `${prefix}project`, { padding: 'same', use_bias: false });
  x = b.norm(x, `${prefix}project_bn`, NORM);
  if (strides === 1 && channelsOf(input) === filters) return b.layer('Add', {}, `${prefix}add`, input, x);
  return x;
}

function mobilenetV3(blocks: readonly Block[], last: number): Builder {
  return (a: Arguments) => {
    const { alpha = 1, minimalistic = false, dropout_rate = 0.2, include_preprocessing = true } = a;
    const b = new ModelBuilder();
    const style: Style = {
      kernel: minimalistic ? 3 : 5,
      squeeze: !minimalistic,
      activation: (x) => (minimalistic ? b.layer('ReLU', {}, null, x) : b.act(x, 'hard_swish', null)),
    };
    // Unlike the other applications its sizes stay open with a classifier too.
    let x = b.input(a.input_shape ?? [null, null, 3]);
    if (include_preprocessing) x = b.layer('Rescaling', { scale: 1 / 127.5, offset: -1 }, null, x);
    x = b.conv(x, 16, 3, 'conv', { strides: 2, padding: 'same', use_bias: false });
    x = style.activation(b.norm(x, 'conv_bn', NORM));
    blocks.forEach((spec, id) => {
      x = block(b, x, spec, alpha, style, id);
    });
    x = b.conv(x, makeDivisible(channelsOf(x) * 6), 1, 'conv_1', { padding: 'same', use_bias: false });
    x = style.activation(b.norm(x, 'conv_1_bn', NORM));
    if (!a.include_top) {
      return { name: a.name, graph: b.graph(pooled(b, a, x, { avg: 'avg_pool', max: 'max_pool' })) };
    }
    x = b.layer('GlobalAveragePooling2D', { keepdims: true }, null, x);
    x = b.conv(x, alpha > 1 ? makeDivisible(last * alpha) : last, 1, 'conv_2', { padding: 'same', use_bias: true });
    x = style.activation(x);
    if (dropout_rate > 0) x = b.layer('Dropout', { rate: dropout_rate }, null, x);
    x = b.conv(x, a.classes, 1, 'logits', { padding: 'same' });
    x = b.layer('Flatten', {}, null, x);
    x = b.layer('Activation', { activation: a.classifier_activation } as JsonObject, 'predictions', x);
    return { name: a.name, graph: b.graph(x) };
  };
}

export const mobilenetV3Small = mobilenetV3(SMALL, 1024);
export const mobilenetV3Large = mobilenetV3(LARGE, 1280);
