/** NASNet, mobile and large. Source: keras/src/applications/nasnet.py (arXiv 1707.07012). */
import { head, inputShape, UNNAMED_HEAD } from './arguments';
import { channelsOf, correctPad, ModelBuilder, type Sym } from './builder';
import type { Builder } from './built';

const NORM = { axis: -1, momentum: 0.9997, epsilon: 0.001 };
const HE = { use_bias: false, kernel_initializer: 'he_normal' };

/** Two separable convolutions, the first of which may go in steps of two. */
function separable(b: ModelBuilder, input: Sym, filters: number, kernel: number, id: string, strides: 1 | 2 = 1): Sym {
  let x = b.act(input, 'relu', null);
  if (strides === 2) x = b.layer('ZeroPadding2D', { padding: correctPad(x, kernel) }, `separable_conv_1_pad_${id}`, x);
  const config = { filters, kernel_size: kernel, use_bias: false };
  const first = { ...config, strides, padding: strides === 2 ? 'valid' : 'same' };
  x = b.norm(b.layer('SeparableConv2D', first, `separable_conv_1_${id}`, x), `separable_conv_1_bn_${id}`, NORM);
  x = b.act(x, 'relu', null);
  const second = b.layer('SeparableConv2D', { ...config, padding: 'same' }, `separable_conv_2_${id}`, x);
  return b.norm(second, `separable_conv_2_bn_${id}`, NORM);
}

/** Brings the cell before the last to the size and width of the last. */
function adjust(b: ModelBuilder, before: Sym | null, x: Sym, filters: number, id: string): Sym {
  if (before === null) return x;
  if (before.shape[1] !== x.shape[1]) {
    const p = b.act(before, 'relu', `adjust_relu_1_${id}`);
    const half = (y: Sym, n: 1 | 2): Sym => {
      const pooled = b.layer('AveragePooling2D', { pool_size: 1, strides: 2 }, `adjust_avg_pool_${n}_${id}`, y);
      return b.conv(pooled, Math.floor(filters / 2), 1, `adjust_conv_${n}_${id}`, { ...HE, padding: 'same' });
    };
    const left = half(p, 1);
    const shift = [
      [0, 1],
      [0, 1],
    ];
    const padded = b.layer('ZeroPadding2D', { padding: shift }, null, p);
    const cropping = [
      [1, 0],
      [1, 0],
    ];
    const right = half(b.layer('Cropping2D', { cropping }, null, padded), 2);
    return b.norm(b.layer('Concatenate', { axis: -1 }, null, left, right), `adjust_bn_${id}`, NORM);
  }
  if (channelsOf(before) === filters) return before;
  const p = b.conv(b.act(before, 'relu', null), filters, 1, `adjust_conv_projection_${id}`, { ...HE, padding: 'same' });
  return b.norm(p, `adjust_bn_${id}`, NORM);
}

/** The input of a cell in its width. */
function squeezed(b: ModelBuilder, x: Sym, filters: number, kind: string, id: string): Sym {
  const y = b.conv(b.act(x, 'relu', null), filters, 1, `${kind}_conv_1_${id}`, { ...HE, padding: 'same' });
  return b.norm(y, `${kind}_bn_1_${id}`, NORM);
}

function normalCell(b: ModelBuilder, x: Sym, before: Sym | null, filters: number, id: string): Sym {
  const p = adjust(b, before, x, filters, id);
  const h = squeezed(b, x, filters, 'normal', id);
  const average = (y: Sym, name: string): Sym =>
    b.layer('AveragePooling2D', { pool_size: 3, strides: 1, padding: 'same' }, `normal_${name}_${id}`, y);
  const sum = (n: number, l: Sym, r: Sym): Sym => b.layer('Add', {}, `normal_add_${n}_${id}`, l, r);
  const left1 = separable(b, h, filters, 5, `normal_left1_${id}`);
  const x1 = sum(1, left1, separable(b, p, filters, 3, `normal_right1_${id}`));
  const left2 = separable(b, p, filters, 5, `normal_left2_${id}`);
  const x2 = sum(2, left2, separable(b, p, filters, 3, `normal_right2_${id}`));
  const x3 = sum(3, average(h, 'left3'), p);
  const left4 = average(p, 'left4');
  const x4 = sum(4, left4, average(p, 'right4'));
  const x5 = sum(5, separable(b, h, filters, 3, `normal_left5_${id}`), h);
  return b.layer('Concatenate', { axis: -1 }, `normal_concat_${id}`, p, x1, x2, x3, x4, x5);
}

