/** GlorotNormal: variance scaling with scale 1, fan_avg, truncated normal. */
import { defineInitializer } from '../core/definitions';
import { fanAxes, seed, varianceScaling } from './draws';

export default defineInitializer({
  name: 'GlorotNormal',
  summary: 'Normal draws scaled to inputs and outputs (Xavier).',
  random: true,
  args: { seed, ...fanAxes },
  call: (c, shape, key) =>
    varianceScaling({ scale: 1, mode: 'fan_avg', distribution: 'truncated_normal' }, shape, key, c),
  cases: [
    { name: 'dense kernel', config: { seed: 1 }, inputs: [{ shape: [5, 9] }] },
    { name: 'convolution kernel', config: { seed: 42 }, inputs: [{ shape: [3, 3, 2, 4] }] },
    { name: 'bias', config: { seed: 8 }, inputs: [{ shape: [13] }] },
    { name: 'named axes', config: { seed: 3, input_axes: [0, 1], output_axes: [2] }, inputs: [{ shape: [4, 3, 5] }] },
  ],
});
