/** Laws of fusion: whole training steps give the same numbers whether pointwise work is stored or melts into its readers. */

import { describe, expect, it } from 'vitest';
import { createWasmBackend } from '../../../src/backends/wasm';
import { DeviceModel } from '../../../src/engine/device-model';
import { signatureOf } from '../../../src/engine/feeder';
import { planTraining } from '../../../src/engine/training-plan';
import { type ReferenceModel, referenceModels } from '../../bench/models';
import { compileOf, modelOf, prepareRows } from '../../bench/subject';

/** Sums in another order, over three steps. */
const TOLERANCE = 1e-4;

async function losses(reference: ReferenceModel, fused: boolean): Promise<number[]> {
  const data = prepareRows(reference);
  const plan = planTraining({
    model: modelOf(reference),
    compile: compileOf(reference),
    fit: { class_weight: null, seed: 1 },
    data: signatureOf(data),
  });
  const model = new DeviceModel(createWasmBackend({ fused }), plan, data);
  const found: number[] = [];
  for (let step = 0; step < 3; step++) {
    model.trainBatch(data.parts.train.slice(step * reference.batchSize, (step + 1) * reference.batchSize));
    found.push((await model.trainResults()).logs.loss ?? Number.NaN);
  }
  model.dispose();
  return found;
}

const wanted = ['MLP 30', 'conv8', 'LSTM', 'transformer'];
const models = referenceModels.filter(({ name }) => wanted.some((part) => name.startsWith(part)));

describe('fusion', () => {
  it.each(models.map((m) => [m.name, m] as const))('changes no number of %s', async (_, reference) => {
    const small = { ...reference, batchSize: 4 };
    const [without, fused] = [await losses(small, false), await losses(small, true)];
    expect(fused.every(Number.isFinite)).toBe(true);
    without.forEach((loss, step) => {
      expect(Math.abs(loss - (fused[step] as number))).toBeLessThan(TOLERANCE);
    });
  });
});
