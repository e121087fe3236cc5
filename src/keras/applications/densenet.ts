/** DenseNet 121, 169 and 201. Source: keras/src/applications/densenet.py (arXiv 1608.06993). */
import { head, inputShape, NAMED_HEAD } from './arguments';
import { around, channelsOf, ModelBuilder, type Sym } from './builder';
import type { Builder } from './built';

const NORM = { axis: 3, epsilon: 1.001e-5 };
const GROWTH = 32;

function block(b: ModelBuilder, x: Sym, name: string): Sym {
  let y = b.norm(x, `${name}_0_bn`, NORM);
  y = b.act(y, 'relu', `${name}_0_relu`);
  y = b.conv(y, 4 * GROWTH, 1, `${name}_1_conv`, { use_bias: false });
  y = b.norm(y, `${name}_1_bn`, NORM);
  y = b.act(y, 'relu', `${name}_1_relu`);
  y = b.conv(y, GROWTH, 3, `${name}_2_conv`, { padding: 'same', use_bias: false });
  return b.layer('Concatenate', { axis: 3 }, `${name}_concat`, x, y);
}

function transition(b: ModelBuilder, input: Sym, name: string): Sym {
  let x = b.norm(input, `${name}_bn`, NORM);
  x = b.act(x, 'relu', `${name}_relu`);
  x = b.conv(x, Math.trunc(channelsOf(x) / 2), 1, `${name}_conv`, { use_bias: false });
  return b.layer('AveragePooling2D', { pool_size: 2, strides: 2 }, `${name}_pool`, x);
}

/** @param blocks number of layers in each of the four dense blocks */
export function densenet(blocks: readonly number[]): Builder {
  return (a) => {
    const b = new ModelBuilder();
    let x = b.layer('ZeroPadding2D', around(3), null, b.input(inputShape(a, 224)));
    x = b.conv(x, 64, 7, 'conv1_conv', { strides: 2, use_bias: false });
    x = b.norm(x, 'conv1_bn', NORM);
    x = b.act(x, 'relu', 'conv1_relu');
    x = b.layer('ZeroPadding2D', around(1), null, x);
    x = b.layer('MaxPooling2D', { pool_size: 3, strides: 2 }, 'pool1', x);
    blocks.forEach((count, i) => {
      if (i > 0) x = transition(b, x, `pool${i + 1}`);
      for (let j = 1; j <= count; j++) x = block(b, x, `conv${i + 2}_block${j}`);
    });
    x = b.norm(x, 'bn', NORM);
    x = b.act(x, 'relu', 'relu');
    return { name: a.name, graph: b.graph(head(b, a, x, NAMED_HEAD)) };
  };
}
