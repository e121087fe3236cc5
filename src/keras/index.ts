/** The Keras catalogue and what is made of it: look-ups, arguments, built models. */
import './catalogue';

export * from './core/args';
export type * from './core/callback-hooks';
export { KINDS } from './core/definition';
export type * from './core/definitions';
export type * from './core/example-case';
export type { CallEnvironment, LayerPlan, Variable, VariableValues } from './core/layer-plan';
export {
  type Built,
  buildModel,
  callModel,
  countParameters,
  initialValue,
  inputType,
  type ModelCall,
  type ModelPlan,
  type NodeResult,
  publicShape,
} from './core/model-plan';
export { snakeCase } from './core/naming';
export { allOf, find, get, type Resolved, resolve } from './core/registry';
export { kerasSeeds, type SeedSource } from './core/seeds';
