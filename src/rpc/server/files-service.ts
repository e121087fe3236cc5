/** Answers the page's calls about files; runs are checked here, where both the format and the records are known. */
import type { TypedArray } from '../../base/dtype';
import type { Json, JsonObject } from '../../base/json';
import { type Problem, ProblemError, problem, problemOf, type Result } from '../../base/problem';
import { packArrays, unpackArrays } from '../../engine/checkpoint';
import { historyCsv, historyJson } from '../../formats/history';
import { type FileRun, type FileState, openProject, packProject } from '../../formats/strata';
import type { ProjectDocument } from '../../graph/document';
import type { FiledData, FiledProject, FiledRun, FilesApi, PackedLosses } from '../files-protocol';
import type { Handlers } from '../rpc';
import { readHistory, readRun, writeRun } from '../run-reader';
import { documentFromRuns } from '../salvage';
import type { Checkpoint } from '../train-protocol';

function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new ProblemError(result.problem);
}

// --- writing -----------------------------------------------------------------------------------------------------------

function packLosses({ width, steps, min, max, mean, count }: PackedLosses): Uint8Array {
  const arrays = new Map<string, TypedArray>([
    ['size', Uint32Array.of(width, steps)],
    ['min', min],
    ['max', max],
    ['mean', mean],
    ['count', count],
  ]);
  return new Uint8Array(packArrays(arrays));
}

function stateOf({ slot, checkpoint }: FiledRun['checkpoints'][number]): FileState {
  const { tensors, history, ...rest } = checkpoint;
  // The record's way of writing numbers JSON does not know serves the checkpoint's History as well.
  const state = JSON.parse(writeRun({ ...rest, history })) as JsonObject;
  return { slot, state, tensors: new Uint8Array(tensors) };
}

const fileOf = (run: FiledRun): FileRun => ({
  record: JSON.parse(writeRun(run.record)) as Json,
  losses: run.losses ? packLosses(run.losses) : null,
  states: run.checkpoints.map(stateOf),
});

// --- reading -----------------------------------------------------------------------------------------------------------

function readLosses(bytes: Uint8Array): PackedLosses | null {
  try {
    const arrays = unpackArrays(bytes.slice().buffer);
    const [size, min, max, mean, count] = ['size', 'min', 'max', 'mean', 'count'].map((name) => arrays.get(name));
    if (!(size instanceof Uint32Array && count instanceof Uint32Array)) return null;
    if (!(min instanceof Float32Array && max instanceof Float32Array && mean instanceof Float32Array)) return null;
    const [width, steps] = size;
    if (!width || steps === undefined || [min, max, mean].some((a) => a.length !== count.length)) return null;
    return { width, steps, min, max, mean, count };
  } catch {
    // Curves are a convenience; a run without them is still a run.
    return null;
  }
}

function readCheckpoint({ state, tensors }: FileState): Checkpoint {
  const { epoch, batch, step, callbacks, history } = state;
  const counts = [epoch, batch, step];
  const whole =
    counts.every((n) => typeof n === 'number' && Number.isInteger(n) && n >= 0) && typeof callbacks === 'string';
  if (!whole) throw new ProblemError(problem('checkpoint-damaged', 'The saved weights of a run cannot be read.'));
  const buffer = tensors.slice().buffer;
  unpackArrays(buffer);
  return {
    epoch: epoch as number,
    batch: batch as number,
    step: step as number,
    callbacks: callbacks as string,
    history: unwrap(readHistory(history)),
    tensors: buffer,
  };
}

function readFiledRun(file: FileRun, problems: Problem[]): FiledRun[] {
  const read = readRun(file.record);
  if (!read.ok) {
    problems.push({ ...read.problem, severity: 'warning' });
    return [];
  }
  const checkpoints = file.states.flatMap((state) => {
    try {
      return [{ slot: state.slot, checkpoint: readCheckpoint(state) }];
    } catch (error) {
      problems.push({ ...problemOf(error), severity: 'warning' });
      return [];
    }
  });
  // The record must not promise weights the file does not hold.
  const kept = new Set<string>(checkpoints.map((c) => c.slot));
  const promised = Object.fromEntries(Object.entries(read.value.checkpoints).filter(([slot]) => kept.has(slot)));
  const record = { ...read.value, checkpoints: promised };
  return [{ record, losses: file.losses ? readLosses(file.losses) : null, checkpoints }];
}

function salvage(runs: readonly FiledRun[], problems: Problem[]): ProjectDocument {
  const records = runs.map((r) => r.record);
  const made = documentFromRuns(records, records[0]?.projectId ?? '', 'Recovered project');
  if (!made) {
    throw new ProblemError(
      problems.find((p) => p.where === 'document.json') ??
        problem('project-not-readable', 'Nothing in this project file could be read.'),
    );
  }
  problems.push({
    ...problem('project-salvaged', 'The project itself was damaged; it was made again from its newest run.'),
    severity: 'warning',
  });
  return made;
}

export function createFilesService(): Handlers<FilesApi> {
  return {
    packProject: async (project: FiledProject, { transfer }) => {
      const bytes = await packProject({
        document: project.document,
        runs: project.runs.map(fileOf),
        data: project.data && { info: { fileName: project.data.fileName }, bytes: project.data.bytes },
      });
      transfer(bytes.buffer);
      return bytes;
    },
    openProject: async (file) => {
      const opened = unwrap(await openProject(new Uint8Array(await file.arrayBuffer())));
      const problems = [...opened.problems];
      const runs = opened.runs.flatMap((run) => readFiledRun(run, problems));
      const document = opened.document ?? salvage(runs, problems);
      const fileName = opened.data?.info.fileName;
      const data: FiledData | null = opened.data && {
        fileName: typeof fileName === 'string' ? fileName : 'data',
        bytes: opened.data.bytes,
      };
      return { document, runs, data, problems };
    },
    historyCsv: (history) => historyCsv(history),
    historyJson: (history) => historyJson(history),
  };
}
