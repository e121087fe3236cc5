/** One side of a comparison in a worker of its own, as the app trains: kernels, flags and memory are not shared. */

import { type BareRequest, type BareTiming, timeBare } from './bare';
import type { StepTiming, TimingBudget, TurnBudget } from './measure';
import { type ReferenceModel, referenceModels } from './models';
import type { Peak } from './peak';
import type { SubjectOptions, SubjectTiming, VariantTimings } from './subject';

interface ModelRequest {
  /** Name of the reference model. */
  readonly model: string;
  readonly budget: TimingBudget;
}

export interface SubjectRequest extends ModelRequest {
  readonly side: 'subject';
  readonly backend: string;
  /** Rows of a batch over those of the reference model; 1 by default. */
  readonly scale?: number;
  readonly options?: SubjectOptions;
}

/** Our side with several settings, in turns. */
export interface VariantsRequest {
  readonly side: 'variants';
  readonly model: string;
  readonly backend: string;
  readonly variants: readonly SubjectOptions[];
  readonly budget: TurnBudget;
}

export interface PeerRequest extends ModelRequest {
  readonly side: 'tfjs fit' | 'tfjs lean' | 'jax-js' | 'brain.js';
  readonly backend: string;
}

export type SideRequest = SubjectRequest | VariantsRequest | PeerRequest | BareRequest | { readonly side: 'peak' };

export type SideAnswer = StepTiming | BareTiming | SubjectTiming | VariantTimings | Peak;

async function timePeer(side: PeerRequest['side'], model: ReferenceModel, backend: string, budget: TimingBudget) {
  switch (side) {
    case 'tfjs fit':
      return (await import('./peers/tfjs-fit')).timeTfjsFit(model, backend, budget);
    case 'tfjs lean':
      return (await import('./peers/tfjs-lean')).timeTfjsLean(model, backend, budget);
    case 'jax-js':
      return (await import('./peers/jax-js')).timeJaxJs(model, backend, budget);
    case 'brain.js':
      return (await import('./peers/brain-js')).timeBrain(model, budget);
  }
}

async function answer(request: SideRequest): Promise<SideAnswer> {
  if (request.side === 'bare') return timeBare(request);
  if (request.side === 'peak') return (await import('./peak')).measurePeak();
  const { model } = request;
  const reference = referenceModels.find(({ name }) => name === model);
  if (!reference) throw new Error(`no reference model ${model}`);
  if (request.side === 'variants') {
    const { backend, variants } = request;
    return (await import('./subject')).timeVariants(reference, backend, variants, request.budget);
  }
  const { budget } = request;
  if (request.side === 'subject') {
    const { backend, options = {}, scale = 1 } = request;
    const scaled = { ...reference, batchSize: reference.batchSize * scale };
    return (await import('./subject')).timeSubject(scaled, backend, options, budget);
  }
  return timePeer(request.side, reference, request.backend, budget);
}

globalThis.onmessage = ({ data }: MessageEvent<SideRequest>) => {
  answer(data).then(
    (found) => globalThis.postMessage({ answer: found }),
    (error: unknown) => globalThis.postMessage({ error: error instanceof Error ? error.message : String(error) }),
  );
};
