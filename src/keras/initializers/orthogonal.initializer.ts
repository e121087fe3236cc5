/** Orthogonal: a random matrix with orthonormal rows or columns; keeps signals' size through recurrent steps. */
import { problem } from '../../base/problem';
import { randomNormal } from '../../base/random';
import { formatShape, sizeOf } from '../../base/shape';
import { arg } from '../core/args';
import { defineInitializer } from '../core/definitions';
import { seed } from './draws';
import { orthogonalFactor } from './orthogonal';

export default defineInitializer({
  name: 'Orthogonal',
  ids: ['OrthogonalInitializer'],
  summary: 'A random rotation: keeps the size of what passes through; the default for recurrent kernels.',
  random: true,
  args: { gain: arg.float(1, { doc: 'Factor on the matrix.' }), seed },
  check: (_, shape) =>
    shape.length >= 2
      ? null
      : problem(
          'initializer-shape',
          `Orthogonal needs at least 2 dimensions; this weight has shape ${formatShape(shape)}.`,
          {
            expected: 'a weight with at least 2 dimensions',
            received: formatShape(shape),
          },
        ),
  call(c, shape, key) {
    const rows = sizeOf(shape.slice(0, -1));
    const columns = shape[shape.length - 1] as number;
    const [tall, narrow] = [Math.max(rows, columns), Math.min(rows, columns)];
    const q = orthogonalFactor(randomNormal(key, tall * narrow), tall, narrow);
    const out = new Float32Array(rows * columns);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const value = rows < columns ? q[j * narrow + i] : q[i * narrow + j];
        out[i * columns + j] = c.gain * (value as number);
      }
    }
    return out;
  },
  cases: [
    { name: 'square', config: { seed: 2 }, inputs: [{ shape: [6, 6] }] },
    { name: 'wide with gain', config: { gain: 1.5, seed: 17 }, inputs: [{ shape: [4, 12] }] },
    { name: 'convolution kernel', config: { seed: 31 }, inputs: [{ shape: [3, 3, 2, 5] }] },
  ],
});
