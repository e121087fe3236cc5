/** Example cases that pooling by mean and by largest value share. */
import type { ExampleCase } from '../../core/example-case';

/** Windows over a sequence. */
export const WINDOW_CASES_1D: readonly ExampleCase[] = [
  { name: 'overlapping windows', config: { pool_size: 3, strides: 2 }, inputs: [{ shape: [2, 8, 2] }] },
  {
    name: 'same padding',
    config: { pool_size: 3, strides: 2, padding: 'same' },
    inputs: [{ shape: [2, 6, 2], low: -2, high: -1 }],
  },
  {
    name: 'channels first',
    config: { pool_size: 2, strides: 1, data_format: 'channels_first' },
    inputs: [{ shape: [2, 3, 5] }],
  },
];

/** Windows over an image. */
export const WINDOW_CASES_2D: readonly ExampleCase[] = [
  { name: 'overlapping windows', config: { pool_size: [3, 2], strides: [2, 1] }, inputs: [{ shape: [2, 7, 5, 2] }] },
  {
    name: 'same padding over negative values',
    config: { pool_size: [2, 3], strides: [2, 2], padding: 'same' },
    inputs: [{ shape: [2, 5, 6, 2], low: -2, high: -1 }],
  },
  {
    name: 'channels first',
    config: { pool_size: 2, strides: [1, 2], data_format: 'channels_first' },
    inputs: [{ shape: [2, 3, 4, 5] }],
  },
];

/** Windows over a volume. */
export const WINDOW_CASES_3D: readonly ExampleCase[] = [
  {
    name: 'overlapping windows',
    config: { pool_size: [2, 1, 3], strides: [1, 2, 1] },
    inputs: [{ shape: [1, 3, 3, 4, 1] }],
  },
  {
    name: 'same padding over negative values',
    config: { pool_size: 2, strides: [2, 1, 2], padding: 'same' },
    inputs: [{ shape: [1, 3, 2, 3, 2], low: -2, high: -1 }],
  },
  {
    name: 'channels first',
    config: { pool_size: 2, strides: 1, data_format: 'channels_first' },
    inputs: [{ shape: [1, 2, 2, 3, 3] }],
  },
];

/** Outputs of a size asked for, from a sequence. */
export const ADAPTIVE_CASES_1D: readonly ExampleCase[] = [
  { name: 'overlapping windows', config: { output_size: 3 }, inputs: [{ shape: [2, 7, 2] }] },
  {
    name: 'channels first',
    config: { output_size: 2, data_format: 'channels_first' },
    inputs: [{ shape: [2, 2, 6] }],
  },
  { name: 'more than there is', config: { output_size: 5 }, inputs: [{ shape: [2, 3, 2] }] },
];

/** Outputs of a size asked for, from an image. */
export const ADAPTIVE_CASES_2D: readonly ExampleCase[] = [
  { name: 'overlapping windows', config: { output_size: [3, 2] }, inputs: [{ shape: [2, 5, 4, 2] }] },
  {
    name: 'channels first',
    config: { output_size: [2, 3], data_format: 'channels_first' },
    inputs: [{ shape: [1, 2, 6, 5] }],
  },
  { name: 'more than there is', config: { output_size: [3, 5] }, inputs: [{ shape: [1, 2, 3, 2] }] },
];

/** Outputs of a size asked for, from a volume. */
export const ADAPTIVE_CASES_3D: readonly ExampleCase[] = [
  { name: 'overlapping windows', config: { output_size: [2, 2, 3] }, inputs: [{ shape: [1, 3, 4, 5, 2] }] },
  {
    name: 'channels first',
    config: { output_size: 2, data_format: 'channels_first' },
    inputs: [{ shape: [1, 2, 4, 3, 2] }],
  },
  { name: 'more than there is', config: { output_size: [2, 4, 3] }, inputs: [{ shape: [1, 2, 3, 2, 1] }] },
];
