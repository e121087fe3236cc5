/**
 * What one Keras object is, per kind. Each object lives in one file that default-exports a definition made by one of
 * the `define…` functions below; the registry finds the files by their role suffix.
 */
import type { Problem } from '../../base/problem';
import type { RandomKey } from '../../base/random';
import type { Shape } from '../../base/shape';
import type { Tensor, ValueType } from '../../ops';
import type { Args, ArgValues, ObjectValue } from './args';
import type { CallbackHooks, CallbackHost } from './callback-hooks';
import { clippingProblem } from './clipping';
import type { Common, Kind, Unmade } from './definition';
import type { LayerDefinition } from './layer-definition';

export type { Family, Kind } from './definition';
export * from './layer-definition';

// --- functions of tensors ------------------------------------------------------------------------------------------------

export interface ActivationDefinition<A extends Args = Args> extends Common<A> {
  readonly kind: 'activation';
  call(x: Tensor, config: ArgValues<A>): Tensor;
}

export interface InitializerDefinition<A extends Args = Args> extends Common<A> {
  readonly kind: 'initializer';
  /** Draws nothing when false (zeros, constant); Keras then takes no default seed either. */
  readonly random: boolean;
  /** What is wrong with a weight of this shape; null when it can be filled. */
  check?(config: ArgValues<A>, shape: Shape): Problem | null;
  /** Starting values in row-major order, float32. Runs on the host; `key` as Keras makes it: (seed, 0). */
  call(config: ArgValues<A>, shape: Shape, key: RandomKey): Float32Array;
}

export interface RegularizerDefinition<A extends Args = Args> extends Common<A> {
  readonly kind: 'regularizer';
  /** What is wrong with a tensor of this shape; null when it can be penalised. */
  check?(config: ArgValues<A>, shape: Shape): Problem | null;
  /** A scalar penalty. */
  call(x: Tensor, config: ArgValues<A>): Tensor;
}

export interface ConstraintDefinition<A extends Args = Args> extends Common<A> {
  readonly kind: 'constraint';
  /** What is wrong with a weight of this shape; null when it can be held to it. */
  check?(config: ArgValues<A>, shape: Shape): Problem | null;
  call(w: Tensor, config: ArgValues<A>): Tensor;
}

export interface LossDefinition<A extends Args = Args> extends Common<A> {
  readonly kind: 'loss';
  /** What targets it wants, for proposals and messages. */
  readonly targets: 'class-index' | 'one-hot' | 'binary' | 'number' | 'any';
  /** Keras' name for it in logs and as a function: `mean_squared_error`. */
  readonly logName: string;
  /**
   * What is wrong with targets and predictions of these types, after `computeLoss` has matched their ranks. By default
   * they have to broadcast.
   */
  check?(config: ArgValues<A>, yTrue: ValueType, yPred: ValueType): Problem | null;
  /** Loss per sample: the last axis is reduced. Targets come in any dtype; see `computeLoss` for what comes before and after. */
  call(yTrue: Tensor, yPred: Tensor, config: ArgValues<A>): Tensor;
  /** Which samples count, where the loss itself leaves some out (ignore_class): bool, shaped like the losses. */
  mask?(yTrue: Tensor, yPred: Tensor, config: ArgValues<A>): Tensor | null;
}

/** One accumulator of a metric. */
export interface StateSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype?: 'float32' | 'int32';
}

export interface MetricDefinition<A extends Args = Args> extends Common<A> {
  readonly kind: 'metric';
  /** Keras' default name in logs. */
  readonly logName: string;
  /** Whether larger is better; null when neither. */
  readonly better: 'up' | 'down' | null;
  /** Whether a mask of the predictions turns into weights of 0 and 1 (averages) or is ignored, as in Keras. */
  readonly masking: 'weights' | 'ignore';
  /** What is wrong with targets and predictions of these types, in plain words; null when they fit. */
  check?(config: ArgValues<A>, yTrue: ValueType, yPred: ValueType): Problem | null;
  states(config: ArgValues<A>, yTrue: ValueType, yPred: ValueType): readonly StateSpec[];
  /** The states after seeing a batch. `sampleWeight` broadcasts against per-sample values. */
  update(
    config: ArgValues<A>,
    states: readonly Tensor[],
    yTrue: Tensor,
    yPred: Tensor,
    sampleWeight: Tensor | null,
  ): readonly Tensor[];
  /** The value (scalar, or a vector for per-class results). */
  result(config: ArgValues<A>, states: readonly Tensor[]): Tensor;
}

// --- optimizers -------------------------------------------------------------------------------------------------------------

export interface UpdateContext {
  /** Scalar float32 learning rate of this step. */
  readonly learningRate: Tensor;
  /** Scalar float32: updates applied before this one. */
  readonly iteration: Tensor;
  /** Index of the variable among the trainable ones; 0 for `advance`. */
  readonly index: number;
}

export interface SlotSpec {
  readonly name: string;
  /** Defaults to the variable's shape. */
  readonly shape?: Shape;
  /** Starting value, default 0; `variable` copies the variable's own. */
  readonly value?: number | 'variable';
  /** Keras calls it as the variable, without this name behind it. */
  readonly unnamed?: boolean;
  /** Slots of one group alternate variable by variable; groups follow one another. Default 0. */
  readonly group?: number;
}

