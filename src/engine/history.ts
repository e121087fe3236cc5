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

/** Loss and metrics of an epoch that ended. */
export interface EpochLogs {
  readonly epoch: number;
  readonly logs: { readonly [key: string]: number };
}

/** The history with more epochs. Keys that were absent before are filled with NaN. */
export function appendEpochs(h: RunHistory, epochs: readonly EpochLogs[]): RunHistory {
  const grown = new GrowingHistory(h);
  for (const { epoch, logs } of epochs) grown.append(epoch, logs);
  return grown.snapshot();
}

/** A history that an epoch is added to in the same time however long it is: epochs may be thousands a second. */
export class GrowingHistory {
  private readonly epoch: number[];
  private readonly logs = new Map<string, number[]>();
  private readonly events: RunEvent[];

  constructor(from: RunHistory) {
    this.epoch = [...from.epoch];
    this.events = [...from.events];
    for (const [key, values] of Object.entries(from.logs)) this.logs.set(key, [...values]);
  }

  append(epoch: number, logs: EpochLogs['logs']): void {
    for (const key of Object.keys(logs)) {
      if (!this.logs.has(key)) this.logs.set(key, new Array<number>(this.epoch.length).fill(Number.NaN));
    }
    for (const [key, values] of this.logs) values.push(logs[key] ?? Number.NaN);
    this.epoch.push(epoch);
  }

  note(event: RunEvent): void {
    this.events.push(event);
  }

  /** Logs of the newest epoch; empty before the first. */
  last(): EpochLogs['logs'] {
    if (this.epoch.length === 0) return {};
    return Object.fromEntries([...this.logs].map(([key, values]) => [key, values.at(-1) ?? Number.NaN]));
  }

  /** A copy as of now. */
  snapshot(): RunHistory {
    const logs = Object.fromEntries([...this.logs].map(([key, values]) => [key, [...values]]));
    return { epoch: [...this.epoch], logs, events: [...this.events] };
  }
}
