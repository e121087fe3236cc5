/**
 * Cross-entropies per sample, with the clipping and renormalising Keras does on JAX; shared by losses and metrics.
 * Source: keras/src/losses/losses.py, keras/src/backend/jax/nn.py.
 */
import { ProblemError, problem } from '../../base/problem';
import { formatShape, normalizeAxis, sameShape } from '../../base/shape';
import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { complement, EPSILON } from '../core/numerics';

/** The float32 next to 1 - epsilon: its distance from 1 is what a saturated loss is made of. */
const HIGHEST = Math.fround(1 - EPSILON);

/** Probabilities away from 0 and 1, where their logarithm lives. */
export const clipProbability = (p: Tensor): Tensor => ops.clip(p, EPSILON, HIGHEST);

/** @throws ProblemError when targets and predictions are not of one shape. */
function requireSameShape(name: string, t: Tensor, p: Tensor): void {
  if (sameShape(t.shape, p.shape)) return;
  throw new ProblemError(
    problem(
      'loss-shape',
      `${name} compares targets and predictions of one shape, not ${formatShape(t.shape)} and ${formatShape(p.shape)}.`,
      {
        expected: formatShape([null, ...p.shape.slice(1)]),
        received: formatShape([null, ...t.shape.slice(1)]),
      },
    ),
  );
}

const logSigmoid = (x: Tensor): Tensor => ops.neg(ops.softplus(ops.neg(x)));

/** Elementwise: -(t log p + (1 - t) log(1 - p)). */
export function elementBinaryCrossentropy(t: Tensor, output: Tensor, fromLogits: boolean): Tensor {
  requireSameShape('Binary cross-entropy', t, output);
  if (fromLogits) {
    return ops.sub(ops.neg(ops.mul(t, logSigmoid(output))), ops.mul(complement(t), logSigmoid(ops.neg(output))));
  }
  const p = clipProbability(output);
  return ops.neg(ops.add(ops.mul(t, ops.log(p)), ops.mul(complement(t), ops.log(complement(p)))));
}

/** Moves binary targets towards a half. */
export const smoothBinary = (t: Tensor, amount: number): Tensor => ops.add(ops.mul(t, 1 - amount), 0.5 * amount);

export interface BinaryOptions {
  readonly from_logits: boolean;
  readonly label_smoothing: number;
  readonly axis: number;
}

export function binaryCrossentropy(yTrue: Tensor, yPred: Tensor, o: BinaryOptions): Tensor {
  return ops.mean(elementBinaryCrossentropy(smoothBinary(yTrue, o.label_smoothing), yPred, o.from_logits), o.axis);
}

/** Moves one-hot targets towards equal shares of the last axis. */
export function smoothOneHot(t: Tensor, amount: number): Tensor {
  return ops.add(ops.mul(t, 1 - amount), amount / (t.shape[t.rank - 1] ?? 1));
}

/** Logarithms of class probabilities; probabilities are first made to sum to one, then clipped. */
function logProbabilities(output: Tensor, fromLogits: boolean, axis: number): Tensor {
  if (fromLogits) return ops.logSoftmax(output, axis);
  return ops.log(clipProbability(ops.div(output, ops.sum(output, axis, true))));
}

export function categoricalCrossentropy(yTrue: Tensor, yPred: Tensor, o: BinaryOptions): Tensor {
  requireSameShape('Categorical cross-entropy', yTrue, yPred);
  const t = smoothOneHot(yTrue, o.label_smoothing);
  return ops.neg(ops.sum(ops.mul(t, logProbabilities(yPred, o.from_logits, o.axis)), o.axis));
}

export interface SparseOptions {
  readonly from_logits: boolean;
  readonly ignore_class: number | null;
  readonly axis: number;
}

/** Class indices without the axis of length 1 they may come with, int32. */
function classIndices(yTrue: Tensor, yPred: Tensor, axis: number): Tensor {
  const classes = ops.convert(yTrue, 'int32');
  return classes.rank === yPred.rank && classes.shape.at(axis) === 1 ? ops.squeeze(classes, axis) : classes;
}

/** Which samples have a class other than the ignored one; null when none is ignored. */
export function sparseMask(yTrue: Tensor, yPred: Tensor, o: SparseOptions): Tensor | null {
  return o.ignore_class === null ? null : ops.ne(classIndices(yTrue, yPred, o.axis), o.ignore_class);
}

export function sparseCategoricalCrossentropy(yTrue: Tensor, yPred: Tensor, o: SparseOptions): Tensor {
  const axis = normalizeAxis(o.axis, yPred.rank);
  const classes = classIndices(yTrue, yPred, o.axis);
  const samples = yPred.shape.filter((_, i) => i !== axis);
  if (!sameShape(classes.shape, samples)) {
    throw new ProblemError(
      problem(
        'loss-shape',
        `Sparse categorical cross-entropy takes one class index per prediction: targets of shape ${formatShape(samples)}, not ${formatShape(classes.shape)}.`,
        {
          expected: formatShape([null, ...samples.slice(1)]),
          received: formatShape([null, ...classes.shape.slice(1)]),
        },
      ),
    );
  }
  const valid = sparseMask(yTrue, yPred, o);
  const kept = valid ? ops.where(valid, classes, 0) : classes;
  const output = valid ? ops.where(ops.expandDims(valid, axis), yPred, 0) : yPred;
  const oneHot = ops.convert(ops.eq(ops.expandDims(kept, axis), ops.iota(yPred.shape, axis)), 'float32');
  const losses = ops.neg(ops.sum(ops.mul(oneHot, logProbabilities(output, o.from_logits, axis)), axis));
  return valid ? ops.where(valid, losses, 0) : losses;
}
