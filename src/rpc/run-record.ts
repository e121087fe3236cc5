/** What is kept of a run for good: the frozen specification it was made from, how it went, and what came of it. */

import type { BackendName } from '../backends/backend';
import type { Problem } from '../base/problem';
import type { RunHistory } from '../engine/history';
import type { DataSpec } from '../graph/data-spec';
import type { BackendReport, EndReason, RunSpec } from './train-protocol';

export type RunStatus = 'preparing' | 'running' | 'paused' | 'ended' | 'interrupted';
export type CheckpointSlot = 'resume' | 'best' | 'last';
export type DataPart = 'train' | 'validation' | 'test';

/** Which checkpoint is kept in a slot, without its weights. */
export interface CheckpointInfo {
  readonly epoch: number;
  readonly batch: number;
  readonly step: number;
  readonly bytes: number;
}

/** What a record tells of a kept state. */
export function checkpointInfo(
  saved: Omit<CheckpointInfo, 'bytes'> & { readonly tensors: ArrayBuffer },
): CheckpointInfo {
  return { epoch: saved.epoch, batch: saved.batch, step: saved.step, bytes: saved.tensors.byteLength };
}

export interface RunRecord {
  readonly id: string;
  readonly projectId: string;
  /** 1 for a project's first run, and so on. */
  readonly number: number;
  readonly name: string | null;
  readonly createdAt: number;
  readonly endedAt: number | null;
  readonly spec: RunSpec;
  /** What data it was trained on; `spec.dataKey` names the result of preparing it. */
  readonly data: DataSpec;
  /** Hash of all that decides the numbers; a project whose hash differs has moved on. */
  readonly fingerprint: string;
  /** Epochs planned now; differs from the spec's when the run was extended. */
  readonly epochs: number;
  readonly status: RunStatus;
  readonly reason: EndReason | null;
  readonly message: string | null;
  readonly problem: Problem | null;
  readonly backend: {
    readonly chosen: BackendName;
    readonly reports: readonly BackendReport[];
    readonly why: string;
  } | null;
  readonly history: RunHistory;
  /** Batches trained, and batches of an epoch. */
  readonly steps: number;
  readonly batches: number;
  /** Words for lists: what data and how large a model. */
  readonly dataName: string;
  readonly parameters: number;
  readonly checkpoints: { readonly [S in CheckpointSlot]?: CheckpointInfo };
  /** Loss and metrics of parts evaluated after training. */
  readonly evaluations: { readonly [P in DataPart]?: { readonly [key: string]: number } };
  /** Texts callbacks wrote (CSVLogger), by file name. */
  readonly files: { readonly [name: string]: string };
}
