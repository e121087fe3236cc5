/** Constant: every value the same. */
import { sizeOf } from '../../base/shape';
import { arg } from '../core/args';
import { defineInitializer } from '../core/definitions';

export default defineInitializer({
  name: 'Constant',
  summary: 'Starts every value at one number.',
  random: false,
  args: { value: arg.float(0, { doc: 'The number.' }) },
  call: (c, shape) => new Float32Array(sizeOf(shape)).fill(c.value),
  cases: [
    { name: 'default', config: {}, inputs: [{ shape: [2, 3] }] },
    { name: 'a third', config: { value: 1 / 3 }, inputs: [{ shape: [5] }] },
  ],
});
