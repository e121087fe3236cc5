/** ReLU as a layer, with slope, ceiling and threshold. */
import type { Tensor } from '../../../ops';
import { activate } from '../../core/activate';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';

export default defineLayer({
  name: 'ReLU',
  family: 'activation',
  summary: 'Keeps positive values and cuts negative ones to zero.',
  aliases: ['rectifier', 'rectified linear', 'relu6'],
  inputs: {},
  args: {
    max_value: arg.float(null, { min: 0, doc: 'Ceiling of the output.' }),
    negative_slope: arg.float(0, { min: 0, doc: 'Slope for values below the threshold.' }),
    threshold: arg.float(0, { min: 0, doc: 'Values up to here are cut or damped.' }),
  },
  masking: 'pass',
  card: (c) => [
    c.max_value === null ? null : `≤ ${c.max_value}`,
    c.negative_slope === 0 ? null : `slope ${c.negative_slope}`,
    c.threshold === 0 ? null : `from ${c.threshold}`,
  ],
  call(_ctx, c, [x]) {
    const { max_value, negative_slope, threshold } = c;
    return activate({ className: 'relu', config: { max_value, negative_slope, threshold } }, x as Tensor);
  },
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 5] }] },
    { name: 'relu6', config: { max_value: 6 }, inputs: [{ shape: [3, 4], low: -8, high: 12 }] },
    { name: 'leaky', config: { negative_slope: 0.25 }, inputs: [{ shape: [2, 3, 4], mask: [2, 3] }] },
    {
      name: 'slope, ceiling, threshold',
      config: { max_value: 1.5, negative_slope: 0.1, threshold: 0.5 },
      inputs: [{ shape: [4, 7], low: -2, high: 3 }],
    },
  ],
});
