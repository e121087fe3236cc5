/** What the page asks of the files worker: project files and downloads, made off the page's thread. */
import type { Problem } from '../base/problem';
import type { RunHistory } from '../engine/history';
import type { ProjectDocument } from '../graph/document';
import type { Method } from './rpc';
import type { CheckpointSlot, RunRecord } from './run-record';
import type { Checkpoint } from './train-protocol';

/** Batch losses in the compact form they are drawn from. */
export interface PackedLosses {
  readonly width: number;
  readonly steps: number;
  readonly min: Float32Array;
  readonly max: Float32Array;
  readonly mean: Float32Array;
  readonly count: Uint32Array;
}

export interface FiledRun {
  readonly record: RunRecord;
  readonly losses: PackedLosses | null;
  readonly checkpoints: readonly { readonly slot: CheckpointSlot; readonly checkpoint: Checkpoint }[];
}

/** A user's own data set as the data worker packs it. */
export interface FiledData {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

export interface FiledProject {
  readonly document: ProjectDocument;
  readonly runs: readonly FiledRun[];
  readonly data: FiledData | null;
}

export interface FilesApi {
  readonly packProject: Method<FiledProject, Uint8Array>;
  /** Fails for what is no project file or a newer one; `problems` says what of a damaged one is lost. */
  readonly openProject: Method<Blob, FiledProject & { readonly problems: readonly Problem[] }>;
  readonly historyCsv: Method<RunHistory, string>;
  readonly historyJson: Method<RunHistory, string>;
}
