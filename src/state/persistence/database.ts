/**
 * Projects, runs and checkpoints in IndexedDB. Documents and run records are stored as they are and checked when read;
 * a damaged one is put aside untouched, so the others load and nothing is thrown away.
 */
import { type DBSchema, type IDBPDatabase, wrap } from 'idb';
import { isJsonObject } from '../../base/json';
import { fail, ok, type Problem, problem, type Result } from '../../base/problem';
import type { ProjectDocument } from '../../graph/document';
import { readDocument } from '../../graph/migrate';
import { readRun } from '../../rpc/run-reader';
import { type CheckpointSlot, checkpointInfo, type RunRecord } from '../../rpc/run-record';
import type { Checkpoint } from '../../rpc/train-client';
import { unfinished } from '../cut-off';
import { LossSeries, type SavedLosses } from '../losses';

interface ProjectRow {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Removed projects wait for undo until they are cleared away; 0 for those that are not removed. */
  readonly removedAt: number;
  /** Counts how often the document was written; absent in rows of the first pages. */
  readonly revision?: number;
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

interface Tables extends DBSchema {
  projects: { key: string; value: ProjectRow; indexes: { updatedAt: number; removedAt: number } };
  runs: { key: string; value: RunRow; indexes: { project: string } };
  checkpoints: { key: [string, CheckpointSlot]; value: CheckpointRow; indexes: { run: string } };
  aside: { key: number; value: AsideRow };
}

/** Ten times the number of the schema, as the pages that made the first databases counted. */
const VERSION = 10;

function createTables(database: IDBDatabase): void {
  const projects = database.createObjectStore('projects', { keyPath: 'id' });
  projects.createIndex('updatedAt', 'updatedAt');
  projects.createIndex('removedAt', 'removedAt');
  database.createObjectStore('runs', { keyPath: 'id' }).createIndex('project', 'project');
  database.createObjectStore('checkpoints', { keyPath: ['run', 'slot'] }).createIndex('run', 'run');
  database.createObjectStore('aside', { keyPath: 'n', autoIncrement: true });
}

/** Opens the database of that name in `factory`, making its tables the first time. */
function openTables(factory: IDBFactory, name: string, onClosed: () => void): Promise<IDBPDatabase<Tables>> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, VERSION);
    request.onupgradeneeded = () => createTables(request.result);
    request.onerror = () => reject(request.error ?? new Error('The database does not open.'));
    request.onsuccess = () => {
      const database = request.result;
      database.onclose = onClosed;
      // Another tab with a newer schema must not wait for this one.
      database.onversionchange = () => {
        database.close();
        onClosed();
      };
      resolve(wrap(database) as IDBPDatabase<Tables>);
    };
  });
}

/** What failed, in words a person can act on. Only storage's own errors come here. */
export function storageProblem(error: unknown): Problem {
  const full = error instanceof Error && error.name === 'QuotaExceededError';
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
        ...(full ? [{ label: 'Remove weights of older runs', action: 'project.make-room' }] : []),
        { label: 'Try again', action: 'project.retry-save' },
      ],
    },
  );
}

/** Does `work` in a transaction; rejects with what the transaction failed of, which may come after its last request. */
async function settled(transaction: { readonly done: Promise<void> }, work: () => Promise<void>): Promise<void> {
  await Promise.all([work(), transaction.done]);
}

/** All that is stored. Every method rejects with what the browser says; `storageProblem` puts it in words. */
export class ProjectDatabase {
  private opened: Promise<IDBPDatabase<Tables>> | null = null;
  /** The revision of each project as this tab read or wrote it last. */
  private readonly known = new Map<string, number>();

  constructor(
    private readonly idb: IndexedDb,
    private readonly now: () => number,
    private readonly name = 'strata',
  ) {}

