/** What zero padding and cropping share: sizes added or taken away at both ends of the spatial axes. */
import type { Json } from '../../../base/json';
import { type Problem, problem } from '../../../base/problem';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { arg, type PairsValue, perSide } from '../../core/args';
import type { LayerParts } from '../../core/definitions';
import { type DataFormat, dataFormatArg, imageShape } from '../data-format';

type Sides = readonly (readonly [number, number])[];

/** The sides of the spatial axes as sides of all axes. */
function ofAllAxes(format: DataFormat, sides: Sides): Sides {
  const none = [0, 0] as const;
  return format === 'channels_first' ? [none, none, ...sides] : [none, ...sides, none];
}

export const padSides = (x: Tensor, format: DataFormat, sides: Sides): Tensor => ops.pad(x, ofAllAxes(format, sides));

export function cropSides(x: Tensor, format: DataFormat, sides: Sides): Tensor {
  const all = ofAllAxes(format, sides);
  return ops.slice(
    x,
    all.map((s) => s[0]),
    all.map((s, i) => (x.shape[i] as number) - s[1]),
  );
}

/** `2`, `1 + 2`, or one such per axis. */
export function sidesWords(sides: Sides): string {
  const words = sides.map(([low, high]) => (low === high ? `${low}` : `${low} + ${high}`));
  return new Set(words).size === 1 ? (words[0] as string) : words.join(', ');
}

/** The problem of a crop that leaves nothing, or null. */
export function cropProblem(x: ValueType, format: DataFormat, sides: Sides): Problem | null {
  const { spatial } = imageShape(format, x.shape);
  if (spatial.every((d, i) => d > (sides[i]?.[0] ?? 0) + (sides[i]?.[1] ?? 0))) return null;
  return problem('crop-too-large', 'The crop takes away all there is.', {
    where: 'cropping',
    expected: `less than ${spatial.join('×')} in all`,
    received: sidesWords(sides),
    fixes: [{ label: 'Crop nothing', action: 'set-argument', params: { argument: 'cropping', value: 0 } }],
  });
}

/** `8 = 5 + 1 + 2`, one line per spatial axis, by the sign of what the layer does. */
export function sidesArithmetic(x: ValueType, format: DataFormat, sides: Sides, sign: '+' | '−'): string[] {
  const { spatial } = imageShape(format, x.shape);
  return spatial.map((d, i) => {
    const [low, high] = sides[i] ?? [0, 0];
    return `${sign === '+' ? d + low + high : d - low - high} = ${d} ${sign} ${low} ${sign} ${high}`;
  });
}

/** Cropping of `rank` spatial axes. */
export function cropping(rank: number, usual: PairsValue & Json) {
  const args = {
    cropping: arg.pairs(rank, usual, { doc: 'What is cut off: one number, one per axis, or a pair per axis.' }),
    data_format: dataFormatArg,
  };
  const parts: LayerParts<typeof args> = {
    family: 'reshaping',
    inputs: { rank: rank + 2, dtype: 'any' },
    args,
    card: (c) => [sidesWords(perSide(c.cropping, rank))],
    check: (c, [x]) => cropProblem(x as ValueType, c.data_format, perSide(c.cropping, rank)),
    call: (_ctx, c, [x]) => cropSides(x as Tensor, c.data_format, perSide(c.cropping, rank)),
    arithmetic: (c, [x]) => sidesArithmetic(x as ValueType, c.data_format, perSide(c.cropping, rank), '−'),
  };
  return parts;
}

/** Zeros around `rank` spatial axes. */
export function zeroPadding(rank: number, usual: PairsValue & Json) {
  const args = {
    padding: arg.pairs(rank, usual, { doc: 'Zeros around: one number, one per axis, or a pair per axis.' }),
    data_format: dataFormatArg,
  };
  const parts: LayerParts<typeof args> = {
    family: 'reshaping',
    inputs: { rank: rank + 2, dtype: 'any' },
    args,
    card: (c) => [sidesWords(perSide(c.padding, rank))],
    call: (_ctx, c, [x]) => padSides(x as Tensor, c.data_format, perSide(c.padding, rank)),
    arithmetic: (c, [x]) => sidesArithmetic(x as ValueType, c.data_format, perSide(c.padding, rank), '+'),
  };
  return parts;
}
