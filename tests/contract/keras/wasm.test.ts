/** The catalogue on the WebAssembly backend. */
import { createWasmBackend } from '../../../src/backends/wasm';
import { kerasContract } from './suite';
import { FLOAT32 } from './tolerances';

kerasContract('WebAssembly', async () => createWasmBackend(), FLOAT32);
