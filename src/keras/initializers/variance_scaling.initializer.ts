/** VarianceScaling: random values whose variance is scale over a fan. */
import { arg } from '../core/args';
import { defineInitializer } from '../core/definitions';
import { fanAxes, seed, varianceScaling } from './draws';

export default defineInitializer({
  name: 'VarianceScaling',
  summary: 'Draws with a variance fitted to how many values a unit receives or sends.',
  random: true,
  args: {
    scale: arg.float(1, { min: 0, exclusive: true, doc: 'Variance times the fan.' }),
    mode: arg.choice('fan_in', ['fan_in', 'fan_out', 'fan_avg'], { doc: 'Which fan: inputs, outputs or their mean.' }),
    distribution: arg.choice('truncated_normal', ['truncated_normal', 'untruncated_normal', 'normal', 'uniform'], {
      doc: 'Shape of the draw; normal means truncated_normal.',
    }),
    seed,
    ...fanAxes,
  },
  call(c, shape, key) {
    const distribution = c.distribution === 'normal' ? 'truncated_normal' : c.distribution;
    return varianceScaling({ scale: c.scale, mode: c.mode, distribution }, shape, key, c);
  },
  cases: [
    { name: 'default', config: { seed: 21 }, inputs: [{ shape: [6, 4] }] },
    {
      name: 'uniform over outputs',
      config: { scale: 3, mode: 'fan_out', distribution: 'uniform', seed: 4 },
      inputs: [{ shape: [3, 8] }],
    },
    {
      name: 'plain normal over both',
      config: { scale: 0.5, mode: 'fan_avg', distribution: 'untruncated_normal', seed: 4 },
      inputs: [{ shape: [3, 2, 8] }],
    },
    {
      name: 'named axes',
      config: { distribution: 'uniform', seed: 6, input_axes: [0], output_axes: [1, 2] },
      inputs: [{ shape: [4, 3, 5] }],
    },
  ],
});
