/**
 * Memory of a whole run on the WebAssembly backend, before it starts: the state and the data, the work space of the step
 * that needs most, and the literals of every program a run has.
 */
import { plannedSizes } from '../../backends/wasm';
import type { PreparedData } from '../../data/prepared';
import { batchesSent, feedBytes, feedMode } from '../../engine/feeder';
import { RECORD_LENGTH } from '../../engine/state-layout';
import type { Traced } from '../../engine/traced';

/** Most bytes in use at once while a run trains and validates. */
export function estimateMemory(traced: Traced, data: PreparedData, batch: number, threaded: boolean): number {
  const { plan } = traced;
  const mode = feedMode(data);
  const range = (n: number): ReadonlySet<number> => new Set(Array.from({ length: n }, (_, i) => i));
  const train = plannedSizes(traced.train(batch, mode), range(plan.slots.length), threaded);
  const carried = plan.evalSlots.length + traced.moved.length;
  const judge = plannedSizes(traced.evaluation(batch, mode), range(carried), threaded);
  const readers = (['train', 'eval'] as const).map((phase) =>
    plannedSizes(traced.results(phase).program, new Set(), threaded),
  );
  const workspace = Math.max(train.workspace, judge.workspace, ...readers.map((r) => r.workspace));
  // The last, smaller batch of each part has programs of its own, with literals no larger than these.
  const literals = 2 * (train.literals + judge.literals) + readers.reduce((n, r) => n + r.literals, 0);
  const readings = readers.reduce((n, r) => n + r.arrays, 0);
  const rows = Math.max(data.parts.train.length, data.parts.validation.length);
  const calls = 4 * Math.min(rows, RECORD_LENGTH * batch);
  return (
    train.arrays + workspace + literals + readings + (mode.kind === 'resident' ? calls : sentBytes(data, batch, rows))
  );
}

/** Bytes of the rows of further batches that are sent along with one. */
function sentBytes(data: PreparedData, batch: number, rows: number): number {
  const further = Math.min(batchesSent(data, batch), RECORD_LENGTH, Math.floor(rows / batch)) - 1;
  return Math.max(0, further) * batch * (feedBytes(data) / data.rows);
}