  /** The open database; what failed to open is tried anew by the next call. */
  private tables(): Promise<IDBPDatabase<Tables>> {
    if (this.opened) return this.opened;
    const forget = (): void => {
      if (this.opened === opening) this.opened = null;
    };
    const opening = openTables(this.idb.indexedDB, this.name, forget);
    opening.catch(forget);
    this.opened = opening;
    return opening;
  }

  /** Projects, the last changed first. */
  async list(): Promise<ProjectInfo[]> {
    const rows = await (await this.tables()).getAllFromIndex('projects', 'removedAt', 0);
    return rows
      .map(({ id, name, createdAt, updatedAt }) => ({ id, name: String(name), createdAt, updatedAt }))
      .sort((a, b) => b.updatedAt - a.updatedAt);
  }

  /**
   * Writes a document. With `unlessChanged` nothing is written over that this tab has not read: false then, when another
   * wrote since. Looking and writing are one transaction, so of two tabs at the same moment one is told.
   */
  async saveDocument(document: ProjectDocument, unlessChanged = false): Promise<boolean> {
    const { id, name } = document;
    const write = (await this.tables()).transaction('projects', 'readwrite');
    let revision: number | null = null;
    await settled(write, async () => {
      const old = await write.store.get(id);
      const before = old?.revision ?? 0;
      if (unlessChanged && old && before !== (this.known.get(id) ?? 0)) return;
      revision = before + 1;
      const now = this.now();
      const createdAt = old?.createdAt ?? now;
      await write.store.put({ id, name, createdAt, updatedAt: now, removedAt: 0, revision, document });
    });
    if (revision === null) return false;
    this.known.set(id, revision);
    return true;
  }

  /** The document of a project; null when there is none. A damaged one is put aside, a newer one stays where it is. */
  async loadDocument(id: string): Promise<Result<ProjectDocument> | null> {
    const tables = await this.tables();
    const row = await tables.get('projects', id);
    if (row?.removedAt !== 0) return null;
    this.known.set(id, row.revision ?? 0);
    const read = readDocument(row.document);
    if (!read.ok && read.problem.code === 'document-damaged') {
      await this.putAside('project', id, row, read.problem);
      await tables.delete('projects', id);
    }
    return read.ok && read.value.id !== id ? ok({ ...read.value, id }) : read;
  }

  async setRemoved(id: string, removed: boolean): Promise<void> {
    const write = (await this.tables()).transaction('projects', 'readwrite');
    await settled(write, async () => {
      const row = await write.store.get(id);
      if (row) await write.store.put({ ...row, removedAt: removed ? this.now() : 0 });
    });
  }

  /** Clears away what was removed longer ago than `age`. */
  async clearRemoved(age: number): Promise<void> {
    const tables = await this.tables();
    const until = this.now() - age;
    if (until < 1) return;
    for (const id of await tables.getAllKeysFromIndex('projects', 'removedAt', this.idb.IDBKeyRange.bound(1, until))) {
      for (const run of await tables.getAllKeysFromIndex('runs', 'project', id)) await this.removeRun(run);
      await tables.delete('projects', id);
    }
  }

  /** Runs of a project that can be read, and what is wrong with the others, which are put aside. */
  async loadRuns(project: string): Promise<{ readonly runs: StoredRun[]; readonly problems: Problem[] }> {
    const tables = await this.tables();
    const rows = await tables.getAllFromIndex('runs', 'project', project);
    const runs: StoredRun[] = [];
    const problems: Problem[] = [];
    for (const row of rows) {
      const read = readRun(row.record);
      if (read.ok) {
        const record = unfinished(read.value) ? await this.withResume(read.value) : read.value;
        runs.push({ record, losses: readLosses(row.losses) });
        continue;
      }
      problems.push(read.problem);
      await this.putAside('run', row.id, row, read.problem);
      await tables.delete('runs', row.id);
    }
    return { runs, problems };
  }

