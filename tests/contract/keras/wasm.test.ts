/** The catalogue on the WebAssembly backend, every array watched for writes outside it. */
import { createWasmBackend } from '../../../src/backends/wasm';
import { kerasContract } from './suite';
import { FLOAT32 } from './tolerances';

kerasContract('WebAssembly', async () => createWasmBackend({ guarded: true }), FLOAT32);
