/** threshold: x, or a default where x is at or below a threshold. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineActivation } from '../core/definitions';

export default defineActivation({
  name: 'threshold',
  summary: 'Replaces values up to a threshold by a default.',
  args: {
    threshold: arg.float(undefined, { doc: 'Value up to which the default is used.' }),
    default_value: arg.float(undefined, { doc: 'What takes its place.' }),
  },
  call: (x, c) => ops.where(ops.gt(x, c.threshold), x, c.default_value),
  cases: [
    { name: 'plain', config: { threshold: 0.2, default_value: -1 }, inputs: [{ shape: [3, 7], low: -2, high: 2 }] },
    {
      name: 'at the threshold',
      config: { threshold: 0, default_value: 0.5 },
      inputs: [{ shape: [3], values: [-1, 0, 1] }],
    },
  ],
});
