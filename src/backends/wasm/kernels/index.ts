/** The compiled kernels (AssemblyScript, not TypeScript): everything the generated loops call or cannot express well. */
export * from './math';
export * from './matmul';
export * from './conv';
export * from './depthwise';
export * from './pool';
export * from './rows';
export * from './sort';
export * from './random';
export { use_edge } from './tile';
