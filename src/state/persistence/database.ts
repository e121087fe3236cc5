/**
 * Projects, runs and checkpoints in IndexedDB. Documents and run records are stored as they are and checked when read;
 * a damaged one is put aside untouched, so the others load and nothing is thrown away.
 */
import Dexie, { type EntityTable, type Table } from 'dexie';
import { isJsonObject } from '../../base/json';
import { fail, ok, type Problem, problem, type Result } from '../../base/problem';
import type { ProjectDocument } from '../../graph/document';
import { readDocument } from '../../graph/migrate';
import { readRun } from '../../rpc/run-reader';
import type { CheckpointSlot, RunRecord } from '../../rpc/run-record';
import type { Checkpoint } from '../../rpc/train-client';
import { LossSeries, type SavedLosses } from '../losses';

interface ProjectRow {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Removed projects wait for undo until they are cleared away; 0 for those that are not removed. */
  readonly removedAt: number;
  readonly document: unknown;
}

interface RunRow {
  readonly id: string;
  readonly project: string;
  readonly record: unknown;
  readonly losses: SavedLosses | null;
}

interface CheckpointRow {
  readonly run: string;
  readonly slot: CheckpointSlot;
  readonly checkpoint: Checkpoint;
}

interface AsideRow {
  readonly n?: number;
  readonly kind: 'project' | 'run';
  readonly id: string;
  readonly at: number;
  readonly why: string;
  readonly value: unknown;
}

/** A project in a list. */
export interface ProjectInfo {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface StoredRun {
  readonly record: RunRecord;
  readonly losses: LossSeries;
}

/** The browser's database, or a stand-in. */
export interface IndexedDb {
  readonly indexedDB: IDBFactory;
  readonly IDBKeyRange: typeof globalThis.IDBKeyRange;
}

class Tables extends Dexie {
  declare projects: EntityTable<ProjectRow, 'id'>;
  declare runs: EntityTable<RunRow, 'id'>;
  declare checkpoints: Table<CheckpointRow, [string, string]>;
  declare aside: EntityTable<AsideRow, 'n'>;

  constructor(name: string, idb: IndexedDb) {
    super(name, idb);
    this.version(1).stores({
      projects: 'id, updatedAt, removedAt',
      runs: 'id, project',
      checkpoints: '[run+slot], run',
      aside: '++n',
    });
  }
}

/** What failed, in words a person can act on. Only storage's own errors come here. */
export function storageProblem(error: unknown): Problem {
  const names: string[] = [];
  for (let e: unknown = error; e instanceof Error && names.length < 5; e = (e as { inner?: unknown }).inner)
    names.push(e.name);
  const full = names.includes('QuotaExceededError');
  return problem(
    full ? 'storage-full' : 'storage-denied',
    full
      ? 'The browser’s storage is full: changes are kept in this tab only.'
      : 'The browser does not let this page store anything: changes are kept in this tab only.',
    {
      where: 'storage',
      received: error instanceof Error ? error.message : String(error),
      fixes: [
        { label: 'Save the project as a file', action: 'project.save-file' },
        { label: 'Try again', action: 'project.retry-save' },
      ],
    },
  );
}

/** All that is stored. Every method rejects with what the browser says; `storageProblem` puts it in words. */
export class ProjectDatabase {
  private readonly tables: Tables;

  constructor(
    idb: IndexedDb,
    private readonly now: () => number,
    name = 'strata',
  ) {
    this.tables = new Tables(name, idb);
  }

  /** Projects, the last changed first. */
  async list(): Promise<ProjectInfo[]> {
    const rows = await this.tables.projects.where('removedAt').equals(0).toArray();
    return rows
      .map(({ id, name, createdAt, updatedAt }) => ({ id, name: String(name), createdAt, updatedAt }))
      .sort((a, b) => b.updatedAt - a.updatedAt);
  }

  async saveDocument(document: ProjectDocument): Promise<void> {
    const { projects } = this.tables;
    await this.tables.transaction('rw', projects, async () => {
      const old = await projects.get(document.id);
      const now = this.now();
      await projects.put({
        id: document.id,
        name: document.name,
        createdAt: old?.createdAt ?? now,
        updatedAt: now,
        removedAt: 0,
        document,
      });
    });
  }

