/** Down and up again with bridges across, learning to take noise off the picture. Ronneberger et al. (2015). */
import type { TensorRef } from '../../graph/model';
import { begun, compiled, defineTemplate, needs, rebuilds, shapeOf } from './template';

/** How often both sides can be halved without a rest, three times at most. */
function halvings([rows = 1, columns = 1]: readonly number[]): number {
  let depth = 0;
  for (let h = rows, w = columns; depth < 3 && h % 2 === 0 && w % 2 === 0 && Math.min(h, w) >= 4; h /= 2, w /= 2)
    depth++;
  return depth;
}

export default defineTemplate({
  id: 'u-net',
  name: 'U-Net',
  summary: 'Down and up again with bridges across: gives an image. Here it learns to take noise off the picture.',
  order: 4,
  refused(facts) {
    const other = needs(facts, 'image');
    if (other !== null) return other;
    return halvings(shapeOf(facts)) === 0 ? 'Needs images whose sides can be halved.' : null;
  },
  make(facts) {
    const { s, x } = begun(facts);
    const depth = halvings(shapeOf(facts));
    const twice = (y: TensorRef, filters: number): TensorRef => {
      const conv = { filters, kernel_size: 3, padding: 'same', activation: 'relu' };
      return s.call('Conv2D', conv, s.call('Conv2D', conv, y));
    };
    let y = s.call('GaussianNoise', { stddev: 0.2 }, x);
    const bridges: TensorRef[] = [];
    for (let level = 0; level < depth; level++) {
      y = twice(y, 16 * 2 ** level);
      bridges.push(y);
      y = s.call('MaxPooling2D', {}, y);
    }
    y = twice(y, 16 * 2 ** depth);
    for (let level = depth - 1; level >= 0; level--) {
      y = s.call('Conv2DTranspose', { filters: 16 * 2 ** level, kernel_size: 2, strides: 2 }, y);
      y = s.call('Concatenate', {}, bridges[level] as TensorRef, y);
      y = twice(y, 16 * 2 ** level);
    }
    const last = { filters: shapeOf(facts)[2] ?? 1, kernel_size: 1, activation: 'sigmoid' };
    const picture = s.named('picture', 'Conv2D', last, y);
    return { model: s.model(picture), compile: compiled(facts, ['rebuild']), fit: rebuilds(facts) };
  },
});
