/** Ones: every value 1. */
import { sizeOf } from '../../base/shape';
import { defineInitializer } from '../core/definitions';

export default defineInitializer({
  name: 'Ones',
  ids: ['one'],
  summary: 'Starts every value at 1.',
  random: false,
  args: {},
  call: (_c, shape) => new Float32Array(sizeOf(shape)).fill(1),
  cases: [
    { name: 'matrix', config: {}, inputs: [{ shape: [3, 4] }] },
    { name: 'scalar', config: {}, inputs: [{ shape: [] }] },
  ],
});
