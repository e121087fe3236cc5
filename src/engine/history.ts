/** What a run leaves behind: Keras' History, the loss of every batch, and what happened on the way. Plain data. */
import type { JsonObject } from '../base/json';

/** Something that happened during a run, marked on the charts. */
export interface RunEvent {
  /** `learning-rate`, `checkpoint`, `early-stop`, `resume`, `best`, `extended`, … */
  readonly kind: string;
  readonly epoch: number;
  /** Batches trained in the whole run when it happened. */
  readonly step: number;
  readonly message: string;
  readonly data?: JsonObject;
}

/** Keras' History.history: one number per epoch under Keras' own keys (`loss`, `accuracy`, `val_loss`). */
export type HistoryLogs = { readonly [key: string]: readonly number[] };

export interface RunHistory {
  /** Epoch numbers, from 0, that the logs are of. */
  readonly epoch: readonly number[];
  readonly logs: HistoryLogs;
  readonly events: readonly RunEvent[];
}

export const EMPTY_HISTORY: RunHistory = { epoch: [], logs: {}, events: [] };

/** The history with one more epoch. Keys that were absent before are filled with NaN. */
export function appendEpoch(h: RunHistory, epoch: number, logs: { readonly [key: string]: number }): RunHistory {
  const keys = new Set([...Object.keys(h.logs), ...Object.keys(logs)]);
  const next: Record<string, readonly number[]> = {};
  for (const key of keys) {
    const before = h.logs[key] ?? h.epoch.map(() => Number.NaN);
    next[key] = [...before, logs[key] ?? Number.NaN];
  }
  return { ...h, epoch: [...h.epoch, epoch], logs: next };
}
