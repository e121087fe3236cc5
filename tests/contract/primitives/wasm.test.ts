/** The WebAssembly backend against the reference, in Node. */
import { createWasmBackend } from '../../../src/backends/wasm';
import { describeBackend } from './suite';

describeBackend('wasm', async () => createWasmBackend(), { programs: 300 });
