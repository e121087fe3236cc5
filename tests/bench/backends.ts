/** The app's backends by name. */

import type { Backend } from '../../src/backends/backend';
import { createTfjsBackend } from '../../src/backends/tfjs';
import { createWasmBackend } from '../../src/backends/wasm';

/** Parts of the WebAssembly backend by name. */
export type BackendOptions = Parameters<typeof createWasmBackend>[0] & object;

/** @throws Error for a name nobody knows, ProblemError for a backend that does not work here. */
export function openBackend(name: string, options: BackendOptions = {}): Promise<Backend> {
  if (name === 'wasm') return Promise.resolve(createWasmBackend(options));
  const found = (['cpu', 'webgl', 'webgpu'] as const).find((known) => known === name);
  if (!found) throw new Error(`no backend ${name}`);
  return createTfjsBackend(found);
}
