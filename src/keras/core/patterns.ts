/** Regular expressions people write to pick weights by their paths. */
import { type Problem, ProblemError, problem } from '../../base/problem';

const LONGEST = 500;

/** A repeated group with a repetition inside, `(a+)+`: reading a path may then take longer than anyone waits. */
const SLOW = /\((?:[^()\\]|\\.)*[*+}](?:[^()\\]|\\.)*\)[*+{]/;

/** Any number of anything, more than a few times over, is as slow. */
const MOST_WILD = 6;

/**
 * The problem of a pattern that is no regular expression, or none to be tried on a path, or null.
 * @param where the argument it is in
 */
export function patternProblem(pattern: string, where: string): Problem | null {
  const refused = (code: string, message: string): Problem =>
    problem(code, message, {
      where,
      expected: 'a path, or a regular expression for paths',
      received: pattern.slice(0, LONGEST),
    });
  const wild = pattern.match(/[*+{]/g)?.length ?? 0;
  if (pattern.length > LONGEST || wild > MOST_WILD || SLOW.test(pattern))
    return refused('pattern-slow', `“${pattern.slice(0, 60)}” could take forever to compare: write a simpler pattern.`);
  try {
    new RegExp(pattern);
    return null;
  } catch {
    return refused('pattern-invalid', `"${pattern}" is no regular expression.`);
  }
}

/** @throws ProblemError where `patternProblem` finds one */
export function expression(pattern: string, where: string): RegExp {
  const unfit = patternProblem(pattern, where);
  if (unfit) throw new ProblemError(unfit);
  return new RegExp(pattern);
}

/**
 * One that must match a whole path.
 * @throws ProblemError where `patternProblem` finds one
 */
export function wholePath(pattern: string, where: string): RegExp {
  const { source } = expression(pattern, where);
  return new RegExp(`^(?:${source})$`);
}
