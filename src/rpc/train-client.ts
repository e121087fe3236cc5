/** The page's end of the training worker: typed calls, and the types the page needs of what comes back. */
import { type Client, createClient, type Port } from './rpc';
import type { TrainApi, TrainEvents } from './train-protocol';

export type { BackendName } from '../backends/backend';
export type { FeatureInfo, PreparedData, RowsArray, TargetInfo, TaskKind } from '../data/prepared';
export type { HistoryLogs, RunEvent, RunHistory } from '../engine/history';
export { appendEpochs, EMPTY_HISTORY } from '../engine/history';
export type {
  BackendReport,
  Checkpoint,
  EndReason,
  Estimate,
  InputRows,
  PartPredictions,
  RunSpec,
  TrainApi,
  TrainEvent,
  TrainEvents,
  TrainFrame,
  TrainStatus,
  Vocabulary,
  WeightHistogram,
} from './train-protocol';

export type TrainClient = Client<TrainApi, TrainEvents>;

/** Calls the training worker behind `port`. */
export function createTrainClient(port: Port): TrainClient {
  return createClient<TrainApi, TrainEvents>(port);
}
