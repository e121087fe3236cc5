/** Backends run by TensorFlow.js' kernels and device code, and the plain CPU beside them. */
import type { Backend } from '../backend';
import { createCpuBackend } from '../cpu';

export type DeviceKind = 'webgpu' | 'webgl' | 'cpu';

/** @throws ProblemError code `backend-unavailable` when this browser does not offer it. */
export async function createTfjsBackend(kind: DeviceKind): Promise<Backend> {
  if (kind === 'cpu') return createCpuBackend();
  throw new Error(`${kind} is not there yet.`);
}
