/** One side of a comparison in a worker of its own, as the app trains: kernels, flags and memory are not shared. */

import { type BareRequest, timeBare } from './bare';
import type { StepTiming, TimingBudget } from './measure';
import { referenceModels } from './models';

export interface StepRequest {
  readonly side: 'peer' | 'subject';
  readonly model: string;
  readonly backend: string;
  readonly budget: TimingBudget;
}

export type SideRequest = StepRequest | BareRequest;

async function time(request: SideRequest): Promise<StepTiming> {
  if (request.side === 'bare') return timeBare(request);
  const { side, model, backend, budget } = request;
  const reference = referenceModels.find(({ name }) => name === model);
  if (!reference) throw new Error(`no reference model ${model}`);
  return side === 'peer'
    ? (await import('./peer')).timePeer(reference, backend, budget)
    : (await import('./subject')).timeSubject(reference, backend, budget);
}

globalThis.onmessage = ({ data }: MessageEvent<SideRequest>) => {
  time(data).then(
    (timing) => globalThis.postMessage({ timing }),
    (error: unknown) => globalThis.postMessage({ error: error instanceof Error ? error.stack : String(error) }),
  );
};
