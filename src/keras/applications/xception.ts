/** Xception. Source: keras/src/applications/xception.py (arXiv 1610.02357). */
import { type Arguments, head, inputShape, NAMED_TOP } from './arguments';
import { ModelBuilder, type Sym } from './builder';
import type { Built } from './built';

const AXIS = { axis: -1 };

/** A separable convolution of the given name with its normalisation. */
function separable(b: ModelBuilder, x: Sym, filters: number, name: string): Sym {
  const config = { filters, kernel_size: 3, padding: 'same', use_bias: false };
  return b.norm(b.layer('SeparableConv2D', config, name, x), `${name}_bn`, AXIS);
}

function shortcut(b: ModelBuilder, x: Sym, filters: number): Sym {
  return b.norm(b.conv(x, filters, 1, null, { strides: 2, padding: 'same', use_bias: false }), null, AXIS);
}

/** Two separable convolutions and a pooling beside a strided shortcut. `first` activates before the first of them. */
function entry(b: ModelBuilder, input: Sym, n: number, widths: readonly [number, number], first: boolean): Sym {
  const side = shortcut(b, input, widths[1]);
  let x = first ? b.act(input, 'relu', `block${n}_sepconv1_act`) : input;
  x = separable(b, x, widths[0], `block${n}_sepconv1`);
  x = b.act(x, 'relu', `block${n}_sepconv2_act`);
  x = separable(b, x, widths[1], `block${n}_sepconv2`);
  x = b.layer('MaxPooling2D', { pool_size: 3, strides: 2, padding: 'same' }, `block${n}_pool`, x);
  return b.layer('Add', {}, null, x, side);
}

export function xception(a: Arguments): Built {
  const b = new ModelBuilder();
  let x = b.conv(b.input(inputShape(a, 299)), 32, 3, 'block1_conv1', { strides: 2, use_bias: false });
  x = b.act(b.norm(x, 'block1_conv1_bn', AXIS), 'relu', 'block1_conv1_act');
  x = b.conv(x, 64, 3, 'block1_conv2', { use_bias: false });
  x = b.act(b.norm(x, 'block1_conv2_bn', AXIS), 'relu', 'block1_conv2_act');
  x = entry(b, x, 2, [128, 128], false);
  x = entry(b, x, 3, [256, 256], true);
  x = entry(b, x, 4, [728, 728], true);
  for (let n = 5; n <= 12; n++) {
    const side = x;
    for (let i = 1; i <= 3; i++) {
      x = b.act(x, 'relu', `block${n}_sepconv${i}_act`);
      x = separable(b, x, 728, `block${n}_sepconv${i}`);
    }
    x = b.layer('Add', {}, null, x, side);
  }
  x = entry(b, x, 13, [728, 1024], true);
  x = b.act(separable(b, x, 1536, 'block14_sepconv1'), 'relu', 'block14_sepconv1_act');
  x = b.act(separable(b, x, 2048, 'block14_sepconv2'), 'relu', 'block14_sepconv2_act');
  return { name: a.name, graph: b.graph(head(b, a, x, NAMED_TOP)) };
}
