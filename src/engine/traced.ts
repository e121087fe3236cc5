/** The programs of a plan, each traced once: estimates, what is made ready before Train is pressed, and runs share them. */
import type { Program } from '../ops';
import type { Phase } from './metric-plan';
import { evalProgram, type FeedMode, movedInEvaluation, resultsProgram, trainProgram } from './programs';
import type { Slot } from './state-layout';
import type { TrainingPlan } from './training-plan';

type ResultsProgram = ReturnType<typeof resultsProgram>;

export class Traced {
  private readonly steps = new Map<string, Program>();
  private readonly readers = new Map<Phase, ResultsProgram>();
  private movedSlots: readonly Slot[] | null = null;

  constructor(readonly plan: TrainingPlan) {}

  private step(kind: Phase, batch: number, mode: FeedMode, trace: () => Program): Program {
    const key = `${kind}/${batch}/${mode.kind === 'resident' ? mode.rows : 'rows'}`;
    const program = this.steps.get(key) ?? trace();
    this.steps.set(key, program);
    return program;
  }

  train(batch: number, mode: FeedMode): Program {
    return this.step('train', batch, mode, () => trainProgram(this.plan, batch, mode));
  }

  evaluation(batch: number, mode: FeedMode): Program {
    return this.step('eval', batch, mode, () => evalProgram(this.plan, batch, mode, this.moved));
  }

  results(phase: Phase): ResultsProgram {
    const made = this.readers.get(phase) ?? resultsProgram(this.plan, phase);
    this.readers.set(phase, made);
    return made;
  }

  /** Variables that evaluation changes. */
  get moved(): readonly Slot[] {
    this.movedSlots ??= movedInEvaluation(this.plan);
    return this.movedSlots;
  }
}
