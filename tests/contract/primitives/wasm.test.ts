/** The WebAssembly backend against the reference, in Node: as it is, with every array watched, shared by threads. */
import { createWasmBackend } from '../../../src/backends/wasm';
import { nodeThreads } from '../../support/node-threads';
import { describeBackend } from './suite';

describeBackend('wasm', async () => createWasmBackend(), { programs: 300 });
describeBackend('wasm, watched', async () => createWasmBackend({ guarded: true }), { programs: 100 });
// However small a program is, whatever can be cut is.
const threads = { ...nodeThreads(2), eager: true };
describeBackend('wasm, threads', async () => createWasmBackend({ threads }), { programs: 200 });
