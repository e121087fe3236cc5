/** A lost document made again from a run, which holds all that decides numbers; layout and name are not in it. */
import { newDocument } from '../graph/defaults';
import type { ProjectDocument } from '../graph/document';
import type { RunRecord } from './run-record';

/** The document the newest of these runs was made from, or null when there is none. */
export function documentFromRuns(runs: readonly RunRecord[], id: string, name: string): ProjectDocument | null {
  const newest = runs.toSorted((a, b) => b.number - a.number)[0];
  if (!newest) return null;
  const { model, compile, fit, callbacks } = newest.spec;
  return newDocument({ id, name, data: newest.data, model, compile, fit, callbacks });
}
