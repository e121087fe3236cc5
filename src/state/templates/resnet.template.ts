/** Residual blocks: what each computes is added to what it reads. He et al., Deep Residual Learning (2015). */
import type { TensorRef } from '../../graph/model';
import type { Sketch } from '../../graph/sketch';
import { ANSWERS, begun, compiled, defineTemplate, head, rateFor, shapeOf } from './template';

/** Two convolutions and a way past them, projected where the shape changes. */
function block(
  s: Sketch,
  x: TensorRef,
  dims: '1D' | '2D',
  filters: number,
  strides: number,
  project: boolean,
): TensorRef {
  const conv = (y: TensorRef, kernel_size: number, step: number): TensorRef =>
    s.call(
      'BatchNormalization',
      {},
      s.call(
        `Conv${dims}`,
        { filters, kernel_size, padding: 'same', use_bias: false, ...(step > 1 && { strides: step }) },
        y,
      ),
    );
  const past = project ? conv(x, 1, strides) : x;
  let y = s.call('ReLU', {}, conv(x, 3, strides));
  y = s.call('Add', {}, conv(y, 3, 1), past);
  return s.call('ReLU', {}, y);
}

/** The same with dense layers, for rows of numbers. */
function denseBlock(s: Sketch, x: TensorRef, units: number): TensorRef {
  let y = s.call('Dense', { units, activation: 'relu' }, x);
  y = s.call('Dropout', { rate: 0.1 }, y);
  y = s.call('Dense', { units }, y);
  return s.call('ReLU', {}, s.call('Add', {}, y, x));
}

export default defineTemplate({
  id: 'resnet',
  name: 'Residual network',
  summary: 'Blocks that add to what they read: depth without losing the gradient.',
  order: 3,
  refused: () => null,
  make(facts) {
    const { s, x } = begun(facts);
    let y: TensorRef;
    if (facts.inputKind === 'vector') {
      y = s.call('Dense', { units: 32, activation: 'relu' }, x);
      for (let i = 0; i < 3; i++) y = denseBlock(s, y, 32);
    } else {
      const dims = facts.inputKind === 'image' ? '2D' : '1D';
      const [rows = 1, columns = rows] = shapeOf(facts);
      let side = dims === '2D' ? Math.min(rows, columns) : rows;
      y = s.call(`Conv${dims}`, { filters: 16, kernel_size: 3, padding: 'same', use_bias: false }, x);
      y = s.call('ReLU', {}, s.call('BatchNormalization', {}, y));
      y = block(s, y, dims, 16, 1, false);
      for (const filters of [32, 64]) {
        const strides = side >= 4 ? 2 : 1;
        side = Math.ceil(side / strides);
        y = block(s, y, dims, filters, strides, true);
      }
      y = s.call(`GlobalAveragePooling${dims}`, {}, y);
    }
    return { model: s.model(head(s, y, facts)), compile: compiled(facts, ['answer'], rateFor(facts)), fit: ANSWERS };
  },
});
