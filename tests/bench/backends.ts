/** The app's backends by name. */

import type { Backend } from '../../src/backends/backend';
import { createTfjsBackend } from '../../src/backends/tfjs';
import { createWasmBackend } from '../../src/backends/wasm';
import { browserThreads } from '../../src/rpc/server/threads';

/** Parts of the WebAssembly backend that can be left out. */
export interface BackendOptions {
  readonly relaxed?: boolean;
  readonly fused?: boolean;
  readonly threads?: boolean;
}

/** @throws Error for a name nobody knows, ProblemError for a backend that does not work here. */
export function openBackend(name: string, options: BackendOptions = {}): Promise<Backend> {
  if (name === 'wasm') {
    const threads = options.threads === false ? null : browserThreads();
    return Promise.resolve(createWasmBackend({ ...options, threads }));
  }
  const found = (['cpu', 'webgl', 'webgpu'] as const).find((known) => known === name);
  if (!found) throw new Error(`no backend ${name}`);
  return createTfjsBackend(found);
}
