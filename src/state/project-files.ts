/** The project as a file and back, and downloads of History. The files worker does the work; here is what goes in. */
import { fail, ok, problemOf, type Result } from '../base/problem';
import type { ProjectDocument } from '../graph/document';
import type { FiledProject, FiledRun, FilesApi } from '../rpc/files-protocol';
import type { CheckpointSlot, RunRecord } from '../rpc/run-record';
import { cutOff, unfinished } from './cut-off';
import type { DataController } from './data';
import type { DocumentStore } from './document-store';
import type { RunsStore } from './runs-store';
import type { TrainingController } from './training-types';
import type { ViewStore } from './view-store';

/** Calls to the files worker. */
export interface FilesClient {
  call<K extends keyof FilesApi>(method: K, params: FilesApi[K]['params']): Promise<FilesApi[K]['result']>;
}

export interface ProjectFiles {
  /** The project as a file, with its runs, weights and the person's own data unless told otherwise, handed to the browser as a download. */
  saveFile(options?: { readonly weights?: boolean; readonly data?: boolean }): Promise<void>;
  /** Opens a project file as a new project. */
  openFile(file: Blob): Promise<Result<null>>;
  /** Downloads a run's History. */
  saveHistory(run: string, format: 'csv' | 'json'): Promise<void>;
}

interface Deps {
  readonly newId: () => string;
  readonly files: FilesClient;
  readonly download: (name: string, content: BlobPart, type: string) => void;
}

interface Parts {
  readonly documents: DocumentStore;
  readonly runs: RunsStore;
  readonly view: ViewStore;
  readonly data: DataController;
  readonly training: TrainingController;
}

const SLOTS: readonly CheckpointSlot[] = ['resume', 'best', 'last'];

/** A name every file system takes. */
const fileName = (name: string): string => name.replace(/[^\p{L}\p{N} ._-]+/gu, '').trim() || 'project';

/** `adopt` shows a project that came from outside and saves it. */
export function createProjectFiles(
  deps: Deps,
  { documents, runs, view, data, training }: Parts,
  adopt: (document: ProjectDocument, runs: readonly FiledRun[]) => Promise<void>,
): ProjectFiles {
  const document = (): ProjectDocument => documents.store.getState().document;

  async function filed(record: RunRecord, weights: boolean): Promise<FiledRun> {
    const checkpoints: FiledRun['checkpoints'][number][] = [];
    for (const slot of weights ? SLOTS : []) {
      if (!record.checkpoints[slot]) continue;
      const checkpoint = await training.checkpoint(record.id, slot);
      if (checkpoint) checkpoints.push({ slot, checkpoint });
    }
    const kept = unfinished(record) ? cutOff(record) : record;
    return { record: kept, losses: runs.losses(record.id).save(), checkpoints };
  }

  /** A run from a file as one of this project: ids are new, and what it offers names the new one. */
  function renamed(run: FiledRun, projectId: string): FiledRun {
    const record = { ...run.record, id: deps.newId(), projectId };
    return { ...run, record: unfinished(record) || record.status === 'interrupted' ? cutOff(record) : record };
  }

  return {
    async saveFile({ weights = true, data: withData = true } = {}) {
      try {
        const project: FiledProject = {
          document: document(),
          runs: await Promise.all(runs.store.getState().runs.map((r) => filed(r, weights))),
          data: withData ? await data.exportOwn() : null,
        };
        const bytes = await deps.files.call('packProject', project);
        deps.download(`${fileName(document().name)}.strata`, bytes as BlobPart, 'application/zip');
      } catch (error) {
        view.report(problemOf(error));
      }
    },
    async openFile(file): Promise<Result<null>> {
      try {
        const opened = await deps.files.call('openProject', file);
        const id = deps.newId();
        const ours = opened.runs.map((run) => renamed(run, id));
        if (opened.data) await data.importOwn(opened.data);
        await adopt({ ...opened.document, id }, ours);
        for (const { record, checkpoints } of ours) {
          for (const { slot, checkpoint } of checkpoints) await training.keep(record.id, slot, checkpoint);
        }
        for (const p of opened.problems) view.report(p, `file:${p.where ?? p.code}`);
        return ok(null);
      } catch (error) {
        return fail(problemOf(error));
      }
    },
    async saveHistory(id, format) {
      const run = runs.get(id);
      if (!run) return;
      try {
        const name = `${fileName(document().name)} run ${run.number} history.${format}`;
        const content = await deps.files.call(format === 'csv' ? 'historyCsv' : 'historyJson', run.history);
        deps.download(name, content, format === 'csv' ? 'text/csv' : 'application/json');
      } catch (error) {
        view.report(problemOf(error));
      }
    },
  };
}
