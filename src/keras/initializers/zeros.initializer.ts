/** Zeros: every value 0. */
import { sizeOf } from '../../base/shape';
import { defineInitializer } from '../core/definitions';

export default defineInitializer({
  name: 'Zeros',
  ids: ['zero'],
  summary: 'Starts every value at 0.',
  random: false,
  args: {},
  call: (_c, shape) => new Float32Array(sizeOf(shape)),
  cases: [
    { name: 'matrix', config: {}, inputs: [{ shape: [3, 4] }] },
    { name: 'scalar', config: {}, inputs: [{ shape: [] }] },
  ],
});
