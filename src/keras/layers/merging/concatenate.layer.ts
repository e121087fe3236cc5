/** Concatenate: inputs laid side by side along one axis. */
import { type Problem, problem } from '../../../base/problem';
import { formatShape, normalizeAxis, type Shape } from '../../../base/shape';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { type CallContext, defineLayer } from '../../core/definitions';
import { axisProblem } from '../axes';
import { MANY } from './merge';

const shown = (s: Shape): string => formatShape([null, ...s.slice(1)]);

function misfit(axis: number, inputs: readonly ValueType[]): Problem | null {
  const shapes = inputs.map((x) => x.shape);
  const first = shapes[0] as Shape;
  const at = normalizeAxis(axis, first.length);
  const other = shapes.find((s) => s.length !== first.length || s.some((d, i) => i !== at && d !== first[i]));
  if (!other) return null;
  const working = first.findIndex(
    (_, k) => k > 0 && shapes.every((s) => s.length === first.length && s.every((d, i) => i === k || d === first[i])),
  );
  return problem(
    'concatenate-shapes',
    `${shown(first)} and ${shown(other)} differ outside axis ${axis}, so they cannot be joined there.`,
    {
      expected: `equal sizes on every axis but ${axis}`,
      received: shapes.map(shown).join(', '),
      fixes: [
        ...(working > 0
          ? [
              {
                label: `Join along axis ${working}`,
                action: 'set-argument',
                params: { argument: 'axis', value: working },
              },
            ]
          : []),
      ],
    },
  );
}

/** A place is present when any value joined into it is; an input without a mask is present throughout. */
function joinMasks(ctx: CallContext, inputs: readonly Tensor[], axis: number): void {
  if (ctx.masks.every((m) => m === null)) return;
  const masks = inputs.map((x, i) => {
    const mask = ctx.masks[i];
    if (!mask) return ops.ones(x.shape, 'bool');
    // Keras adds one axis, whatever the ranks: with masked images it then joins masks of other shapes, or fails.
    const wide = ops.reshape(mask, [...mask.shape, ...new Array<number>(x.rank - mask.rank).fill(1)]);
    return mask.rank < x.rank ? ops.broadcastTo(wide, x.shape) : mask;
  });
  ctx.setMask(ops.any(ops.concat(masks, axis), -1));
}

export default defineLayer({
  name: 'Concatenate',
  family: 'merging',
  summary: 'Joins the inputs side by side along one axis.',
  aliases: ['concat', 'join', 'stack', 'merge', 'inception'],
  inputs: MANY,
  args: {
    axis: arg.int(-1, { doc: 'Axis along which the inputs are joined; the last when −1.' }),
  },
  masking: 'own',
  card: (c) => [c.axis === -1 ? null : `axis ${c.axis}`],
  check: (c, inputs) => axisProblem('axis', c.axis, inputs[0]?.shape.length ?? 0) ?? misfit(c.axis, inputs),
  call(ctx, c, inputs) {
    joinMasks(ctx, inputs, c.axis);
    return ops.concat(inputs, c.axis);
  },
  arithmetic(c, inputs) {
    const sizes = inputs.map((x) => x.shape[normalizeAxis(c.axis, x.shape.length)] as number);
    return [`${sizes.reduce((a, b) => a + b, 0)} = ${sizes.join(' + ')}`];
  },
  cases: [
    { name: 'two rows', config: {}, inputs: [{ shape: [2, 3] }, { shape: [2, 4] }] },
    {
      name: 'three images along height',
      config: { axis: 1 },
      inputs: [{ shape: [2, 1, 3, 2] }, { shape: [2, 2, 3, 2] }, { shape: [2, 3, 3, 2] }],
    },
    { name: 'axis from the back', config: { axis: -2 }, inputs: [{ shape: [2, 3, 4] }, { shape: [2, 1, 4] }] },
    {
      name: 'both masked, features',
      config: {},
      inputs: [
        { shape: [2, 5, 3], mask: [2, 5] },
        { shape: [2, 5, 2], mask: [2, 5] },
      ],
    },
    {
      name: 'one masked, steps',
      config: { axis: 1 },
      inputs: [{ shape: [2, 4, 3], mask: [2, 4] }, { shape: [2, 2, 3] }],
    },
  ],
});
