/** Turns relaxed SIMD on in engines that know it but keep it behind a flag, as Node 20's does. */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--experimental-wasm-relaxed-simd');