function reductionCell(b: ModelBuilder, x: Sym, before: Sym | null, filters: number, id: string): Sym {
  const p = adjust(b, before, x, filters, id);
  const h = squeezed(b, x, filters, 'reduction', id);
  const padded = b.layer('ZeroPadding2D', { padding: correctPad(h, 3) }, `reduction_pad_1_${id}`, h);
  const pooled = (kind: 'Max' | 'Average', name: string): Sym =>
    b.layer(`${kind}Pooling2D`, { pool_size: 3, strides: 2 }, `reduction_${name}_${id}`, padded);
  const sum = (name: string | null, l: Sym, r: Sym): Sym =>
    b.layer('Add', {}, name === null ? null : `reduction_${name}_${id}`, l, r);
  const left1 = separable(b, h, filters, 5, `reduction_left1_${id}`, 2);
  const x1 = sum('add_1', left1, separable(b, p, filters, 7, `reduction_right1_${id}`, 2));
  const left2 = pooled('Max', 'left2');
  const x2 = sum('add_2', left2, separable(b, p, filters, 7, `reduction_right2_${id}`, 2));
  const left3 = pooled('Average', 'left3');
  const x3 = sum('add3', left3, separable(b, p, filters, 5, `reduction_right3_${id}`, 2));
  const smooth = { pool_size: 3, strides: 1, padding: 'same' };
  const x4 = sum(null, x2, b.layer('AveragePooling2D', smooth, `reduction_left4_${id}`, x1));
  const left5 = separable(b, x1, filters, 3, `reduction_left4_${id}`);
  const x5 = sum('add4', left5, pooled('Max', 'right5'));
  return b.layer('Concatenate', { axis: -1 }, `reduction_concat_${id}`, x2, x3, x4, x5);
}

/** @param skip whether cells behind a reduction still read the one before it */
function nasnet(size: number, penultimate: number, blocks: number, stem: number, skip: boolean): Builder {
  return (a) => {
    const b = new ModelBuilder();
    const filters = Math.floor(penultimate / 24);
    const shape = a.input_shape ?? (skip || a.include_top ? inputShape(a, size) : [size, size, 3]);
    let x = b.conv(b.input(shape), stem, 3, 'stem_conv1', { ...HE, strides: 2, padding: 'valid' });
    x = b.norm(x, 'stem_bn1', NORM);
    let p: Sym | null = null;
    const normal = (width: number, id: number): void => {
      const y = normalCell(b, x, p, width, `${id}`);
      p = x;
      x = y;
    };
    const reduce = (width: number, id: string, keep = false): void => {
      const y = reductionCell(b, x, p, width, id);
      if (!keep) p = x;
      x = y;
    };
    reduce(Math.floor(filters / 4), 'stem_1');
    reduce(Math.floor(filters / 2), 'stem_2');
    for (let i = 0; i < blocks; i++) normal(filters, i);
    reduce(filters * 2, `reduce_${blocks}`, skip);
    for (let i = 0; i < blocks; i++) normal(filters * 2, blocks + i + 1);
    reduce(filters * 4, `reduce_${2 * blocks}`, skip);
    for (let i = 0; i < blocks; i++) normal(filters * 4, 2 * blocks + i + 1);
    x = b.act(x, 'relu', null);
    return { name: a.name, graph: b.graph(head(b, a, x, UNNAMED_HEAD)) };
  };
}

export const nasnetMobile = nasnet(224, 1056, 4, 32, false);
export const nasnetLarge = nasnet(331, 4032, 6, 96, true);
