/** Identity: ones on the diagonal of a matrix, times a gain. */
import { problem } from '../../base/problem';
import { formatShape } from '../../base/shape';
import { arg } from '../core/args';
import { defineInitializer } from '../core/definitions';

export default defineInitializer({
  name: 'Identity',
  ids: ['IdentityInitializer'],
  summary: 'Starts a matrix as the identity: outputs begin as copies of inputs.',
  random: false,
  args: { gain: arg.float(1, { doc: 'Value on the diagonal.' }) },
  check: (_, shape) =>
    shape.length === 2
      ? null
      : problem('initializer-shape', `Identity fills matrices; this weight has shape ${formatShape(shape)}.`, {
          expected: 'a weight with 2 dimensions',
          received: formatShape(shape),
        }),
  call(c, shape) {
    const [rows, columns] = shape as [number, number];
    const out = new Float32Array(rows * columns);
    for (let i = 0; i < Math.min(rows, columns); i++) out[i * columns + i] = c.gain;
    return out;
  },
  cases: [
    { name: 'square', config: {}, inputs: [{ shape: [3, 3] }] },
    { name: 'wide with gain', config: { gain: 0.5 }, inputs: [{ shape: [2, 5] }] },
    { name: 'tall', config: { gain: -2 }, inputs: [{ shape: [5, 2] }] },
  ],
});
