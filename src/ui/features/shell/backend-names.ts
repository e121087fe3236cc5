/** What the ways to compute are called wherever a person reads of them. */
import type { FitSpec } from '../../../graph/document';

export const BACKEND_NAMES: { readonly [name in FitSpec['backend']]: string } = {
  auto: 'Automatic',
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WebAssembly',
  cpu: 'CPU',
};

/** Of a backend as a run's report gives it. */
export const backendName = (name: string): string =>
  name in BACKEND_NAMES ? BACKEND_NAMES[name as FitSpec['backend']] : name;
