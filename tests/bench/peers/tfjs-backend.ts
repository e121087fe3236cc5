/** Starts one of tfjs' backends, each in its strongest form that works in a worker. */

import * as tf from '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import '@tensorflow/tfjs-backend-webgpu';

/** As many as the others get. */
const THREADS = 2;

/** @throws Error when the backend does not start. */
export async function startTfjs(backend: string): Promise<void> {
  if (backend === 'wasm') {
    const absolute = (url: string): string => new URL(url, globalThis.location.href).href;
    setWasmPaths({
      'tfjs-backend-wasm.wasm': absolute(plainUrl),
      'tfjs-backend-wasm-simd.wasm': absolute(simdUrl),
      'tfjs-backend-wasm-threaded-simd.wasm': absolute(threadedUrl),
    });
    setThreadsCount(Math.min(THREADS, navigator.hardwareConcurrency));
  }
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs cannot start ${backend}`);
  await tf.ready();
}
