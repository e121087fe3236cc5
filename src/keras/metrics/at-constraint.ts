/** Metrics that give the best of one rate among the thresholds where another rate is high enough. */

import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineMetric } from '../core/definitions';
import { divideNoNan } from '../core/numerics';
import { LONGEST_TABLE } from '../core/size-limit';
import { checkClassId, checkSameShape, classIdArg, unnamed } from './common';
import { confusionCounts, evenThresholds } from './confusion';

const STATES = ['true_positives', 'false_positives', 'true_negatives', 'false_negatives'];

type Rates = readonly [tp: Tensor, fp: Tensor, tn: Tensor, fn: Tensor];
const rate = (of: Tensor, rest: Tensor): Tensor => divideNoNan(of, ops.add(of, rest));

/** Rates of four counts at each threshold. */
export const precision = ([tp, fp]: Rates): Tensor => rate(tp, fp);
export const recall = ([tp, , , fn]: Rates): Tensor => rate(tp, fn);
export const specificity = ([, fp, tn]: Rates): Tensor => rate(tn, fp);

interface AtConstraint<N extends string> {
  readonly name: string;
  readonly logName: string;
  readonly summary: string;
  /** The argument with the wanted level. */
  readonly argument: N;
  readonly constrained: (counts: Rates) => Tensor;
  readonly wanted: (counts: Rates) => Tensor;
}

export function defineAtConstraint<N extends string>(o: AtConstraint<N>) {
  const level = arg.float(undefined, { min: 0, max: 1, doc: `Least ${o.argument} a threshold must reach.` });
  return defineMetric({
    name: o.name,
    summary: o.summary,
    logName: o.logName,
    better: 'up',
    masking: 'ignore',
    args: {
      ...({ [o.argument]: level } as Record<N, typeof level>),
      num_thresholds: arg.int(200, { min: 1, max: LONGEST_TABLE, doc: 'How many thresholds are tried.' }),
      class_id: classIdArg,
      ...unnamed,
    },
    check: (c, t, p) => checkSameShape(o.name, t, p) ?? checkClassId(c.class_id as number | null, p),
    states: (c) => STATES.map((name) => ({ name, shape: [Number(c.num_thresholds)] })),
    update(c, states, yTrue, yPred, sampleWeight) {
      const counts = confusionCounts(yTrue, yPred, sampleWeight, {
        thresholds: evenThresholds(Number(c.num_thresholds)),
        classId: c.class_id as number | null,
      });
      const batch = [counts.truePositives, counts.falsePositives, counts.trueNegatives, counts.falseNegatives];
      return batch.map((count, i) => ops.add(states[i] as Tensor, count));
    },
    result(c, states) {
      const counts = states as unknown as Rates;
      const enough = ops.ge(o.constrained(counts), Number(c[o.argument]));
      return ops.max(ops.where(enough, o.wanted(counts), 0));
    },
    cases: [
      {
        name: 'probabilities',
        config: { [o.argument]: 0.6 },
        inputs: [
          { shape: [12, 1], dtype: 'int32' },
          { shape: [12, 1], low: 0, high: 1 },
        ],
        extra: { batches: 3 },
      },
      {
        name: 'few thresholds, weights',
        config: { [o.argument]: 0.3, num_thresholds: 5 },
        inputs: [
          { shape: [12], dtype: 'int32' },
          { shape: [12, 1], low: 0, high: 1 },
          { shape: [12], values: [1, 0.5, 0, 2, 1, 1.5, 0.25, 1, 0, 3, 1, 0.5] },
        ],
      },
      {
        name: 'one threshold',
        config: { [o.argument]: 0.3, num_thresholds: 1 },
        inputs: [
          { shape: [12, 1], dtype: 'int32' },
          { shape: [12, 1], low: 0, high: 1 },
        ],
      },
      {
        name: 'one class',
        config: { [o.argument]: 0.5, class_id: 1 },
        inputs: [
          { shape: [8, 3], oneHot: true },
          { shape: [8, 3], simplex: true },
        ],
      },
      {
        name: 'out of reach',
        config: { [o.argument]: 1 },
        inputs: [
          { shape: [4, 1], values: [0, 1, 0, 1] },
          { shape: [4, 1], values: [1, 0, 0.9, 0.1] },
        ],
      },
    ],
  });
}
