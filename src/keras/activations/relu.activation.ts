/** relu: max(x, 0), with Keras' slope, ceiling and threshold. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineActivation } from '../core/definitions';

export default defineActivation({
  name: 'relu',
  summary: 'Keeps positive values and cuts negative ones to zero.',
  args: {
    negative_slope: arg.float(0, { doc: 'Slope for values below the threshold.' }),
    max_value: arg.float(null, { doc: 'Ceiling of the output.' }),
    threshold: arg.float(0, { doc: 'Value below which the input is damped.' }),
  },
  call(x, c) {
    const below = c.negative_slope === 0 ? 0 : ops.mul(ops.sub(x, c.threshold), c.negative_slope);
    const y = ops.where(ops.gt(x, c.threshold), x, below);
    return c.max_value === null ? y : ops.minimum(y, c.max_value);
  },
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 5] }] },
    {
      name: 'slope, ceiling, threshold',
      config: { negative_slope: 0.1, max_value: 0.8, threshold: 0.2 },
      inputs: [{ shape: [4, 6], low: -2, high: 2 }],
    },
  ],
});
