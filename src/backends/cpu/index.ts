/** The CPU backend in plain JavaScript. */
import type { Backend } from '../backend';
import { createDeviceBackend } from '../lowering/backend';
import { createCpuDevice } from './device';

export function createCpuBackend(): Backend {
  return createDeviceBackend(createCpuDevice());
}
