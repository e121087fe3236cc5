/** EfficientNet B0 to B7. Source: keras/src/applications/efficientnet.py (arXiv 1905.11946). */
import { head, inputShape, NAMED_HEAD } from './arguments';
import { correctPad, ModelBuilder, makeDivisible, type Sym } from './builder';
import type { Builder } from './built';
import { ACTIVATION, blockName, CONV_INIT, convolved, DENSE_INIT, residual, squeezeExcite } from './mbconv';

interface Stage {
  readonly kernel: number;
  readonly repeats: number;
  readonly from: number;
  readonly to: number;
  readonly expand: number;
  readonly strides: 1 | 2;
}

const STAGES: readonly Stage[] = [
  { kernel: 3, repeats: 1, from: 32, to: 16, expand: 1, strides: 1 },
  { kernel: 3, repeats: 2, from: 16, to: 24, expand: 6, strides: 2 },
  { kernel: 5, repeats: 2, from: 24, to: 40, expand: 6, strides: 2 },
  { kernel: 3, repeats: 3, from: 40, to: 80, expand: 6, strides: 2 },
  { kernel: 5, repeats: 3, from: 80, to: 112, expand: 6, strides: 1 },
  { kernel: 5, repeats: 4, from: 112, to: 192, expand: 6, strides: 2 },
  { kernel: 3, repeats: 1, from: 192, to: 320, expand: 6, strides: 1 },
];

const NORM = { axis: 3 };

function block(b: ModelBuilder, input: Sym, s: Stage, rate: number, name: string): Sym {
  const filters = s.from * s.expand;
  let x = input;
  if (s.expand !== 1) {
    const names = { conv: `${name}expand_conv`, bn: `${name}expand_bn`, activation: `${name}expand_activation` };
    x = convolved(b, x, filters, { padding: 'same' }, NORM, names);
  }
  if (s.strides === 2) x = b.layer('ZeroPadding2D', { padding: correctPad(x, s.kernel) }, `${name}dwconv_pad`, x);
  const depthwise = {
    kernel_size: s.kernel,
    strides: s.strides,
    padding: s.strides === 2 ? 'valid' : 'same',
    use_bias: false,
    depthwise_initializer: CONV_INIT,
  };
  x = b.norm(b.layer('DepthwiseConv2D', depthwise, `${name}dwconv`, x), `${name}bn`, NORM);
  x = b.act(x, ACTIVATION, `${name}activation`);
  x = squeezeExcite(b, x, filters, Math.max(1, Math.trunc(s.from * 0.25)), name);
  x = convolved(b, x, s.to, { padding: 'same' }, NORM, { conv: `${name}project_conv`, bn: `${name}project_bn` });
  return s.strides === 1 && s.from === s.to ? residual(b, x, input, rate, name) : x;
}

/** @param size usual rows and columns of an image */
export function efficientnet(width: number, depth: number, size: number, dropout: number): Builder {
  const filters = (n: number): number => makeDivisible(n * width);
  const repeats = (s: Stage): number => Math.ceil(depth * s.repeats);
  return (a) => {
    const b = new ModelBuilder();
    let x = b.layer('Rescaling', { scale: 1 / 255 }, null, b.input(inputShape(a, size)));
    x = b.layer('Normalization', { axis: 3 }, null, x);
    x = b.layer('ZeroPadding2D', { padding: correctPad(x, 3) }, 'stem_conv_pad', x);
    const stem = { kernel_size: 3, strides: 2, padding: 'valid' };
    x = convolved(b, x, filters(32), stem, NORM, { conv: 'stem_conv', bn: 'stem_bn', activation: 'stem_activation' });
    const total = STAGES.reduce((n, s) => n + repeats(s), 0);
    let at = 0;
    STAGES.forEach((s, i) => {
      for (let j = 0; j < repeats(s); j++) {
        const to = filters(s.to);
        const here: Stage = j === 0 ? { ...s, from: filters(s.from), to } : { ...s, from: to, to, strides: 1 };
        x = block(b, x, here, (0.2 * at) / total, blockName(i, j));
        at++;
      }
    });
    const top = { conv: 'top_conv', bn: 'top_bn', activation: 'top_activation' };
    x = convolved(b, x, filters(1280), { padding: 'same' }, NORM, top);
    const dropped = (y: Sym): Sym => b.layer('Dropout', { rate: dropout }, 'top_dropout', y);
    x = head(b, a, x, NAMED_HEAD, { kernel_initializer: DENSE_INIT }, dropped);
    return { name: a.name, graph: b.graph(x) };
  };
}
