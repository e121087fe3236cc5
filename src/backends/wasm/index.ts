/** The WebAssembly backend. */
export { createWasmBackend } from './backend';
export { plannedSizes } from './estimate';
export type { ThreadOptions } from './threads';
