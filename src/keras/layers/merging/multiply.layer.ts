/** Multiply: the product of all inputs. */
import * as ops from '../../../ops';
import { defineLayer } from '../../core/definitions';
import { aligned, MANY, mergeArithmetic, mergeProblem, orMask, spreadMask } from './merge';
import { MERGE_CASES } from './merge-cases';

export default defineLayer({
  name: 'Multiply',
  family: 'merging',
  summary: 'Multiplies the inputs value by value: one can gate the other.',
  aliases: ['product', 'gate', 'times', 'squeeze and excite'],
  inputs: MANY,
  args: {},
  masking: 'own',
  check: (_c, inputs) => mergeProblem('Multiply', inputs),
  call(ctx, _c, inputs) {
    const xs = aligned(inputs);
    // Outside its mask an input is neutral; where none is present the product is zero.
    const masks = xs.map((x, i) => spreadMask(ctx.masks[i] ?? null, x));
    const product = xs
      .map((x, i) => {
        const mask = masks[i];
        return mask ? ops.where(mask, x, 1) : x;
      })
      .reduce((a, b) => ops.mul(a, b));
    orMask(ctx);
    const present = masks.filter((m) => m !== null);
    return present.length < masks.length
      ? product
      : ops.where(
          present.reduce((a, b) => ops.or(a, b)),
          product,
          0,
        );
  },
  arithmetic: (_c, inputs, outputs) => mergeArithmetic('·', inputs, outputs),
  cases: MERGE_CASES,
});