  /** The document of a project; null when there is none. A damaged one is put aside, a newer one stays where it is. */
  async loadDocument(id: string): Promise<Result<ProjectDocument> | null> {
    const row = await this.tables.projects.get(id);
    if (row?.removedAt !== 0) return null;
    const read = readDocument(row.document);
    if (!read.ok && read.problem.code === 'document-damaged') {
      await this.putAside('project', id, row, read.problem);
      await this.tables.projects.delete(id);
    }
    return read.ok && read.value.id !== id ? ok({ ...read.value, id }) : read;
  }

  async setRemoved(id: string, removed: boolean): Promise<void> {
    await this.tables.projects.update(id, { removedAt: removed ? this.now() : 0 });
  }

  /** Clears away what was removed longer ago than `age`. */
  async clearRemoved(age: number): Promise<void> {
    const old = await this.tables.projects
      .where('removedAt')
      .between(1, this.now() - age)
      .primaryKeys();
    for (const id of old) {
      const runs = await this.tables.runs.where('project').equals(id).primaryKeys();
      for (const run of runs) await this.removeRun(run);
      await this.tables.projects.delete(id);
    }
  }

  /** Runs of a project that can be read, and what is wrong with the others, which are put aside. */
  async loadRuns(project: string): Promise<{ readonly runs: StoredRun[]; readonly problems: Problem[] }> {
    const rows = await this.tables.runs.where('project').equals(project).toArray();
    const runs: StoredRun[] = [];
    const problems: Problem[] = [];
    for (const row of rows) {
      const read = readRun(row.record);
      if (read.ok) {
        runs.push({ record: read.value, losses: readLosses(row.losses) });
        continue;
      }
      problems.push(read.problem);
      await this.putAside('run', row.id, row, read.problem);
      await this.tables.runs.delete(row.id);
    }
    return { runs, problems };
  }

  async saveRun(record: RunRecord, losses: LossSeries): Promise<void> {
    await this.tables.runs.put({ id: record.id, project: record.projectId, record, losses: losses.save() });
  }

  async removeRun(id: string): Promise<void> {
    const { runs, checkpoints } = this.tables;
    await this.tables.transaction('rw', runs, checkpoints, async () => {
      await runs.delete(id);
      await checkpoints.where('run').equals(id).delete();
    });
  }

  async saveCheckpoint(run: string, slot: CheckpointSlot, checkpoint: Checkpoint): Promise<void> {
    await this.tables.checkpoints.put({ run, slot, checkpoint });
  }

  async loadCheckpoint(run: string, slot: CheckpointSlot): Promise<Checkpoint | null> {
    const found = (await this.tables.checkpoints.get([run, slot]))?.checkpoint;
    return found && isCheckpoint(found) ? found : null;
  }

  /** What was put aside because it could not be read. */
  async aside(): Promise<
    readonly { readonly kind: 'project' | 'run'; readonly why: string; readonly value: unknown }[]
  > {
    return this.tables.aside.toArray();
  }

  close(): void {
    this.tables.close();
  }

  private async putAside(kind: AsideRow['kind'], id: string, value: unknown, why: Problem): Promise<void> {
    await this.tables.aside.add({
      kind,
      id,
      at: this.now(),
      why: `${why.message} ${why.received ?? ''}`.trim(),
      value,
    });
  }
}

/** A series as stored; an empty one when it is not what it should be. */
export function readLosses(saved: unknown): LossSeries {
  if (typeof saved !== 'object' || saved === null) return new LossSeries();
  const { width, steps, min, max, mean, count } = saved as Partial<SavedLosses>;
  const whole =
    Number.isInteger(width) &&
    Number.isInteger(steps) &&
    min instanceof Float32Array &&
    max instanceof Float32Array &&
    mean instanceof Float32Array &&
    count instanceof Uint32Array &&
    min.length === count.length &&
    max.length === count.length &&
    mean.length === count.length;
  return whole && (width as number) > 0 ? LossSeries.from(saved as SavedLosses) : new LossSeries();
}

function isCheckpoint(value: unknown): value is Checkpoint {
  if (typeof value !== 'object' || value === null) return false;
  const { epoch, batch, step, tensors, callbacks, history } = value as { [K in keyof Checkpoint]?: unknown };
  const counts = [epoch, batch, step].every((n) => Number.isInteger(n) && (n as number) >= 0);
  return counts && tensors instanceof ArrayBuffer && typeof callbacks === 'string' && isJsonObject(history);
}

/** Runs storage work and puts its failure in words. */
export async function guarded<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work());
  } catch (error) {
    return fail(storageProblem(error));
  }
}
