/**
 * A problem is something the user can fix, so it is a value: what is wrong, where, what was expected, what came, and
 * the ways on. Bugs throw ordinary errors; code too deep to return a value throws `ProblemError`, which the nearest
 * boundary turns back into the problem it carries.
 */
import type { Json } from './json';

export type Severity = 'error' | 'warning' | 'info';

/** A way on, offered as a button. `action` names what the studio does, `params` what it needs for it. */
export interface Fix {
  readonly label: string;
  readonly action: string;
  readonly params?: { readonly [key: string]: Json };
}

export interface Problem {
  /** Stable identifier in kebab-case, e.g. `csv-ragged-rows`. */
  readonly code: string;
  readonly severity: Severity;
  /** One or two plain sentences. */
  readonly message: string;
  /** Where it happened: a layer id, `compile.loss`, `row 17, column age`. */
  readonly where?: string;
  /** The argument of the object at `where` that it is about. */
  readonly argument?: string;
  readonly expected?: string;
  readonly received?: string;
  readonly fixes?: readonly Fix[];
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail<T = never>(problem: Problem): Result<T> {
  return { ok: false, problem };
}

/** An error-severity problem from its parts. */
export function problem(code: string, message: string, more: Partial<Omit<Problem, 'code' | 'message'>> = {}): Problem {
  return { code, severity: 'error', message, ...more };
}

/** Carries a problem up the stack to the nearest boundary. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(p: Problem) {
    super(p.message);
    this.name = 'ProblemError';
    this.problem = p;
  }
}

/** The problem an unknown throwable stands for; anything but a `ProblemError` becomes code `unexpected`. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const message = error instanceof Error ? error.message : String(error);
  return problem('unexpected', message);
}
