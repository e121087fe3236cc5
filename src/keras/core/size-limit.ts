/** What no browser can hold is refused while the model is drawn, not when memory runs out. */
import { ProblemError, problem } from '../../base/problem';
import { formatShape, type PartialShape } from '../../base/shape';

/** WebAssembly addresses 4 GiB, which is so many single-precision numbers; buffers of GPUs are smaller. */
export const MOST_NUMBERS = 2 ** 30;

/** Sides of images and lengths of windows that tables are made for while the model is drawn. */
export const LONGEST_SIDE = 2 ** 14;

/**
 * @param what begins the sentence: `Dense needs a weight kernel`
 * @param shape null for the batch, which can be made smaller
 * @throws ProblemError `tensor-too-large`
 */
export function refuseSize(what: string, shape: PartialShape): void {
  const numbers = shape.reduce<number>((n, d) => n * (d ?? 1), 1);
  if (numbers <= MOST_NUMBERS) return;
  throw new ProblemError(
    problem(
      'tensor-too-large',
      `${what} of shape ${formatShape(shape)}: ${numbers.toPrecision(3)} numbers, more than a browser can hold.`,
      { expected: `at most ${MOST_NUMBERS} numbers`, received: String(numbers) },
    ),
  );
}
