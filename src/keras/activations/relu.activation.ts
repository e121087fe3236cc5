/** relu: max(x, 0), with Keras' slope, ceiling and threshold. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineActivation } from '../core/definitions';
import { relu6 } from './relu6';

/** A ceiling of exactly 6 without threshold has a gradient of 0 at 6, elsewhere ties share it: as Keras on JAX. */
function ceiling(y: ops.Tensor, max: number, threshold: number): ops.Tensor {
  return max === 6 && threshold === 0 ? relu6(y) : ops.clip(y, 0, max);
}

export default defineActivation({
  name: 'relu',
  summary: 'Keeps positive values and cuts negative ones to zero.',
  args: {
    negative_slope: arg.float(0, { doc: 'Slope for values below the threshold.' }),
    max_value: arg.float(null, { doc: 'Ceiling of the output.' }),
    threshold: arg.float(0, { doc: 'Value below which the input is damped.' }),
  },
  call(x, c) {
    // Keras then takes leaky_relu, which rises at 0.
    if (c.negative_slope !== 0 && c.max_value === null && c.threshold === 0)
      return ops.where(ops.ge(x, 0), x, ops.mul(x, c.negative_slope));
    const above = c.threshold === 0 ? ops.relu(x) : ops.where(ops.gt(x, c.threshold), x, 0);
    const capped = c.max_value === null ? above : ceiling(above, c.max_value, c.threshold);
    return c.negative_slope === 0
      ? capped
      : ops.sub(capped, ops.mul(ops.relu(ops.sub(c.threshold, x)), c.negative_slope));
  },
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [3], values: [-1, 0, 1] }] },
    { name: 'slope', config: { negative_slope: 0.3 }, inputs: [{ shape: [3, 5], low: -2, high: 2 }] },
    { name: 'slope at zero', config: { negative_slope: 0.3 }, inputs: [{ shape: [3], values: [-1, 0, 1] }] },
    { name: 'six', config: { max_value: 6 }, inputs: [{ shape: [6], values: [-1, 0, 3, 6, 7, 6.5] }] },
    {
      name: 'slope, ceiling, threshold',
      config: { negative_slope: 0.1, max_value: 0.8, threshold: 0.2 },
      inputs: [{ shape: [4, 6], low: -2, high: 2 }],
    },
    {
      name: 'threshold below zero',
      config: { max_value: 1, threshold: -0.5 },
      inputs: [{ shape: [4, 6], low: -2, high: 2 }],
    },
  ],
});
