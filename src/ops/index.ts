/** The tensor vocabulary. Importing this registers every primitive. */
import './primitives/elementwise';
import './primitives/creation';
import './primitives/shaping';
import './primitives/reductions';
import './primitives/contraction';
import './primitives/sorting';
import './primitives/window';
import './primitives/scan';

export { differentiate, gradients } from './differentiate';
export * from './functions';
export * from './loop-functions';
export { getPrimitive, type Primitive, primitiveNames } from './primitive';
export { equationFlops, type ScanAttributes, scanAttributes } from './primitives/scan';
export type { ConvAttributes, PoolAttributes } from './primitives/window';
export { convAttributes, poolAttributes } from './primitives/window';
export * from './program';
export { simplify } from './simplify';
export { argsort, permute } from './sorting';
export { inline, Tensor, type TensorLike, Trace, trace, withOrigin, withTrace } from './tracer';
export * from './window-functions';
