/** Threads for the CPU backend where the page is isolated from others: shared memory exists only there. */
import type { ThreadOptions } from '../../backends/wasm';

/** More than this rarely brings more: memory is shared too. */
const MOST = 4;

/** One thread less than the device has cores, as the caller works along; null where there are none to be had. */
export function browserThreads(): ThreadOptions | null {
  if (!globalThis.crossOriginIsolated || typeof SharedArrayBuffer === 'undefined' || typeof Worker === 'undefined') {
    return null;
  }
  const count = Math.min(MOST, (globalThis.navigator?.hardwareConcurrency ?? 1) - 1);
  if (count < 1) return null;
  return {
    count,
    start: (script) => {
      const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
      const worker = new Worker(url);
      // The worker has read it by the time it answers to anything.
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
      return worker;
    },
  };
}
