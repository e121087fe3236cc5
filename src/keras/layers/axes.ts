/** Axis arguments: one or several, counted from the front or (negative) from the back, batch included. */
import { type Problem, problem } from '../../base/problem';

export type AxisArgument = number | readonly number[];

export const axisList = (axis: AxisArgument): number[] => (typeof axis === 'number' ? [axis] : [...axis]);

/** What a card or a sentence says of the axes: `axis 1`, `axes 1, 2`. */
export function axisWords(axis: AxisArgument): string {
  const list = axisList(axis);
  return `${list.length === 1 ? 'axis' : 'axes'} ${list.join(', ')}`;
}

/** The problem of an axis the input does not have, or null. */
export function axisProblem(argument: string, axis: AxisArgument, rank: number): Problem | null {
  const list = axisList(axis);
  const bad = list.find((a) => a < -rank || a >= rank);
  if (bad === undefined) {
    const places = list.map((a) => (a < 0 ? a + rank : a));
    const twice = list.find((_, i) => places.indexOf(places[i] as number) < i);
    if (twice === undefined) return null;
    return problem('axis-twice', `Axis ${twice} is named twice.`, {
      where: argument,
      expected: 'each axis once',
      received: list.join(', '),
      fixes: [
        {
          label: 'Name each axis once',
          action: 'set-argument',
          params: { argument, value: list.filter((_, i) => places.indexOf(places[i] as number) === i) },
        },
      ],
    });
  }
  return problem('axis-range', `There is no axis ${bad}: the input has ${rank} axes, the batch included.`, {
    where: argument,
    expected: `${-rank} to ${rank - 1}`,
    received: String(bad),
    fixes: [{ label: 'Use the last axis', action: 'set-argument', params: { argument, value: -1 } }],
  });
}
