/** The WebAssembly backend against the reference, in Node, as it is and with every array watched. */
import { createWasmBackend } from '../../../src/backends/wasm';
import { describeBackend } from './suite';

describeBackend('wasm', async () => createWasmBackend(), { programs: 300 });
describeBackend('wasm, watched', async () => createWasmBackend({ guarded: true }), { programs: 100 });
