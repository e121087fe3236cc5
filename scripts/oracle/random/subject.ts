/** What is compared: how a random case is made, asked, judged and made simpler. Objects and whole graphs are subjects. */
import type { Backend } from '../../../src/backends/backend';
import { ProblemError } from '../../../src/base/problem';
import type { Tolerances } from '../../../tests/contract/keras/tolerances';
import type { Draws } from './draws';
import type { Answer, KerasProcess } from './keras';

export interface Subject<C> {
  /** `layer Dense` */
  readonly label: string;
  /** Keras also refuses what does no harm here. */
  readonly lenient?: boolean;
  /** Arguments that can be drawn, in the order in which rounds want them. */
  readonly args: readonly string[];
  /** @param round how often the subject was drawn before: each round wants other arguments away from their defaults */
  make(name: string, draws: Draws, round: number): C;
  /** Which of the arguments a case has away from their defaults. */
  away(c: C): readonly string[];
  /** What Python is asked. */
  question(c: C): object;
  /** What differs from Keras' answer on a backend. Throws what Strata throws for the case. */
  compare(c: C, given: object, backend: Backend): Promise<string[]>;
  /** Tries the case where Keras refuses it. Throws what Strata throws. */
  attempt(c: C): void;
  simpler(c: C): Iterable<C>;
  /** The case in a line or two. */
  tell(c: C): string;
}

/**
 * `same`: equal numbers. `refused`: neither side takes it, or Keras breaks. `strict`: only Keras takes it. `lax`: only Strata does.
 * `crash`: Strata fails without saying what to change. `different`: the numbers differ.
 */
export type State = 'same' | 'refused' | 'strict' | 'lax' | 'crash' | 'different';

interface Verdict {
  readonly state: State;
  readonly lines: readonly string[];
}

/** Random arguments meet badly conditioned sums and quotients that hand-picked ones do not. */
export const RANDOM: Tolerances = {
  forward: { name: 'random case', relative: 2e-4, absolute: 2e-5, overflown: true },
  gradient: { name: 'derivative of a random case', relative: 1e-3, absolute: 1e-4, overflown: true },
};

/** A refusal in plain words is a problem; anything else is a crash. */
function thrown(error: unknown): Verdict {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ProblemError) return { state: 'strict', lines: [message] };
  return {
    state: 'crash',
    lines: [message, ...(error instanceof Error ? (error.stack ?? '').split('\n').slice(1, 4) : [])],
  };
}

async function compared<C>(subject: Subject<C>, c: C, answer: Answer, backends: readonly Backend[]): Promise<Verdict> {
  try {
    if ('error' in answer) {
      // Keras' rules are ValueErrors; what else it stumbles over says nothing about the case.
      if (answer.error !== 'ValueError') return { state: 'refused', lines: [] };
      subject.attempt(c);
      if (subject.lenient) return { state: 'refused', lines: [] };
      // Where a layer is named first, what is wrong comes after.
      const said = answer.message.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('Exception'));
      return { state: 'lax', lines: [`Keras: ${answer.error}: ${said[0] ?? answer.message}`] };
    }
    for (const backend of backends) {
      const lines = await subject.compare(c, answer.given, backend);
      if (lines.length > 0) return { state: 'different', lines: lines.map((line) => `${backend.name}: ${line}`) };
    }
    return { state: 'same', lines: [] };
  } catch (error) {
    // What neither side takes may be refused with any words.
    return 'error' in answer ? { state: 'refused', lines: [] } : thrown(error);
  }
}

/** Asks Keras about a case and compares. */
async function judge<C>(
  subject: Subject<C>,
  c: C,
  keras: KerasProcess,
  backends: readonly Backend[],
): Promise<Verdict> {
  return compared(subject, c, await keras.ask(subject.question(c)), backends);
}

/** Cases tried while shrinking. */
const MOST_TRIES = 60;

/** The simplest case found that fails in the same way. */
async function shrink<C>(
  subject: Subject<C>,
  failing: C,
  verdict: Verdict,
  keras: KerasProcess,
  backends: readonly Backend[],
): Promise<{ c: C; verdict: Verdict }> {
  let best = { c: failing, verdict };
  let tries = 0;
  for (let found = true; found; ) {
    found = false;
    for (const c of subject.simpler(best.c)) {
      if (++tries > MOST_TRIES) return best;
      const next = await judge(subject, c, keras, backends);
      if (next.state !== verdict.state) continue;
      best = { c, verdict: next };
      found = true;
      break;
    }
  }
  return best;
}

/** One random case, judged. */
interface Outcome {
  readonly verdict: Verdict;
  /** Arguments it has away from their defaults. */
  readonly away: readonly string[];
  /** The least that still fails in the same way, in words, and what is wrong with it. */
  least(): Promise<{ told: string; lines: readonly string[] }>;
}

/** A subject whose kind of case nobody needs to know. */
export interface Trial {
  readonly label: string;
  readonly args: readonly string[];
  run(name: string, draws: Draws, round: number, keras: KerasProcess, backends: readonly Backend[]): Promise<Outcome>;
}

export function trialOf<C>(subject: Subject<C>): Trial {
  return {
    label: subject.label,
    args: subject.args,
    async run(name, draws, round, keras, backends) {
      const c = subject.make(name, draws, round);
      const verdict = await judge(subject, c, keras, backends);
      return {
        verdict,
        away: subject.away(c),
        async least() {
          const small = await shrink(subject, c, verdict, keras, backends);
          return { told: subject.tell(small.c), lines: small.verdict.lines };
        },
      };
    },
  };
}
