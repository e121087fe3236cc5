/** Strata without a page: the engine, the catalogue, the data pipeline and the backends that run in Node and workers. */
export { createReferenceBackend } from './backends/reference';
export { createWasmBackend } from './backends/wasm';
export { prepare } from './data/prepare';
export { adaptedSlots } from './engine/adapt';
export { DeviceModel } from './engine/device-model';
export { signatureOf } from './engine/feeder';
export { FitSession } from './engine/fit-session';
export { planTraining } from './engine/training-plan';
export * as keras from './keras';
export * as ops from './ops';
