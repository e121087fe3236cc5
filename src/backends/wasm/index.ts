/** The WebAssembly backend. */
export { createWasmBackend } from './backend';
