/** The benchmark page: what the driver (scripts/bench.mjs) can call. */

import { type ReferenceModel, referenceModels } from './models';
import { type PressRequest, timePress } from './press';
import type { SideAnswer, SideRequest } from './side.worker';

export interface BenchPage {
  readonly models: readonly ReferenceModel[];
  /** Measures one side in a fresh worker. */
  run(request: SideRequest): Promise<SideAnswer>;
  /** Milliseconds from the press of Train to the first step. */
  press(request: PressRequest): Promise<number>;
}

declare global {
  var bench: BenchPage;
}

function run(request: SideRequest): Promise<SideAnswer> {
  const worker = new Worker(new URL('./side.worker.ts', import.meta.url), { type: 'module' });
  const answer = new Promise<SideAnswer>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<{ answer?: SideAnswer; error?: string }>) =>
      data.answer ? resolve(data.answer) : reject(new Error(data.error));
    worker.onerror = ({ message }) => reject(new Error(message || 'the worker failed'));
  });
  worker.postMessage(request);
  return answer.finally(() => worker.terminate());
}

globalThis.bench = { models: referenceModels, run, press: timePress };
