/** A metric at work: its accumulators laid out for given targets and predictions, their update, and the result. */
import { ProblemError } from '../../base/problem';
import type { Tensor, ValueType } from '../../ops';
import type { ObjectValue } from './args';
import type { MetricDefinition, StateSpec } from './definitions';
import { applyMask } from './loss-reduction';
import { resolve } from './registry';

export interface MetricPlan {
  readonly definition: MetricDefinition;
  readonly config: never;
  /** Accumulators; all start at 0 and are set back to 0 at the start of each epoch. */
  readonly states: readonly StateSpec[];
}

/**
 * Lays out a metric.
 * @param value as `resolveMetric` gives it
 * @throws ProblemError for bad arguments, or targets and predictions it cannot take
 */
export function planMetric(value: ObjectValue, yTrue: ValueType, yPred: ValueType): MetricPlan {
  const { definition, config } = resolve('metric', value);
  const broken = definition.check?.(config, yTrue, yPred);
  if (broken) throw new ProblemError(broken);
  return { definition, config, states: definition.states(config, yTrue, yPred) };
}

/**
 * Records the accumulators after a batch.
 * @param sampleWeight weights for weighted metrics, else null
 * @param mask mask of the predictions or null
 */
export function updateMetric(
  plan: MetricPlan,
  states: readonly Tensor[],
  yTrue: Tensor,
  yPred: Tensor,
  sampleWeight: Tensor | null = null,
  mask: Tensor | null = null,
): readonly Tensor[] {
  const weights = plan.definition.masking === 'weights' ? applyMask(sampleWeight, mask, 'sum') : sampleWeight;
  return plan.definition.update(plan.config, states, yTrue, yPred, weights);
}

/** Records the value of a metric: a scalar, or a vector for per-class results. */
export function metricResult(plan: MetricPlan, states: readonly Tensor[]): Tensor {
  return plan.definition.result(plan.config, states);
}
