/**
 * The studio's state, for the user interface: `createStudio` makes everything, the rest are its types.
 *
 * - `studio.document`, `view`, `runs`, `settings`: vanilla zustand stores; read with `useStore(studio.view, selector)`.
 * - `studio.edit`: every change of the document, each one undoable step.
 * - `studio.data`, `studio.training`, `studio.projects`: what the workers and storage do; each has a `store` to follow.
 * - `studio.analysis()`, `problems()`, `proposal()`: derived, memoised; call them when the stores they follow from change.
 * - `studio.commands`, `run(id)`, `pressed(key)`: what menus, the palette and the keyboard offer.
 * - `studio.applyFix(fix)`: what the buttons of problems and notices do.
 */
export type { Fix, Problem, Result, Severity } from '../base/problem';
export type * from '../rpc/data-protocol';
export type { CheckpointSlot, DataPart, RunRecord, RunStatus } from '../rpc/run-record';
export type { WorkerPort } from '../rpc/supervisor';
export type {
  BackendName,
  BackendReport,
  Checkpoint,
  FeatureInfo,
  HistoryLogs,
  InputRows,
  PartPredictions,
  RunEvent,
  RunHistory,
  RunSpec,
  TargetInfo,
  TaskKind,
  Vocabulary,
  WeightHistogram,
} from '../rpc/train-client';
export { analyseModel, type LayerAnalysis, type ModelAnalysis } from './analysis';
export { type BrowserWorkers, browserDeps } from './browser';
export type { Command, CommandGroup, CommandView } from './command';
export { allCommands, commandFor, type FocusPlace, type KeyPress, shortcutOf } from './commands';
export type { DataController, DataState } from './data';
export type { DataFacts, DataRows, RowsFacts, WeightFacts } from './data-facts';
export { type Clock, memoryPreferences, type Preferences, systemClock } from './deps';
export type { DocumentState } from './document-store';
export { argsOf, type Editor, type ObjectTarget } from './editor';
export { canFix } from './fixes';
export { loadGraphActions } from './graph-loader';
export { type LossPoint, LossSeries } from './losses';
export { ProjectDatabase, type ProjectInfo } from './persistence/database';
export type { Channel, Locks } from './persistence/tab-guard';
export { pickedNodes } from './picked';
export type { FilesClient } from './project-files';
export type { ProjectsController, ProjectsState } from './projects-types';
export type { Proposal } from './propose';
export { FRAME_MS, type LiveFrame, type RunsState } from './runs-store';
export type { SettingsState } from './settings-store';
export { createStudio, type Studio, type StudioDeps } from './studio';
export type { Logs, TrainingController, TrainingState } from './training-types';
export type { CanvasTab, Dialog, DockTab, GraphWish, InspectorTab, Notice, Place, ViewState } from './view-store';
