/** The benchmark page: what the driver (scripts/bench.mjs) can call. */

import type { StepTiming } from './measure';
import { referenceModels } from './models';
import type { SideRequest } from './side.worker';

export interface BenchPage {
  readonly models: readonly string[];
  /** Times training steps on one side: Strata's engine, plain tfjs `fit`, or a bare loop of a project's program. */
  step(request: SideRequest): Promise<StepTiming>;
}

declare global {
  var bench: BenchPage;
}

function step(request: SideRequest): Promise<StepTiming> {
  const worker = new Worker(new URL('./side.worker.ts', import.meta.url), { type: 'module' });
  const answer = new Promise<StepTiming>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<{ timing?: StepTiming; error?: string }>) =>
      data.timing ? resolve(data.timing) : reject(new Error(data.error));
    worker.onerror = ({ message }) => reject(new Error(message || 'the worker failed'));
  });
  worker.postMessage(request);
  return answer.finally(() => worker.terminate());
}

globalThis.bench = { models: referenceModels.map(({ name }) => name), step };
