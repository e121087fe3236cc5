/**
 * Normalization: (x − mean) / deviation with numbers fixed beforehand, given as arguments or measured on the data by
 * `adaptNormalization`. Not learned by training.
 */
import { problem } from '../../../base/problem';
import { formatShape, normalizeAxes } from '../../../base/shape';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { type ArgValues, arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { axisList, axisProblem, axisWords } from '../axes';
import { type Literal, literal, literalShape } from './literal';

const EPSILON = 1e-7;

const args = {
  axis: arg.optional(
    arg.tuple(0, -1, { doc: 'Axes with numbers of their own for each index; none uses one pair for all.' }),
  ),
  mean: arg.array(null, { doc: 'Mean to subtract; measured on the data when none.' }),
  variance: arg.array(null, { doc: 'Variance to divide by the root of; measured on the data when none.' }),
  invert: arg.bool(false, { doc: 'Whether to undo the normalisation instead.' }),
};
type Config = ArgValues<typeof args>;

/** Axes that keep numbers of their own, ascending. */
export function keptAxes(c: Pick<Config, 'axis'>, rank: number): number[] {
  return c.axis === null ? [] : normalizeAxes(axisList(c.axis), rank);
}

/** Shape that lines numbers given for the last kept axes up with the input, or null when they do not fit. */
function alignedShape(v: Literal, kept: readonly number[], input: readonly number[]): number[] | null {
  const shape = literalShape(v);
  if (!shape || shape.length > kept.length) return null;
  const out = input.map(() => 1);
  const last = kept.slice(kept.length - shape.length);
  const fits = last.every((axis, i) => {
    out[axis] = shape[i] as number;
    return shape[i] === 1 || shape[i] === input[axis];
  });
  return fits ? out : null;
}

export default defineLayer({
  name: 'Normalization',
  family: 'preprocessing',
  summary: 'Shifts and scales features to mean 0 and variance 1 with numbers measured on the data.',
  aliases: ['standardize', 'z-score', 'mean and variance', 'standardise', 'standard scaler', 'adapt'],
  inputs: {},
  args,
  masking: 'pass',
  card: (c) => [
    c.mean === null ? 'measured' : 'fixed',
    c.invert ? 'inverse' : null,
    c.axis === -1 ? null : c.axis === null ? 'one pair' : axisWords(c.axis),
  ],
  check(c, [x]) {
    const shape = x?.shape ?? [];
    if ((c.mean === null) !== (c.variance === null)) {
      const missing = c.mean === null ? 'mean' : 'variance';
      const given = c.mean === null ? 'variance' : 'mean';
      return problem('mean-and-variance', 'mean and variance come together: give both, or neither to measure them.', {
        where: missing,
        expected: 'both or neither',
        received: `${given} alone`,
        fixes: [{ label: `Remove ${given}`, action: 'remove-argument', params: { argument: given } }],
      });
    }
    const [means, variances] = [c.mean, c.variance].map((v) => (v === null ? [] : literalShape(v)));
    if (means?.join() !== variances?.join()) {
      return problem('mean-and-variance', 'mean and variance need the same shape: one number each, or equally many.', {
        where: 'variance',
        expected: formatShape(means ?? []),
        received: formatShape(variances ?? []),
      });
    }
    const axis = c.axis === null ? null : axisProblem('axis', c.axis, shape.length);
    if (axis) return axis;
    const kept = keptAxes(c, shape.length);
    for (const where of ['mean', 'variance'] as const) {
      const v = c[where];
      if (v === null || alignedShape(v, kept, shape)) continue;
      return problem('literal-shape', `The numbers in ${where} do not line up with the kept axes of the input.`, {
        where,
        expected: `one number, or a list of shape ${formatShape(kept.map((a) => shape[a] as number))}`,
        received: JSON.stringify(v),
      });
    }
    return null;
  },
  build(b, c, [x]) {
    if (c.mean !== null) return;
    const input = x?.shape ?? [];
    const shape = keptAxes(c, input.length).map((a) => input[a] as number);
    b.weight({ name: 'mean', shape, initializer: 'zeros', trainable: false });
    b.weight({ name: 'variance', shape, initializer: 'ones', trainable: false });
    b.weight({ name: 'count', shape: [], initializer: 'zeros', trainable: false });
  },
  call(ctx, c, [x]) {
    const input = x as Tensor;
    const kept = keptAxes(c, input.rank);
    const value = (given: Literal | null, name: string): Tensor => {
      if (given === null)
        return ops.reshape(
          ctx.weight(name),
          input.shape.map((d, i) => (kept.includes(i) ? d : 1)),
        );
      return ops.reshape(literal(given), alignedShape(given, kept, input.shape) ?? []);
    };
    const mean = value(c.mean, 'mean');
    const deviation = ops.maximum(ops.sqrt(value(c.variance, 'variance')), EPSILON);
    return c.invert ? ops.add(mean, ops.mul(input, deviation)) : ops.div(ops.sub(input, mean), deviation);
  },
  cases: [
    { name: 'not yet measured', config: {}, inputs: [{ shape: [3, 4] }] },
    {
      name: 'given numbers',
      config: { mean: [1, -2, 0.5], variance: [4, 0.25, 1] },
      inputs: [{ shape: [3, 3], low: -3, high: 3 }],
    },
    { name: 'one pair for all', config: { axis: null, mean: 0.4, variance: 2 }, inputs: [{ shape: [2, 3, 2] }] },
    { name: 'inverse', config: { mean: 3, variance: 9, invert: true }, inputs: [{ shape: [2, 4] }] },
    {
      name: 'two axes, numbers for the last',
      config: { axis: [1, 2], mean: [1, 2], variance: [4, 1] },
      inputs: [{ shape: [2, 3, 2] }],
    },
    { name: 'two axes, not yet measured', config: { axis: [-1, 1] }, inputs: [{ shape: [2, 3, 4] }] },
  ],
});
