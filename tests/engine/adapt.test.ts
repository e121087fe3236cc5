/** Normalization is measured on the training part only, and only where it reads an input and was given no numbers. */
import { expect, it } from 'vitest';
import { adaptedSlots } from '../../src/engine/adapt';
import { signatureOf } from '../../src/engine/feeder';
import { planTraining } from '../../src/engine/training-plan';
import { compileSpec, layer, stack, xorData } from './support';

const data = xorData(80);
const slotsOf = (...layers: ReturnType<typeof layer>[]) => {
  const model = stack([2], ...layers, layer('Dense', { units: 1 }));
  const compile = compileSpec(layer('SGD'), layer('MeanSquaredError'));
  return adaptedSlots(
    planTraining({ model, compile, fit: { class_weight: null, seed: 1 }, data: signatureOf(data) }),
    data,
  );
};

it('measures mean and variance of the training rows', () => {
  const slots = slotsOf(layer('Normalization'));
  const x = data.inputs[0]?.data as Float32Array;
  const first = Array.from(data.parts.train, (r) => x[2 * r] as number);
  const mean = first.reduce((a, b) => a + b, 0) / first.length;
  const variance = first.reduce((a, b) => a + (b - mean) ** 2, 0) / first.length;
  expect(slots.get('variable:layer_0/mean')?.[0]).toBeCloseTo(mean, 5);
  expect(slots.get('variable:layer_0/variance')?.[0]).toBeCloseTo(variance, 5);
});

it('leaves layers alone that have numbers or read another layer', () => {
  expect(slotsOf(layer('Normalization', { mean: 0, variance: 1 })).size).toBe(0);
  expect(slotsOf(layer('Dense', { units: 2 }), layer('Normalization')).size).toBe(0);
});
