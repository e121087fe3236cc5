/** How a training step is timed: whole epochs through the public door, after warm-up, the median of several. */

export interface StepTiming {
  readonly stepMs: number;
  readonly steps: number;
}

export interface TimingBudget {
  /** Stop after this much measured time, */
  readonly milliseconds: number;
  /** but not before this many epochs. */
  readonly minEpochs: number;
}

/**
 * Times `trainEpoch`, which trains `batches` batches. The epoch grows until it lasts long enough to time well.
 * Settles to the median milliseconds per step.
 */
export async function timeEpochs(
  trainEpoch: (batches: number) => Promise<void>,
  budget: TimingBudget,
): Promise<StepTiming> {
  // Compiles kernels and allocates.
  await trainEpoch(1);
  const from = performance.now();
  await trainEpoch(1);
  const estimate = performance.now() - from;
  // One step that takes longer than the whole budget has been timed well enough.
  if (estimate > budget.milliseconds) return { stepMs: estimate, steps: 1 };
  const batches = Math.max(2, Math.min(200, Math.round(100 / estimate)));
  const perStep: number[] = [];
  const start = performance.now();
  while (perStep.length < budget.minEpochs || performance.now() - start < budget.milliseconds) {
    const begin = performance.now();
    await trainEpoch(batches);
    perStep.push((performance.now() - begin) / batches);
  }
  perStep.sort((a, b) => a - b);
  return { stepMs: perStep[perStep.length >> 1] ?? Number.NaN, steps: perStep.length * batches };
}
