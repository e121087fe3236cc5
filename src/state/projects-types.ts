/** What projects offer to the rest of the studio, and what they need. */
import type { StoreApi } from 'zustand/vanilla';
import type { ProjectDocument } from '../graph/document';
import type { DataController } from './data';
import type { Clock } from './deps';
import type { DocumentStore } from './document-store';
import type { ProjectDatabase, ProjectInfo } from './persistence/database';
import type { Channel, Locks } from './persistence/tab-guard';
import type { FilesClient, ProjectFiles } from './project-files';
import type { RunsStore } from './runs-store';
import type { SettingsState } from './settings-store';
import type { TrainingController } from './training-types';
import type { ViewStore } from './view-store';

export interface ProjectsState {
  /** False until the last project is open. */
  readonly ready: boolean;
  /** All projects, the last changed first. */
  readonly list: readonly ProjectInfo[];
  /** How the open project stands: `off` when nothing can be stored. */
  readonly save: 'saved' | 'unsaved' | 'saving' | 'failed' | 'off';
  /** Another tab writes this project; this one reads along. */
  readonly elsewhere: boolean;
}

export interface ProjectsController extends ProjectFiles {
  readonly store: StoreApi<ProjectsState>;
  /** Opens the last project, or makes the first one. Call once. */
  start(): Promise<void>;
  open(id: string): Promise<void>;
  /** A fresh project, opened. */
  create(document?: ProjectDocument): Promise<void>;
  /** A copy of a project without its runs, opened. */
  duplicate(id: string): Promise<void>;
  rename(id: string, name: string): Promise<void>;
  /** Removes a project; a notice offers to bring it back. */
  remove(id: string): Promise<void>;
  restore(id: string): Promise<void>;
  /** Makes this tab the one that writes the project. */
  takeOver(): Promise<void>;
  /** Saves now; settles when it is done or has failed. */
  flush(): Promise<void>;
  /** Removes stored weights of all runs but the newest of this project; what else is known of them stays. Then saves. */
  makeRoom(): Promise<void>;
  /** Hands everything that was put aside because it could not be read to the person, as JSON. */
  saveAside(): Promise<void>;
  /** Lets other tabs have the project; this one is about to go. */
  leave(): void;
}

export interface ProjectsDeps {
  readonly clock: Clock;
  readonly newId: () => string;
  /** Null where there is no database. */
  readonly database: ProjectDatabase | null;
  readonly locks: Locks | null;
  readonly channel: Channel | null;
  readonly files: FilesClient;
  /** Hands a file to the person. */
  readonly download: (name: string, content: BlobPart, type: string) => void;
  /** Asks the browser not to clear what is stored; absent where it cannot be asked. */
  readonly persist?: () => Promise<boolean>;
  /** Calls back when the page is hidden or goes away. */
  readonly onHide: (callback: () => void) => void;
}

/** The parts of the studio that a project is made of. */
export interface ProjectParts {
  readonly documents: DocumentStore;
  readonly runs: RunsStore;
  readonly view: ViewStore;
  readonly settings: StoreApi<SettingsState>;
  readonly data: DataController;
  readonly training: TrainingController;
}
