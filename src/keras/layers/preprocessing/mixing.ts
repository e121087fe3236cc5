/** What MixUp and CutMix share: images, and their labels if there are any, mixed with those of other samples. */
import { type Problem, problem } from '../../../base/problem';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';

/** Images, or images and labels. */
export const MIXED_INPUTS = { count: [1, 2], minRank: 2 } as const;

/** The problem of inputs that are not images and labels, or null. */
export function mixedProblem([images, labels]: readonly ValueType[]): Problem | null {
  if (images?.shape.length === 4 && (labels === undefined || labels.shape.length === 2)) return null;
  return problem('images-and-labels', 'The first input is a batch of images, the second their one-hot labels.', {
    expected: '4 dimensions, and 2 for labels',
    received: [images, labels].map((t) => (t ? `${t.shape.length}` : 'none')).join(' and '),
  });
}

/** weight · x + (1 − weight) · other */
export const mixed = (x: Tensor, other: Tensor, weight: Tensor): Tensor =>
  ops.add(ops.mul(weight, x), ops.mul(ops.sub(1, weight), other));
