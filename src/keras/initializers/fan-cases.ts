/** Example cases of draws scaled to what a unit sees and feeds. */
import type { ExampleCase } from '../core/example-case';

export const FAN_CASES: readonly ExampleCase[] = [
  { name: 'dense kernel', config: { seed: 1 }, inputs: [{ shape: [5, 9] }] },
  { name: 'convolution kernel', config: { seed: 42 }, inputs: [{ shape: [3, 3, 2, 4] }] },
  { name: 'bias', config: { seed: 8 }, inputs: [{ shape: [13] }] },
  { name: 'named axes', config: { seed: 3, input_axes: [0, 1], output_axes: [2] }, inputs: [{ shape: [4, 3, 5] }] },
];
