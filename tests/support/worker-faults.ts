/** Faults of the training worker at a moment of a run that no machine is too slow or too fast to meet. */

import type { Page, Worker } from 'playwright';
import { expect } from 'vitest';

/** `throw`: an error nobody catches. `hang`: it answers nothing any more. `lose`: what it put into `kept` is called. */
export type Fault = 'throw' | 'hang' | 'lose';

/** The worker runs are trained in, which the page starts by itself. */
async function trainingWorker(page: Page): Promise<Worker> {
  const find = (): Worker | undefined => page.workers().find((worker) => worker.url().includes('train-worker'));
  await expect.poll(find).toBeDefined();
  const found = find();
  if (!found) throw new Error('the training worker has gone');
  return found;
}

/**
 * Makes the worker fail in the middle of its next run: when it has told of `epochs` and handed over a checkpoint. It
 * counts by itself, because a test that looks at the page may look too late.
 */
export async function failAfter(page: Page, epochs: number, fault: Fault): Promise<void> {
  const worker = await trainingWorker(page);
  await worker.evaluate(
    ([after, how]) => {
      const scope = globalThis as unknown as { postMessage(...args: unknown[]): void; kept?: (() => void)[] };
      const post = scope.postMessage.bind(globalThis);
      let [epochs, checkpoints] = [0, 0];
      scope.postMessage = (...args) => {
        post(...args);
        const { payload } = args[0] as { payload?: { kind?: string; epochs?: { length: number } } };
        // Epochs are told one by one or several at once.
        if (payload?.kind?.startsWith('epoch')) epochs += payload.epochs?.length ?? 1;
        if (payload?.kind === 'checkpoint') checkpoints++;
        if (checkpoints === 0 || epochs < after) return;
        scope.postMessage = post;
        setTimeout(() => {
          if (how === 'throw') throw new Error('made to crash');
          if (how === 'lose') for (const lose of scope.kept ?? []) lose();
          // For ever, and without keeping a core busy.
          if (how === 'hang') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
        });
      };
    },
    [epochs, fault] as const,
  );
}
