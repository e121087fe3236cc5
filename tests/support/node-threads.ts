/** Threads of Node for the WebAssembly backend. */
import { Worker } from 'node:worker_threads';
import type { ThreadOptions } from '../../src/backends/wasm';

export const nodeThreads = (count: number): ThreadOptions => ({
  count,
  start: (script) => {
    const worker = new Worker(script, { eval: true });
    worker.unref();
    return { postMessage: (m) => worker.postMessage(m), terminate: () => void worker.terminate() };
  },
});
