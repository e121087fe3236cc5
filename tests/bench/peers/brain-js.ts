/**
 * MLPs in brain.js, as far as it has them: the same widths, sigmoid throughout, squared error, Adam. It knows no
 * batches and updates its weights after every row, so a step is as many rows as a batch has.
 */

import brain from 'brain.js/dist/neural-network';
import { type StepTiming, type TimingBudget, timeEpochs } from '../measure';
import { batchesOf, drawRows, type ReferenceModel, rowSize } from '../models';

export async function timeBrain(reference: ReferenceModel, budget: TimingBudget): Promise<StepTiming> {
  const units = reference.layers.map(({ className, config }) => {
    if (className !== 'Dense') throw new Error(`brain.js has no ${className} with batches and Adam`);
    return Number(config.units);
  });
  const batches = batchesOf(reference, 64);
  const size = rowSize(reference);
  const { x, y } = drawRows(reference, batches * reference.batchSize);
  const rows = Array.from(y, (label, row) => ({
    input: Array.from(x.subarray(row * size, (row + 1) * size)),
    output:
      reference.classes === 1 ? [label] : Array.from({ length: reference.classes }, (_, c) => Number(c === label)),
  }));
  const begin = performance.now();
  const net = new brain.default({ hiddenLayers: units.slice(0, -1), activation: 'sigmoid' });
  return timeEpochs(
    async (steps) => {
      const data = rows.slice(0, Math.min(steps, batches) * reference.batchSize);
      const iterations = Math.max(1, Math.round(steps / batches));
      net.train(data, { praxis: 'adam', iterations, errorThresh: 1e-20, log: false });
    },
    budget,
    begin,
    batches,
  );
}