/** An optimizer that is a rule for one variable after another. */
export interface UpdateRuleDefinition<A extends Args = Args> extends Common<A> {
  readonly kind: 'optimizer';
  /** Slots of one variable, in Keras' order. */
  slots(config: ArgValues<A>, variable: { readonly shape: Shape; readonly name: string }): readonly SlotSpec[];
  /** Slots shared by all variables (Nadam's u_product). */
  sharedSlots?(config: ArgValues<A>): readonly SlotSpec[];
  /** The shared slots of this step, made once before the variables are updated. */
  advance?(ctx: UpdateContext, config: ArgValues<A>, shared: readonly Tensor[]): readonly Tensor[];
  /** Weight decay of one variable where it is not the `weight_decay` argument for all (Muon); null for none. */
  decay?(config: ArgValues<A>, variable: { readonly shape: Shape; readonly name: string }): number | null;
  /** New variable and slots. Clipping, decay, averaging and accumulation are the common base's work. */
  update(
    ctx: UpdateContext,
    config: ArgValues<A>,
    variable: Tensor,
    gradient: Tensor,
    slots: readonly Tensor[],
    shared: readonly Tensor[],
  ): { readonly variable: Tensor; readonly slots: readonly Tensor[] };
}

/** How an optimizer uses others: one under a loss scale that finds itself, or one for each part of the variables. */
export type Wrapping =
  | { readonly how: 'scaled'; readonly inner: ObjectValue; readonly initialScale: number; readonly growthSteps: number }
  | {
      readonly how: 'divided';
      readonly fallback: ObjectValue;
      /** By path of a variable, or a regular expression that matches the whole path. */
      readonly byPath: { readonly [pattern: string]: ObjectValue };
      readonly lossScale: number | null;
    };

export interface OptimizerWrapperDefinition<A extends Args = Args> extends Common<A> {
  readonly kind: 'optimizer';
  wrap(config: ArgValues<A>): Wrapping;
}

export type OptimizerDefinition<A extends Args = Args> = UpdateRuleDefinition<A> | OptimizerWrapperDefinition<A>;

export interface ScheduleDefinition<A extends Args = Args> extends Common<A> {
  readonly kind: 'schedule';
  /** Learning rate at a scalar float32 step. */
  call(step: Tensor, config: ArgValues<A>): Tensor;
}

// --- callbacks -----------------------------------------------------------------------------------------------------------------

export interface CallbackDefinition<A extends Args = Args> extends Common<A> {
  readonly kind: 'callback';
  create(config: ArgValues<A>, host: CallbackHost): CallbackHooks;
}

// --- makers ---------------------------------------------------------------------------------------------------------------------

export const defineActivation = <A extends Args>(d: Unmade<ActivationDefinition<A>>): ActivationDefinition<A> => ({
  kind: 'activation',
  ...d,
});
export const defineInitializer = <A extends Args>(d: Unmade<InitializerDefinition<A>>): InitializerDefinition<A> => ({
  kind: 'initializer',
  ...d,
});
export const defineRegularizer = <A extends Args>(d: Unmade<RegularizerDefinition<A>>): RegularizerDefinition<A> => ({
  kind: 'regularizer',
  ...d,
});
export const defineConstraint = <A extends Args>(d: Unmade<ConstraintDefinition<A>>): ConstraintDefinition<A> => ({
  kind: 'constraint',
  ...d,
});
export const defineLoss = <A extends Args>(d: Unmade<LossDefinition<A>>): LossDefinition<A> => ({ kind: 'loss', ...d });
export const defineMetric = <A extends Args>(d: Unmade<MetricDefinition<A>>): MetricDefinition<A> => ({
  kind: 'metric',
  ...d,
});
export const defineOptimizer = <A extends Args>(d: Unmade<UpdateRuleDefinition<A>>): UpdateRuleDefinition<A> => ({
  kind: 'optimizer',
  ...d,
  together: (c) => clippingProblem(c) ?? d.together?.(c) ?? null,
});
export const defineOptimizerWrapper = <A extends Args>(
  d: Unmade<OptimizerWrapperDefinition<A>>,
): OptimizerWrapperDefinition<A> => ({ kind: 'optimizer', ...d });
export const defineSchedule = <A extends Args>(d: Unmade<ScheduleDefinition<A>>): ScheduleDefinition<A> => ({
  kind: 'schedule',
  ...d,
});
export const defineCallback = <A extends Args>(d: Unmade<CallbackDefinition<A>>): CallbackDefinition<A> => ({
  kind: 'callback',
  ...d,
});

export interface DefinitionOf {
  layer: LayerDefinition;
  activation: ActivationDefinition;
  initializer: InitializerDefinition;
  regularizer: RegularizerDefinition;
  constraint: ConstraintDefinition;
  loss: LossDefinition;
  metric: MetricDefinition;
  optimizer: OptimizerDefinition;
  schedule: ScheduleDefinition;
  callback: CallbackDefinition;
}
export type Definition = DefinitionOf[Kind];
