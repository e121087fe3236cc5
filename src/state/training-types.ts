/** What training offers to the rest of the studio, and what it needs. */
import type { StoreApi } from 'zustand/vanilla';
import type { Problem, Result } from '../base/problem';
import type { LayerId } from '../graph/model';
import type { CheckpointSlot, DataPart } from '../rpc/run-record';
import type { WorkerPort } from '../rpc/supervisor';
import type {
  BackendName,
  BackendReport,
  Checkpoint,
  Estimate,
  InputRows,
  PartPredictions,
  Vocabulary,
  WeightHistogram,
} from '../rpc/train-client';
import type { DataController } from './data';
import type { Clock } from './deps';
import type { DocumentStore } from './document-store';
import type { RunsStore } from './runs-store';
import type { ViewStore } from './view-store';

export interface TrainingState {
  readonly status: 'idle' | 'preparing' | 'running' | 'paused' | 'stopping';
  /** The run being trained, or null. */
  readonly run: string | null;
  /** The worker has not answered for a while. */
  readonly quiet: boolean;
  /** What is known of the backends on this device. */
  readonly backends: readonly BackendReport[];
}

export type Logs = { readonly [key: string]: number };

export interface TrainingController {
  readonly store: StoreApi<TrainingState>;
  /** Starts a new run of the project as it is. Tells what stands in the way if something does. */
  start(options?: { readonly paused?: boolean }): Promise<void>;
  pause(): void;
  resume(): void;
  /** What the round button does: start, pause or resume. */
  toggle(): void;
  /** Trains one batch or to the end of the epoch, then pauses; starts a run first when there is none. */
  step(unit: 'batch' | 'epoch'): void;
  /** Ends the run after the current batch; History is kept. */
  stop(): void;
  /** Changes the learning rate of the run in progress. */
  setLearningRate(value: number): Promise<Result<null>>;
  /** Changes how many epochs a run will have; one that ended goes on from where it ended. */
  setEpochs(run: string, epochs: number): Promise<Result<null>>;
  /** Goes on with a run from its last checkpoint, on another backend if one is named. */
  resumeRun(run: string, backend?: BackendName): Promise<Result<null>>;
  /** Loss and metrics of a part, kept with the run. The run defaults to the current one here and below. */
  evaluate(part: DataPart, run?: string): Promise<Result<Logs>>;
  predictPart(part: DataPart, limit: number, run?: string): Promise<Result<PartPredictions>>;
  /** Outputs for encoded rows, one array per model input. */
  predict(
    inputs: readonly InputRows[],
    rows: number,
    run?: string,
  ): Promise<Result<{ readonly outputs: Float32Array; readonly width: number }>>;
  histograms(run?: string): Promise<Result<readonly WeightHistogram[]>>;
  /** The vocabulary a layer of the project as it is finds on the training part. */
  vocabulary(layer: LayerId): Promise<Result<Vocabulary>>;
  /** Operations and memory of a training step of the project as it is. */
  estimate(): Promise<Result<Estimate>>;
  /** Starts the worker, which then practises, so that the first run begins at once. */
  begin(): void;
  /** Asks which backends work, once. */
  warm(): Promise<void>;
  /** Ends the worker and starts afresh; a run in progress becomes one that can be resumed. */
  restart(): Promise<void>;
  /** Goes on with the interrupted run, or has the next run, on the next backend. */
  stepDown(): void;
  /** The state of a run in a slot, from memory or storage. */
  checkpoint(run: string, slot: CheckpointSlot): Promise<Checkpoint | null>;
  /** Keeps a state of a run that came from a file. */
  keep(run: string, slot: CheckpointSlot, checkpoint: Checkpoint): Promise<void>;
}

/** Where checkpoints are kept. Saving may fail; the newest of each slot of the current run stays in memory. */
export interface CheckpointStore {
  save(run: string, slot: CheckpointSlot, checkpoint: Checkpoint): Promise<void>;
  load(run: string, slot: CheckpointSlot): Promise<Checkpoint | null>;
}

export interface TrainingDeps {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly makeTrainWorker: () => WorkerPort;
  /** Calls back when the page has nothing better to do; absent where nothing should be done ahead. */
  readonly whenIdle?: ((callback: () => void) => void) | undefined;
  readonly checkpoints: CheckpointStore;
  readonly documents: DocumentStore;
  readonly data: DataController;
  readonly runs: RunsStore;
  readonly view: ViewStore;
  readonly problems: () => readonly Problem[];
}
