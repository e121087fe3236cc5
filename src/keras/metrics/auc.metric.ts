/** AUC: the area under a curve of rates over all thresholds. Source: keras/src/metrics/confusion_metrics.py. */
import type { Problem } from '../../base/problem';
import { problem } from '../../base/problem';
import type { Tensor, ValueType } from '../../ops';
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineMetric } from '../core/definitions';
import { divideNoNan, EPSILON } from '../core/numerics';
import { LONGEST_TABLE } from '../core/size-limit';
import { areaUnder, type CurveCounts, precisionRecallArea } from './areas';
import { checkSameShape, checkThresholds, unnamed } from './common';
import { confusionCounts, evenThresholds } from './confusion';

const STATES = ['true_positives', 'false_positives', 'true_negatives', 'false_negatives'];

/** All thresholds, with one below 0 and one above 1. */
function thresholdsOf(c: {
  readonly num_thresholds: number;
  readonly thresholds: readonly unknown[] | null;
}): number[] {
  const inner = c.thresholds
    ? [...(c.thresholds as number[])].sort((a, b) => a - b)
    : evenThresholds(c.num_thresholds).slice(1, -1);
  return [-EPSILON, ...inner, 1 + EPSILON];
}

function checkLabels(
  c: {
    readonly multi_label: boolean;
    readonly num_labels: number | null;
    readonly label_weights: readonly number[] | null;
  },
  yPred: ValueType,
): Problem | null {
  if (c.num_labels !== null && !c.multi_label) {
    return problem('metric-labels', 'AUC takes num_labels only with multi_label.', {
      where: 'num_labels',
      fixes: [
        { label: 'Turn multi_label on', action: 'set-argument', params: { argument: 'multi_label', value: true } },
        { label: 'Clear num_labels', action: 'set-argument', params: { argument: 'num_labels', value: null } },
      ],
    });
  }
  if (c.multi_label && yPred.shape.length !== 2) {
    return problem('metric-labels', 'AUC with multi_label needs predictions of one row per sample.', {
      where: 'multi_label',
    });
  }
  if (c.num_labels !== null && c.num_labels !== yPred.shape[1]) {
    return problem('metric-labels', `AUC counts ${c.num_labels} labels; the predictions have ${yPred.shape[1]}.`, {
      where: 'num_labels',
      expected: String(yPred.shape[1]),
      received: String(c.num_labels),
      fixes: [{ label: 'Clear num_labels', action: 'set-argument', params: { argument: 'num_labels', value: null } }],
    });
  }
  const labels = yPred.shape.at(-1) ?? 1;
  if (c.label_weights !== null && c.label_weights.length !== labels) {
    return problem('metric-labels', `AUC has ${c.label_weights.length} label_weights; there are ${labels} labels.`, {
      where: 'label_weights',
      expected: `${labels} numbers`,
      received: String(c.label_weights.length),
      fixes: [
        { label: 'Clear label_weights', action: 'set-argument', params: { argument: 'label_weights', value: null } },
      ],
    });
  }
  return null;
}

