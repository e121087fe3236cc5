/**
 * Metrics that are a weighted mean over all samples: a value per sample goes in, total and count are kept.
 * Source: keras/src/metrics/reduction_metrics.py.
 */
import { ProblemError } from '../../base/problem';
import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import type { Args, ArgValues } from '../core/args';
import { defineMetric, type MetricDefinition, type StateSpec } from '../core/definitions';
import { applyMask, squeezeOrExpandToSameRank } from '../core/loss-reduction';
import { divideNoNan } from '../core/numerics';
import { axisOf, axisProblem, broadcastProblem, broadcastsTo, weightsMisfit } from '../core/pair-check';

type Reduce = (x: Tensor, axes: readonly number[]) => Tensor;

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);

function reduceAxes(x: Tensor, reduce: Reduce, from: number, to: number): Tensor {
  return to > from ? reduce(x, range(from, to)) : x;
}

/** Values and weights brought to one number per sample; weights are null when none were given. */
export function perSample(
  values: Tensor,
  sampleWeight: Tensor | null,
  reduce: Reduce,
): { values: Tensor; weights: Tensor | null } {
  if (sampleWeight === null) return { values: reduceAxes(values, reduce, 1, values.rank), weights: null };
  const [v, w] = squeezeOrExpandToSameRank(values, ops.convert(sampleWeight, 'float32'));
  const rank = w.rank;
  const reduced = reduceAxes(v, reduce, rank, v.rank);
  if (w.rank > reduced.rank || !broadcastsTo(w.shape, reduced.shape)) {
    throw new ProblemError(weightsMisfit(sampleWeight.shape, values.shape));
  }
  const weights = ops.broadcastTo(w, reduced.shape);
  const weighted = ops.mul(reduced, weights);
  return {
    values: reduceAxes(weighted, reduce, 1, weighted.rank),
    weights: reduceAxes(weights, reduce, 1, weights.rank),
  };
}

export const MEAN_STATES: readonly StateSpec[] = [
  { name: 'total', shape: [] },
  { name: 'count', shape: [] },
];

/**
 * Total and count after a batch.
 * @param own which values count, where the metric itself leaves some out; used with sample weights only, as in Keras
 */
export function addToMean(
  states: readonly Tensor[],
  values: Tensor,
  sampleWeight: Tensor | null,
  own: Tensor | null = null,
): Tensor[] {
  const [total, count] = states as [Tensor, Tensor];
  const given = sampleWeight && own ? applyMask(sampleWeight, own, 'sum') : sampleWeight;
  const batch = perSample(values, given, ops.mean);
  const samples = batch.weights ? ops.sum(batch.weights) : ops.scalar(batch.values.shape[0] ?? 1);
  return [ops.add(total, ops.sum(batch.values)), ops.add(count, samples)];
}

export const meanOf = (states: readonly Tensor[]): Tensor => divideNoNan(states[0] as Tensor, states[1] as Tensor);

type MeanMetric<A extends Args> = Omit<MetricDefinition<A>, 'kind' | 'masking' | 'states' | 'update' | 'result'> & {
  /** One value per sample, or more, which are averaged. Targets and predictions are float32 of one rank. */
  readonly values: (yTrue: Tensor, yPred: Tensor, config: ArgValues<A>) => Tensor;
  /** Values that count, where the metric itself leaves some out. */
  readonly mask?: (yTrue: Tensor, yPred: Tensor, config: ArgValues<A>) => Tensor | null;
};

/** A metric that is the mean of a value per sample. */
export function defineMean<A extends Args>({ values, mask, ...rest }: MeanMetric<A>): MetricDefinition<A> {
  return defineMetric<A>({
    ...rest,
    masking: 'weights',
    check(config, t, p) {
      const rank = Math.max(t.shape.length, p.shape.length);
      const axis = axisProblem(rest.name, axisOf(config), rank, 'what it compares has');
      return axis ?? (rest.check ? rest.check(config, t, p) : broadcastProblem(rest.name, t, p));
    },
    states: () => MEAN_STATES,
    update(config, states, yTrue, yPred, sampleWeight) {
      const [t, p] = squeezeOrExpandToSameRank(ops.convert(yTrue, 'float32'), ops.convert(yPred, 'float32'));
      return addToMean(states, values(t, p, config), sampleWeight, mask?.(t, p, config) ?? null);
    },
    result: (_config, states) => meanOf(states),
  });
}
