/**
 * R2Score: the share of the targets' variance that predictions explain. Source:
 * keras/src/metrics/regression_metrics.py.
 */
import { problem } from '../../base/problem';
import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineMetric } from '../core/definitions';
import { squeezeOrExpandToSameRank } from '../core/loss-reduction';
import { checkSameShape, named } from './common';

/** Corrects for the number of inputs, where there are samples enough to do so. */
function adjust(score: Tensor, samples: Tensor, regressors: number): Tensor {
  const freedom = ops.sub(ops.sub(samples, regressors), 1);
  const adjusted = ops.sub(1, ops.div(ops.mul(ops.sub(1, score), ops.sub(samples, 1)), ops.maximum(freedom, 1)));
  return ops.where(ops.gt(freedom, 0), adjusted, score);
}

export default defineMetric({
  name: 'R2Score',
  aliases: ['coefficient of determination', 'r squared'],
  summary: 'Share of variance explained: 1 is perfect, 0 is no better than the mean.',
  logName: 'r2_score',
  better: 'up',
  masking: 'ignore',
  args: {
    class_aggregation: arg.orNone(
      arg.choice('uniform_average', ['uniform_average', 'variance_weighted_average'], {
        doc: 'One number for several outputs: their mean, or weighted by variance; none gives one per output.',
      }),
    ),
    num_regressors: arg.int(0, {
      min: 0,
      doc: 'Number of inputs, for the adjusted score; 0 leaves it plain.',
      rare: true,
    }),
    ...named('r2_score'),
  },
  check(_c, t, p) {
    if (p.shape.length === 2) return checkSameShape('R2Score', t, p);
    return problem('metric-shape', 'R2Score needs one row of numbers per sample.', {
      where: 'compile.metrics',
      expected: '(None, numbers)',
    });
  },
  states(_c, _t, p) {
    const shape = [p.shape[1] ?? 1];
    const sums = ['squared_sum', 'sum', 'residual', 'count'].map((name) => ({ name, shape }));
    return [{ name: 'num_samples', shape: [] }, ...sums];
  },
  update(_c, states, yTrue, yPred, sampleWeight) {
    const [t, p] = squeezeOrExpandToSameRank(ops.convert(yTrue, 'float32'), ops.convert(yPred, 'float32'));
    const given = sampleWeight ? ops.convert(sampleWeight, 'float32') : ops.scalar(1);
    const weights = ops.broadcastTo(given.rank === 1 ? ops.expandDims(given, 1) : given, t.shape);
    const weighted = ops.mul(t, weights);
    const residual = ops.mul(ops.square(ops.sub(t, p)), weights);
    const [samples, squares, sums, residuals, counts] = states as [Tensor, Tensor, Tensor, Tensor, Tensor];
    return [
      ops.add(samples, t.size),
      ops.add(squares, ops.sum(ops.mul(t, weighted), 0)),
      ops.add(sums, ops.sum(weighted, 0)),
      ops.add(residuals, ops.sum(residual, 0)),
      ops.add(counts, ops.sum(weights, 0)),
    ];
  },
  result(c, states) {
    const [samples, squares, sums, residuals, counts] = states as [Tensor, Tensor, Tensor, Tensor, Tensor];
    const total = ops.sub(squares, ops.mul(sums, ops.div(sums, counts)));
    const endless = ops.and(ops.eq(total, 0), ops.gt(residuals, 0));
    const scores = ops.where(endless, 0, ops.sub(1, ops.div(residuals, total)));
    let score = scores;
    if (c.class_aggregation === 'uniform_average') score = ops.mean(scores);
    if (c.class_aggregation === 'variance_weighted_average') {
      score = ops.div(ops.sum(ops.mul(total, scores)), ops.sum(total));
    }
    return c.num_regressors === 0 ? score : adjust(score, samples, c.num_regressors);
  },
  cases: [
    { name: 'one output', config: {}, inputs: [{ shape: [6, 1] }, { shape: [6, 1] }], extra: { batches: 3 } },
    {
      name: 'several outputs',
      config: {},
      inputs: [{ shape: [6, 3] }, { shape: [6, 3] }, { shape: [6], low: 0, high: 2 }],
    },
    { name: 'per output', config: { class_aggregation: null }, inputs: [{ shape: [6, 3] }, { shape: [6, 3] }] },
    {
      name: 'weighted by variance',
      config: { class_aggregation: 'variance_weighted_average' },
      inputs: [{ shape: [6, 3] }, { shape: [6, 3] }, { shape: [6, 3], low: 0, high: 2 }],
    },
    { name: 'constant target', config: {}, inputs: [{ shape: [4, 1], values: [2, 2, 2, 2] }, { shape: [4, 1] }] },
  ],
});
