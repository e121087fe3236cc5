/**
 * Circle: pulls embeddings of one class together and pushes those of others apart, each pair as hard as it needs.
 * Source: keras/src/losses/losses.py (Sun et al. 2020).
 */
import { problem } from '../../base/problem';
import { sizeOf } from '../../base/shape';
import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { toFloat } from '../core/numerics';
import { shownShape } from '../core/pair-check';

/** log of the sum of e^x over the pairs that count, per row; minus infinity (as a large number) where none does. */
const NOTHING = -1e30;

function logSumExp(x: Tensor, counts: Tensor): Tensor {
  const kept = ops.where(counts, x, NOTHING);
  const highest = ops.stopGradient(ops.maximum(ops.max(kept, 1, true), -1e20));
  const sum = ops.sum(ops.where(counts, ops.exp(ops.sub(kept, highest)), 0), 1);
  const some = ops.gt(sum, 0);
  return ops.where(some, ops.add(ops.log(ops.where(some, sum, 1)), ops.reshape(highest, sum.shape)), NOTHING);
}

interface Config {
  readonly gamma: number;
  readonly margin: number;
  readonly remove_diagonal: boolean;
}

function circle(yTrue: Tensor, yPred: Tensor, c: Config): Tensor {
  const n = yPred.shape[0] ?? 1;
  const labels = ops.convert(ops.reshape(yTrue, [n, 1]), 'int32');
  const same = ops.eq(labels, ops.transpose(labels, [1, 0]));
  const apart = ops.ne(ops.iota([n, n], 0), ops.iota([n, n], 1));
  const distance = ops.maximum(ops.sub(1, ops.matmul(yPred, yPred, false, true)), 0);
  const positive = c.remove_diagonal ? ops.and(same, apart) : same;
  const negative = ops.not(same);
  const weigh = (weights: Tensor, counts: Tensor): Tensor => ops.maximum(ops.mul(weights, toFloat(counts)), 0);
  const pull = ops.mul(weigh(ops.add(distance, c.margin), positive), ops.sub(distance, c.margin));
  const push = ops.mul(weigh(ops.sub(1 + c.margin, distance), negative), ops.sub(1 - c.margin, distance));
  const total = ops.add(logSumExp(ops.mul(pull, c.gamma), positive), logSumExp(ops.mul(push, c.gamma), negative));
  return ops.softplus(ops.maximum(total, NOTHING));
}

export default defineLoss({
  name: 'Circle',
  aliases: ['metric learning', 'embedding', 'similarity'],
  summary: 'For embeddings with class indices: near within a class, far between classes.',
  targets: 'class-index',
  logName: 'circle',
  args: {
    gamma: arg.float(80, { min: 0, doc: 'How sharply hard pairs count more than easy ones.' }),
    margin: arg.float(0.4, { min: 0, doc: 'Distance within a class that is good enough.' }),
    remove_diagonal: arg.bool(true, { doc: 'Leaves out each sample paired with itself.', rare: true }),
    ...lossArgs('circle'),
  },
  check(_c, { shape: t }, { shape: p }) {
    if (p.length === 2 && sizeOf(t) === p[0]) return null;
    return problem('target-shape', 'Circle compares one vector per sample with one class index per sample.', {
      expected: 'targets (batch,) and predictions (batch, numbers)',
      received: `${shownShape(t)} and ${shownShape(p)}`,
    });
  },
  call: circle,
  mask: (yTrue, yPred, c) => ops.gt(circle(yTrue, yPred, c), 0),
  cases: [
    {
      name: 'pairs',
      config: { gamma: 4 },
      inputs: [
        { shape: [6], dtype: 'int32', values: [0, 1, 0, 1, 2, 2] },
        { shape: [6, 3], low: -0.6, high: 0.6 },
      ],
    },
    {
      name: 'margin, own pair, weights',
      config: { gamma: 2, margin: 0.25, remove_diagonal: false },
      inputs: [
        { shape: [4, 1], dtype: 'int32', values: [0, 1, 0, 1] },
        { shape: [4, 3], low: -0.6, high: 0.6 },
        { shape: [4], low: 0, high: 2 },
      ],
    },
    {
      name: 'sharp',
      config: {},
      inputs: [
        { shape: [4], dtype: 'int32', values: [0, 1, 0, 1] },
        { shape: [4, 3], low: -0.5, high: 0.5 },
      ],
    },
  ],
});
