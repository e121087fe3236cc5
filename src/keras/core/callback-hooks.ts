/** What a callback hears of a run, and what it may do to it. */
import type { JsonObject } from '../../base/json';

export type Logs = { readonly [key: string]: number };

/** What a callback may do to the run; all of it happens between batches. */
export interface CallbackHost {
  /** Whether larger is better for a log key; null when unknown. */
  direction(key: string): 'up' | 'down' | null;
  readonly epochs: number;
  getLearningRate(): number;
  setLearningRate(value: number): void;
  stop(reason: string): void;
  /** Keeps a copy of the weights under a name, replacing an older one of that name. */
  snapshot(name: string, meta: JsonObject): Promise<void>;
  /** Puts a kept copy back. */
  restore(name: string): Promise<void>;
  /** Starts what layers carry from batch to batch afresh. */
  resetStates(): void;
  /** Tells the user what happened; marked on the chart. */
  event(kind: string, message: string, data?: JsonObject): void;
  /** Appends text to a file of the run, made available as a download. */
  appendFile(name: string, text: string): void;
  /** Writes the state the run can be resumed from now. */
  backup(): Promise<void>;
  /**
   * Exchanges the trained weights with their moving averages.
   * @throws ProblemError when the optimizer keeps none
   */
  swapAverages(): Promise<void>;
  /** Sets the moving averages to the weights as they are. */
  settleAverages(): Promise<void>;
}

/**
 * Keras' hooks; state that must survive a resume is what `save` returns and `load` takes. A run makes its callbacks anew,
 * so state starts in `create`, not in `onTrainBegin`, which comes after `load` when a run is resumed.
 */
export interface CallbackHooks {
  onTrainBegin?(): void | Promise<void>;
  onEpochBegin?(epoch: number): void | Promise<void>;
  /** Before and after the validation of an epoch. */
  onTestBegin?(): void | Promise<void>;
  onTestEnd?(): void | Promise<void>;
  onBatchEnd?(batch: number, logs: Logs): void | Promise<void>;
  /** May add to the logs (learning_rate). */
  onEpochEnd?(epoch: number, logs: Logs): void | Logs | Promise<void | Logs>;
  onTrainEnd?(logs: Logs): void | Promise<void>;
  /** Asks for `onBatchEnd` before the next step after every so many batches, while the weights are still of that batch. */
  readonly batchInterval?: number;
  save?(): JsonObject;
  load?(state: JsonObject): void;
}
