/** What all backends check alike: that a program gets the arrays it takes, and whether a failure is one of memory. */
import { ProblemError, problem } from '../base/problem';
import { sameShape } from '../base/shape';
import { type Program, valueType } from '../ops/program';
import type { DeviceArray } from './backend';

/**
 * @param rows positions of inputs that hold one array for each of `steps` steps, stacked
 * @throws Error when arrays do not fit the program
 */
export function checkInputs(
  program: Program,
  inputs: readonly DeviceArray[],
  steps = 1,
  rows: ReadonlySet<number> = new Set(),
): void {
  if (inputs.length !== program.inputs.length) {
    throw new Error(`The program takes ${program.inputs.length} inputs, not ${inputs.length}.`);
  }
  program.inputs.forEach((id, i) => {
    const type = valueType(program, id);
    const shape = rows.has(i) ? [steps, ...type.shape] : type.shape;
    const given = inputs[i] as DeviceArray;
    if (!sameShape(shape, given.shape) || type.dtype !== given.dtype) {
      throw new Error(`Input ${i} is ${given.dtype} [${given.shape}]; the program takes ${type.dtype} [${shape}].`);
    }
  });
}

/** The problem of a device that has no memory left, if that is what an error says. */
export function memoryProblem(label: string, error: unknown): ProblemError | null {
  const message = error instanceof Error ? error.message : String(error);
  if (
    !/out of memory|allocation failed|invalid (typed )?array length|OUT_OF_MEMORY|texture size .* greater than/i.test(
      message,
    )
  ) {
    return null;
  }
  return new ProblemError(
    problem('out-of-memory', `${label} has no memory left for this model and batch.`, {
      received: message,
      fixes: [{ label: 'Use a smaller batch', action: 'reduce-batch-size' }],
    }),
  );
}
