/** ResNet and ResNet V2, 50 to 152 layers. Source: keras/src/applications/resnet.py, resnet_v2.py (arXiv 1512.03385, 1603.05027). */
import { type Arguments, head, inputShape, NAMED_HEAD } from './arguments';
import { around, ModelBuilder, type Sym } from './builder';
import type { Builder } from './built';

const NORM = { axis: 3, epsilon: 1.001e-5 };

function block(b: ModelBuilder, input: Sym, filters: number, stride: number, shortcut: boolean, name: string): Sym {
  let side = input;
  if (shortcut) {
    side = b.conv(input, 4 * filters, 1, `${name}_0_conv`, { strides: stride });
    side = b.norm(side, `${name}_0_bn`, NORM);
  }
  let x = b.conv(input, filters, 1, `${name}_1_conv`, { strides: stride });
  x = b.norm(x, `${name}_1_bn`, NORM);
  x = b.act(x, 'relu', `${name}_1_relu`);
  x = b.conv(x, filters, 3, `${name}_2_conv`, { padding: 'same' });
  x = b.norm(x, `${name}_2_bn`, NORM);
  x = b.act(x, 'relu', `${name}_2_relu`);
  x = b.conv(x, 4 * filters, 1, `${name}_3_conv`);
  x = b.norm(x, `${name}_3_bn`, NORM);
  x = b.layer('Add', {}, `${name}_add`, side, x);
  return b.act(x, 'relu', `${name}_out`);
}

/** Normalises before it convolves. */
function block2(b: ModelBuilder, input: Sym, filters: number, stride: number, shortcut: boolean, name: string): Sym {
  let before = b.norm(input, `${name}_preact_bn`, NORM);
  before = b.act(before, 'relu', `${name}_preact_relu`);
  let side = input;
  if (shortcut) side = b.conv(before, 4 * filters, 1, `${name}_0_conv`, { strides: stride });
  else if (stride > 1) side = b.layer('MaxPooling2D', { pool_size: 1, strides: stride }, null, input);
  let x = b.conv(before, filters, 1, `${name}_1_conv`, { strides: 1, use_bias: false });
  x = b.norm(x, `${name}_1_bn`, NORM);
  x = b.act(x, 'relu', `${name}_1_relu`);
  x = b.layer('ZeroPadding2D', around(1), `${name}_2_pad`, x);
  x = b.conv(x, filters, 3, `${name}_2_conv`, { strides: stride, use_bias: false });
  x = b.norm(x, `${name}_2_bn`, NORM);
  x = b.act(x, 'relu', `${name}_2_relu`);
  x = b.conv(x, 4 * filters, 1, `${name}_3_conv`);
  return b.layer('Add', {}, `${name}_out`, side, x);
}

/** @param blocks number of blocks in each of the four stages */
export function resnet(blocks: readonly number[]): Builder {
  return (a) => {
    const b = new ModelBuilder();
    let x = stem(b, a);
    x = b.norm(x, 'conv1_bn', NORM);
    x = b.act(x, 'relu', 'conv1_relu');
    x = pool(b, x);
    blocks.forEach((count, stage) => {
      for (let i = 1; i <= count; i++) {
        const stride = i === 1 && stage > 0 ? 2 : 1;
        x = block(b, x, 64 * 2 ** stage, stride, i === 1, `conv${stage + 2}_block${i}`);
      }
    });
    return { name: a.name, graph: b.graph(head(b, a, x, NAMED_HEAD)) };
  };
}

export function resnetV2(blocks: readonly number[]): Builder {
  return (a) => {
    const b = new ModelBuilder();
    let x = pool(b, stem(b, a));
    blocks.forEach((count, stage) => {
      for (let i = 1; i <= count; i++) {
        const stride = i === count && stage < 3 ? 2 : 1;
        x = block2(b, x, 64 * 2 ** stage, stride, i === 1, `conv${stage + 2}_block${i}`);
      }
    });
    x = b.norm(x, 'post_bn', NORM);
    x = b.act(x, 'relu', 'post_relu');
    return { name: a.name, graph: b.graph(head(b, a, x, NAMED_HEAD)) };
  };
}

function stem(b: ModelBuilder, a: Arguments): Sym {
  const x = b.layer('ZeroPadding2D', around(3), 'conv1_pad', b.input(inputShape(a, 224)));
  return b.conv(x, 64, 7, 'conv1_conv', { strides: 2 });
}

function pool(b: ModelBuilder, x: Sym): Sym {
  const y = b.layer('ZeroPadding2D', around(1), 'pool1_pad', x);
  return b.layer('MaxPooling2D', { pool_size: 3, strides: 2 }, 'pool1_pool', y);
}
