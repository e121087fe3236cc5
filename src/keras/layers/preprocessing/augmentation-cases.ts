/** Example cases of the layers that change images at random: what they are trained on, and that they rest otherwise. */
import type { JsonObject } from '../../../base/json';
import type { Shape } from '../../../base/shape';
import type { ExampleCase } from '../../core/example-case';

/** Images of values from -1 to 1, for layers that only move them. */
export const trained = (name: string, config: JsonObject, shape: Shape): ExampleCase => ({
  name,
  config,
  inputs: [{ shape }],
  training: true,
});

const trainedUpTo =
  (high: number) =>
  (name: string, config: JsonObject, shape: Shape): ExampleCase => ({
    name,
    config,
    inputs: [{ shape, low: 0, high }],
    training: true,
  });

/** Images of values from 0 to 255. */
export const trainedOnBytes = trainedUpTo(255);

/** Images of values from 0 to 1. */
export const trainedOnShares = trainedUpTo(1);

/** Nothing is changed at inference. */
export const atInference = (config: JsonObject, shape: Shape = [2, 2, 2, 3]): ExampleCase => ({
  name: 'inference',
  config,
  inputs: [{ shape, low: 0, high: 255 }],
});

/** Moved images, and what stands outside them. @param moved arguments that move them far */
export const outsideCases = (moved: JsonObject): ExampleCase[] => [
  trained(
    'nearest, wrapped, channels first',
    { ...moved, fill_mode: 'wrap', interpolation: 'nearest', data_format: 'channels_first', seed: 5 },
    [2, 1, 3, 4],
  ),
  trained('a constant outside', { ...moved, fill_mode: 'constant', fill_value: 0.5, seed: 6 }, [2, 4, 3, 1]),
  trained('the edge outside', { ...moved, fill_mode: 'nearest', seed: 7 }, [2, 3, 3, 1]),
  { name: 'inference', config: moved, inputs: [{ shape: [2, 3, 3, 1] }] },
];
