/** Sums of products named by letters, as NumPy's einsum of two operands: one stacked matrix product and a reordering. */
import { sizeOf } from '../../../base/shape';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';

/** Reorders axes named by `from` to the order `to`; letters that `to` lacks are summed away first. */
function arrange(x: Tensor, from: string, to: string): Tensor {
  const gone = [...from].flatMap((letter, i) => (to.includes(letter) ? [] : [i]));
  const left = [...from].filter((letter) => to.includes(letter));
  const y = gone.length > 0 ? ops.sum(x, gone) : x;
  return ops.transpose(
    y,
    [...to].map((letter) => left.indexOf(letter)),
  );
}

/**
 * Each letter names one axis; a letter missing from the output is summed over.
 * @param a with axes `left`
 * @param b with axes `right`
 */
export function einsum(a: Tensor, left: string, b: Tensor, right: string, output: string): Tensor {
  const letters = (of: string, keep: (letter: string) => boolean): string => [...of].filter(keep).join('');
  const batch = letters(left, (l) => right.includes(l) && output.includes(l));
  const inner = letters(left, (l) => right.includes(l) && !output.includes(l));
  const rows = letters(left, (l) => !right.includes(l) && output.includes(l));
  const columns = letters(right, (l) => !left.includes(l) && output.includes(l));
  const size = new Map<string, number>();
  [...left].forEach((l, i) => {
    size.set(l, a.shape[i] as number);
  });
  [...right].forEach((l, i) => {
    size.set(l, b.shape[i] as number);
  });
  const sizes = (of: string): number[] => [...of].map((l) => size.get(l) as number);
  const [n, m, k, c] = [batch, rows, inner, columns].map((of) => sizeOf(sizes(of))) as [number, number, number, number];
  const x = ops.reshape(arrange(a, left, batch + rows + inner), [n, m, k]);
  const y = ops.reshape(arrange(b, right, batch + inner + columns), [n, k, c]);
  const product = n === 1 ? ops.matmul(ops.reshape(x, [m, k]), ops.reshape(y, [k, c])) : ops.matmul(x, y);
  const made = batch + rows + columns;
  return arrange(ops.reshape(product, sizes(made)), made, output);
}
