/** The boundary at which problems thrown deep inside become values again. */
import { fail, ProblemError, type Result } from '../base/problem';

/** Runs `work`, turning a `ProblemError` thrown inside into a failed result. */
export function guarded<T>(work: () => Result<T>): Result<T> {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProblemError) return fail(error.problem);
    throw error;
  }
}
