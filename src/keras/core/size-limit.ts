/** What no browser can hold is refused while the model is drawn, not when memory runs out. */
import { type Problem, ProblemError, problem } from '../../base/problem';
import { formatShape, type PartialShape } from '../../base/shape';

/** WebAssembly addresses 4 GiB, which is so many single-precision numbers; buffers of GPUs are smaller. */
export const MOST_NUMBERS = 2 ** 30;

/** Sides of images and lengths of windows that tables are made for while the model is drawn. */
export const LONGEST_SIDE = 2 ** 14;

/** Entries of tables that objects make of one argument: thresholds, rows of a confusion matrix. */
export const LONGEST_TABLE = 2 ** 14;

/** Steps that are written out one after another: a program of more takes minutes to make and gigabytes to hold. */
const MOST_STEPS = 300;

/**
 * The problem of an argument that repeats a piece of the program, or null.
 * @param per steps of each time
 */
export function repeatsProblem(argument: string, times: number, per = 1): Problem | null {
  if (times * per <= MOST_STEPS) return null;
  const most = Math.max(1, Math.floor(MOST_STEPS / per));
  const steps = (times * per).toLocaleString('en');
  return problem(
    'program-too-long',
    `${argument} of ${times.toLocaleString('en')} writes ${steps} steps into one program; a browser should compile at most ${MOST_STEPS}.`,
    {
      where: argument,
      expected: `at most ${most}`,
      received: String(times),
      fixes: [{ label: `Set ${argument} to ${most}`, action: 'set-argument', params: { argument, value: most } }],
    },
  );
}

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
