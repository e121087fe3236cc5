/** Reshape: the same numbers in another shape. */
import { type Problem, problem } from '../../../base/problem';
import { formatShape, type Shape, sizeOf } from '../../../base/shape';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';

type Target = readonly (number | null)[];

/** The target with a -1 worked out, or null when the numbers do not fit. */
function resolveTarget(target: Target, sample: Shape): number[] | null {
  const size = sizeOf(sample);
  const known = target.filter((d) => d !== -1 && d !== null) as number[];
  const open = target.length - known.length;
  if (open === 0) return sizeOf(known) === size ? known : null;
  const rest = size / sizeOf(known);
  if (open > 1 || !Number.isInteger(rest)) return null;
  return target.map((d) => (d === -1 || d === null ? rest : d));
}

function misfit(target: Target, sample: Shape): Problem {
  const size = sizeOf(sample);
  const open = target.filter((d) => d === -1 || d === null).length;
  const fill = { argument: 'target_shape', value: [...target.slice(0, -1), -1] };
  const fits = open === 0 && resolveTarget(fill.value, sample) !== null;
  return problem(
    'reshape-size',
    open > 1
      ? 'At most one size of target_shape can be −1.'
      : `A sample has ${size} numbers (${sample.join('·')}), which do not fill ${formatShape(target)}.`,
    {
      where: 'target_shape',
      expected: open > 1 ? 'one −1 at most' : `sizes whose product ${open ? 'divides' : 'is'} ${size}`,
      received: formatShape(target),
      fixes: [
        ...(fits ? [{ label: 'Let the last size follow', action: 'set-argument', params: fill }] : []),
        { label: 'Flatten instead', action: 'replace-layer', params: { className: 'Flatten', config: {} } },
      ],
    },
  );
}

export default defineLayer({
  name: 'Reshape',
  family: 'reshaping',
  summary: 'Gives each sample another shape with the same numbers in the same order.',
  aliases: ['fold', 'view'],
  inputs: { minRank: 1, dtype: 'any' },
  args: {
    target_shape: arg.shape(undefined, { doc: 'New shape of a sample; one size may be −1 and follows from the rest.' }),
  },
  card: (c) => [formatShape(c.target_shape)],
  check(c, [x]) {
    const sample = x?.shape.slice(1) ?? [];
    return resolveTarget(c.target_shape, sample) ? null : misfit(c.target_shape, sample);
  },
  call(_ctx, c, [x]) {
    const input = x as Tensor;
    const target = resolveTarget(c.target_shape, input.shape.slice(1));
    if (!target) throw new Error('Reshape was called on a shape that was not checked.');
    return ops.reshape(input, [input.shape[0] as number, ...target]);
  },
  arithmetic(c, [x]) {
    const sample = (x as ValueType).shape.slice(1);
    const target = resolveTarget(c.target_shape, sample) ?? [];
    return [`${sample.join('·')} = ${sizeOf(sample)} = ${target.join('·')}`];
  },
  cases: [
    { name: 'a row to an image', config: { target_shape: [2, 3, 2] }, inputs: [{ shape: [2, 12] }] },
    { name: 'one size follows', config: { target_shape: [-1, 4] }, inputs: [{ shape: [3, 2, 6] }] },
    { name: 'to a column of one', config: { target_shape: [1, 1, -1] }, inputs: [{ shape: [2, 5] }] },
  ],
});
