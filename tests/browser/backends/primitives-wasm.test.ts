/** The WebAssembly backend against the reference, in a browser. */
import { createWasmBackend } from '../../../src/backends/wasm';
import { describeBackend } from '../../contract/primitives/suite';

describeBackend('wasm', async () => createWasmBackend(), { programs: 30 });
