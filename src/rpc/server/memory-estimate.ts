/**
 * Memory of a whole run on the WebAssembly backend, before it starts: the state and the data, the work space of the step
 * that needs most, and the literals of every program a run has.
 */
import { plannedSizes } from '../../backends/wasm';
import type { PreparedData } from '../../data/prepared';
import { feedMode } from '../../engine/feeder';
import { evalProgram, movedInEvaluation, resultsProgram, trainProgram } from '../../engine/programs';
import { RECORD_LENGTH } from '../../engine/state-layout';
import type { TrainingPlan } from '../../engine/training-plan';

/** Most bytes in use at once while a run trains and validates. */
export function estimateMemory(plan: TrainingPlan, data: PreparedData, batch: number, threaded: boolean): number {
  const mode = feedMode(data);
  const range = (n: number): ReadonlySet<number> => new Set(Array.from({ length: n }, (_, i) => i));
  const train = plannedSizes(trainProgram(plan, batch, mode), range(plan.slots.length), threaded);
  const moved = movedInEvaluation(plan);
  const judge = plannedSizes(
    evalProgram(plan, batch, mode, moved),
    range(plan.evalSlots.length + moved.length),
    threaded,
  );
  const readers = (['train', 'eval'] as const).map((phase) => {
    const { program } = resultsProgram(plan, phase);
    return plannedSizes(program, new Set(), threaded);
  });
  const workspace = Math.max(train.workspace, judge.workspace, ...readers.map((r) => r.workspace));
  // The last, smaller batch of each part has programs of its own, with literals no larger than these.
  const literals = 2 * (train.literals + judge.literals) + readers.reduce((n, r) => n + r.literals, 0);
  const readings = readers.reduce((n, r) => n + r.arrays, 0);
  const rows = Math.max(data.parts.train.length, data.parts.validation.length);
  return train.arrays + workspace + literals + readings + 4 * Math.min(rows, RECORD_LENGTH * batch);
}
