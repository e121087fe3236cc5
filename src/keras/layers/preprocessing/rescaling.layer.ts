/** Rescaling: x · scale + offset, with fixed numbers. */
import { problem } from '../../../base/problem';
import { broadcastShapes, formatShape, sameShape } from '../../../base/shape';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { type Literal, literal, literalShape } from './literal';

/** Whether the numbers spread over the input without making it larger. */
function fits(v: Literal, input: readonly number[]): boolean {
  const shape = literalShape(v);
  if (!shape) return false;
  try {
    return sameShape(broadcastShapes(shape, input), input);
  } catch {
    return false;
  }
}

/** Four digits tell numbers apart on a card; the inspector has all. */
const short = (v: number): string => String(Number(v.toPrecision(4)));

/** Fractions such as 1/255 and 1/127.5 read better as fractions. */
function factor(v: Literal): string {
  if (typeof v !== 'number') return '× per channel';
  const inverse = Math.round(2 / v) / 2;
  return `× ${Math.abs(v) < 0.1 && Math.abs(v * inverse - 1) < 1e-6 ? `1/${inverse}` : short(v)}`;
}

function added(v: Literal): string | null {
  if (typeof v !== 'number') return '+ per channel';
  if (v === 0) return null;
  return v < 0 ? `− ${short(-v)}` : `+ ${short(v)}`;
}

export default defineLayer({
  name: 'Rescaling',
  family: 'preprocessing',
  summary: 'Multiplies by a fixed number and adds another: brings pixels from 0–255 to 0–1.',
  aliases: ['scale images', 'divide by 255', 'scale', 'pixels', '1/255', 'normalise'],
  inputs: {},
  args: {
    scale: arg.array(undefined, { doc: 'Factor; a list has one per channel.' }),
    offset: arg.array(0, { doc: 'Added after scaling; a list has one per channel.' }),
  },
  masking: 'pass',
  card: (c) => [factor(c.scale), added(c.offset)],
  check(c, [x]) {
    const shape = x?.shape ?? [];
    const where = !fits(c.scale, shape) ? 'scale' : !fits(c.offset, shape) ? 'offset' : null;
    if (!where) return null;
    return problem('literal-shape', `The list in ${where} does not line up with the last axes of the input.`, {
      where,
      expected: `one number, or as many as the last axis of ${formatShape([null, ...shape.slice(1)])}`,
      received: JSON.stringify(c[where]),
      fixes: [
        {
          label: `Set ${where} to ${where === 'scale' ? 1 : 0}`,
          action: 'set-argument',
          params: { argument: where, value: where === 'scale' ? 1 : 0 },
        },
      ],
    });
  },
  call: (_ctx, c, [x]) => ops.add(ops.mul(x as Tensor, literal(c.scale)), literal(c.offset)),
  cases: [
    { name: 'pixels to 0..1', config: { scale: 1 / 255 }, inputs: [{ shape: [2, 3, 3, 1], low: 0, high: 255 }] },
    {
      name: 'pixels to -1..1',
      config: { scale: 1 / 127.5, offset: -1 },
      inputs: [{ shape: [2, 4], dtype: 'int32', low: 0, high: 256 }],
    },
    {
      name: 'per channel',
      config: { scale: [0.5, 2, 1], offset: [0, 1, -1] },
      inputs: [{ shape: [2, 4, 3], mask: [2, 4] }],
    },
  ],
});
