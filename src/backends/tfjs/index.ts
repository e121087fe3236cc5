/** Makes backends by kind. GPU code is loaded when it is asked for, so that a CPU user never downloads it. */
import { type Problem, problemOf } from '../../base/problem';
import type { Backend } from '../backend';
import { createCpuBackend } from '../cpu';
import { createDeviceBackend } from '../lowering/backend';

export type DeviceKind = 'webgpu' | 'webgl' | 'cpu';

/**
 * Opens a device. Works in a worker and on the page.
 * @throws ProblemError code `backend-unavailable` when this browser does not offer it, `backend-precision` when it
 * computes in half precision only.
 */
export async function createTfjsBackend(kind: DeviceKind): Promise<Backend> {
  if (kind === 'webgpu') return createDeviceBackend(await (await import('./webgpu-device')).createWebgpuDevice());
  if (kind === 'webgl') return createDeviceBackend(await (await import('./webgl-device')).createWebglDevice());
  return createCpuBackend();
}

export interface Availability {
  readonly kind: DeviceKind;
  /** Null when it works here; else why not. */
  readonly problem: Problem | null;
}

/** Tries every kind here and now; opened devices are closed again. */
export async function availableBackends(): Promise<readonly Availability[]> {
  const out: Availability[] = [];
  for (const kind of ['webgpu', 'webgl', 'cpu'] as const) {
    try {
      (await createTfjsBackend(kind)).close();
      out.push({ kind, problem: null });
    } catch (error) {
      out.push({ kind, problem: problemOf(error) });
    }
  }
  return out;
}
