/** The WebAssembly backend. */
import type { Backend } from '../backend';
import { createDeviceBackend } from '../lowering/backend';
import { createWasmDevice } from './device';

/** @throws ProblemError code `backend-unavailable` without WebAssembly SIMD. */
export function createWasmBackend(): Backend {
  return createDeviceBackend(createWasmDevice());
}
