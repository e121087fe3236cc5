/** The WebAssembly backend. */
export { createWasmBackend } from './backend';
export { plannedSizes } from './estimate';