export default defineMetric({
  name: 'AUC',
  aliases: ['area under the curve', 'roc', 'precision-recall'],
  summary: 'How well predictions rank yes above no: 1 is perfect, 0.5 is chance.',
  logName: 'auc',
  better: 'up',
  masking: 'ignore',
  args: {
    num_thresholds: arg.int(200, { min: 2, max: LONGEST_TABLE, doc: 'How finely the curve is drawn.' }),
    curve: arg.choice('ROC', ['ROC', 'PR', 'PRGAIN'], {
      doc: 'Which curve: true against false positives, or precision against recall.',
    }),
    summation_method: arg.choice('interpolation', ['interpolation', 'minoring', 'majoring'], {
      doc: 'Heights between two thresholds: their mean, the lower or the higher.',
      rare: true,
    }),
    ...unnamed,
    thresholds: arg.list(null, { doc: 'Thresholds between 0 and 1 instead of even ones.', rare: true }),
    multi_label: arg.bool(false, { doc: 'One curve per label, then their mean.' }),
    num_labels: arg.int(null, { min: 1, doc: 'Number of labels, with multi_label.', rare: true }),
    label_weights: arg.numbers('float', null, { doc: 'Weight of each label.', rare: true }),
    from_logits: arg.bool(false, { doc: 'Predictions are raw scores.' }),
  },
  together: (c) => checkThresholds(c.thresholds),
  check: (c, t, p) => checkLabels(c, p) ?? checkSameShape('AUC', t, p),
  states(c, _t, p) {
    const labels = c.multi_label ? [c.num_labels ?? p.shape[1] ?? 1] : [];
    return STATES.map((name) => ({ name, shape: [thresholdsOf(c).length, ...labels] }));
  },
  update(c, states, yTrue, yPred, sampleWeight) {
    const counts = confusionCounts(yTrue, c.from_logits ? ops.sigmoid(yPred) : yPred, sampleWeight, {
      thresholds: thresholdsOf(c),
      multiLabel: c.multi_label,
      labelWeights: c.multi_label ? null : c.label_weights,
    });
    const batch = [counts.truePositives, counts.falsePositives, counts.trueNegatives, counts.falseNegatives];
    return batch.map((count, i) => ops.add(states[i] as Tensor, count));
  },
  result(c, states) {
    const counts = states as unknown as CurveCounts;
    const smooth = c.curve === 'PR' && c.summation_method === 'interpolation';
    const areas = smooth ? precisionRecallArea(counts) : areaUnder(c.curve, c.summation_method, counts);
    if (!c.multi_label) return areas;
    const weights = c.label_weights;
    if (!weights) return ops.mean(areas);
    const w = ops.constant([...weights], [weights.length]);
    return divideNoNan(ops.sum(ops.mul(areas, w)), ops.sum(w));
  },
  cases: [
    {
      name: 'ROC',
      config: {},
      inputs: [
        { shape: [12, 1], dtype: 'int32' },
        { shape: [12, 1], low: 0, high: 1 },
      ],
      extra: { batches: 3 },
    },
    {
      name: 'PR',
      config: { curve: 'PR', num_thresholds: 50 },
      inputs: [
        { shape: [12], dtype: 'int32' },
        { shape: [12, 1], low: 0, high: 1 },
        { shape: [12], low: 0, high: 2 },
      ],
    },
    {
      name: 'PR gain',
      config: { curve: 'PRGAIN', num_thresholds: 20 },
      inputs: [
        { shape: [12, 1], dtype: 'int32' },
        { shape: [12, 1], low: 0, high: 1 },
      ],
    },
    {
      name: 'ROC from below',
      config: { summation_method: 'minoring', num_thresholds: 11 },
      inputs: [
        { shape: [12, 1], dtype: 'int32' },
        { shape: [12, 1], low: 0, high: 1 },
      ],
    },
    {
      name: 'PR from above',
      config: { curve: 'PR', summation_method: 'majoring', num_thresholds: 7 },
      inputs: [
        { shape: [12, 1], dtype: 'int32' },
        { shape: [12, 1], low: 0, high: 1 },
      ],
    },
    {
      name: 'own thresholds',
      config: { thresholds: [0.9, 0.2, 0.35] },
      inputs: [
        { shape: [12, 1], dtype: 'int32' },
        { shape: [12, 1], low: -0.5, high: 1.5 },
      ],
    },
    {
      name: 'several classes at once',
      config: {},
      inputs: [
        { shape: [6, 3], oneHot: true },
        { shape: [6, 3], simplex: true },
      ],
    },
    {
      name: 'classes with weights',
      config: { label_weights: [1, 2, 0.5], num_thresholds: 30 },
      inputs: [
        { shape: [6, 3], oneHot: true },
        { shape: [6, 3], simplex: true },
        { shape: [6], low: 0, high: 2 },
      ],
    },
    {
      name: 'labels',
      config: { multi_label: true, num_thresholds: 30 },
      inputs: [
        { shape: [8, 3], dtype: 'int32' },
        { shape: [8, 3], low: 0, high: 1 },
      ],
    },
    {
      name: 'labels with weights',
      config: { multi_label: true, num_labels: 3, label_weights: [1, 2, 0.5], num_thresholds: 30 },
      inputs: [
        { shape: [8, 3], dtype: 'int32' },
        { shape: [8, 3], low: 0, high: 1 },
        { shape: [8], low: 0, high: 2 },
      ],
    },
    {
      name: 'labels, PR, thresholds',
      config: { multi_label: true, curve: 'PR', thresholds: [0.25, 0.5, 0.75] },
      inputs: [
        { shape: [8, 2], dtype: 'int32' },
        { shape: [8, 2], low: 0, high: 1 },
      ],
    },
    {
      name: 'logits',
      config: { from_logits: true },
      inputs: [
        { shape: [12, 1], dtype: 'int32' },
        { shape: [12, 1], low: -3, high: 3 },
      ],
    },
    {
      name: 'one class only',
      config: {},
      inputs: [
        { shape: [4, 1], values: [1, 1, 1, 1] },
        { shape: [4, 1], low: 0, high: 1 },
      ],
    },
    {
      name: 'saturated predictions',
      config: { num_thresholds: 5 },
      inputs: [
        { shape: [4, 1], values: [0, 1, 0, 1] },
        { shape: [4, 1], values: [0, 1, 1, 0] },
      ],
    },
  ],
});
