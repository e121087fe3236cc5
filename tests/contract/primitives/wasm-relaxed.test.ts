/** The WebAssembly backend with relaxed SIMD against the reference, in Node. */
import '../../support/relaxed-simd';
import { createWasmBackend } from '../../../src/backends/wasm';
import { describeBackend } from './suite';

describeBackend('wasm', async () => createWasmBackend({ relaxed: true }), { programs: 100 });
