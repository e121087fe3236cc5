/** Where in compile a problem is mended: what is wrong with a loss, a metric or an optimizer is told at its place. */
import type { Json } from '../base/json';
import { type Fix, type Problem, ProblemError } from '../base/problem';

/** One object of compile. */
export interface CompilePlace {
  /** `compile.losses`, `compile.metrics.0.1`, `compile.optimizer`. */
  readonly where: string;
  /** How fixes name it. */
  readonly target: { readonly [key: string]: Json };
}

export const OPTIMIZER: CompilePlace = { where: 'compile.optimizer', target: { kind: 'optimizer' } };

export const lossPlace = (output: number): CompilePlace => ({
  where: 'compile.losses',
  target: { kind: 'loss', output },
});

export const metricPlace = (output: number, index: number, weighted: boolean): CompilePlace => ({
  where: `compile.${weighted ? 'weighted_metrics' : 'metrics'}.${output}.${index}`,
  target: { kind: 'metric', output, index, weighted },
});

/** Places that are no arguments: the column of weights, and compile itself. */
const ELSEWHERE = /^(fit|data|compile)\./;

function placedFix(fix: Fix, { target }: CompilePlace): Fix {
  if (fix.action === 'remove-metric') {
    const { kind: _, ...place } = target;
    return { ...fix, params: place };
  }
  const ofObject = fix.action === 'set-argument' || fix.action === 'remove-argument';
  return ofObject ? { ...fix, params: { target, ...fix.params } } : fix;
}

function placed(problem: Problem, place: CompilePlace): Problem {
  const { where } = problem;
  if (where === 'sample_weight') return { ...problem, where: 'fit.sample_weight' };
  const argument = where === undefined || ELSEWHERE.test(where) ? undefined : where;
  return {
    ...problem,
    where: place.where,
    ...(argument !== undefined && { argument }),
    ...(problem.fixes && { fixes: problem.fixes.map((fix) => placedFix(fix, place)) }),
  };
}

/** Does something with an object of compile; a problem of it gets its place, and its argument by name. */
export function at<T>(place: CompilePlace, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ProblemError ? new ProblemError(placed(error.problem, place)) : error;
  }
}
