/** NonNeg: negative weights become 0. */
import * as ops from '../../ops';
import { defineConstraint } from '../core/definitions';

export default defineConstraint({
  name: 'NonNeg',
  summary: 'Cuts negative weights to zero after each update.',
  args: {},
  call: (w) => ops.maximum(w, 0),
  cases: [{ name: 'mixed signs', config: {}, inputs: [{ shape: [4, 3] }] }],
});