  async saveRun(record: RunRecord, losses: LossSeries): Promise<void> {
    const row = { id: record.id, project: record.projectId, record, losses: losses.save() };
    await (await this.tables()).put('runs', row);
  }

  async removeRun(id: string): Promise<void> {
    const write = (await this.tables()).transaction(['runs', 'checkpoints'], 'readwrite');
    await settled(write, async () => {
      const checkpoints = write.objectStore('checkpoints');
      await write.objectStore('runs').delete(id);
      for (const key of await checkpoints.index('run').getAllKeys(id)) await checkpoints.delete(key);
    });
  }

  /** Removes the checkpoints of all runs but one; answers how many runs had any. */
  async dropWeights(keep: string | null): Promise<number> {
    const write = (await this.tables()).transaction(['runs', 'checkpoints'], 'readwrite');
    const dropped = new Set<string>();
    await settled(write, async () => {
      const checkpoints = write.objectStore('checkpoints');
      const runs = write.objectStore('runs');
      for (const key of await checkpoints.getAllKeys()) {
        if (key[0] === keep) continue;
        dropped.add(key[0]);
        await checkpoints.delete(key);
      }
      for (const id of dropped) {
        const row = await runs.get(id);
        if (row && isJsonObject(row.record)) await runs.put({ ...row, record: { ...row.record, checkpoints: {} } });
      }
    });
    return dropped.size;
  }

  async saveCheckpoint(run: string, slot: CheckpointSlot, checkpoint: Checkpoint): Promise<void> {
    await (await this.tables()).put('checkpoints', { run, slot, checkpoint });
  }

  async loadCheckpoint(run: string, slot: CheckpointSlot): Promise<Checkpoint | null> {
    const found = (await (await this.tables()).get('checkpoints', [run, slot]))?.checkpoint;
    return found && isCheckpoint(found) ? found : null;
  }

  /** Ids of imported data that anything stored names: projects, removed ones too, runs, and what was put aside. */
  async usedData(): Promise<ReadonlySet<string>> {
    const ids = new Set<string>();
    const read = (await this.tables()).transaction(['projects', 'runs', 'aside']);
    await settled(read, async () => {
      // One row at a time: all runs of all projects with their losses need not fit in memory together.
      for await (const { value } of read.objectStore('projects')) gatherData(value.document, ids);
      for await (const { value } of read.objectStore('runs')) gatherData(value.record, ids);
      for await (const { value } of read.objectStore('aside')) gatherData(value.value, ids);
    });
    return ids;
  }

  /** What was put aside because it could not be read. */
  async aside(): Promise<
    readonly { readonly kind: 'project' | 'run'; readonly why: string; readonly value: unknown }[]
  > {
    return (await this.tables()).getAll('aside');
  }

  close(): void {
    const opened = this.opened;
    this.opened = null;
    opened?.then((database) => database.close()).catch(() => undefined);
  }

  /** A run that was cut off, with the checkpoint it goes on from: it may be newer than the record is. */
  private async withResume(record: RunRecord): Promise<RunRecord> {
    const stored = await this.loadCheckpoint(record.id, 'resume');
    if (!stored) return record;
    const checkpoints = { ...record.checkpoints, resume: checkpointInfo(stored) };
    const newer = stored.history.epoch.length > record.history.epoch.length;
    return { ...record, checkpoints, ...(newer && { history: stored.history }) };
  }

  private async putAside(kind: AsideRow['kind'], id: string, value: unknown, why: Problem): Promise<void> {
    await (await this.tables()).add('aside', {
      kind,
      id,
      at: this.now(),
      why: `${why.message} ${why.received ?? ''}`.trim(),
      value,
    });
  }
}

/** Adds every `datasetId` within a value, however it is made: it may be damaged, or newer than this page. */
function gatherData(value: unknown, into: Set<string>): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  for (const [key, part] of Object.entries(value)) {
    if (key === 'datasetId' && typeof part === 'string') into.add(part);
    else gatherData(part, into);
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
