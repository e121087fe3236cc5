/**
 * Where stored data sets lie: the origin's private file system, else IndexedDB, else memory. All three are named
 * Blobs; failures come out as problems that say what still works.
 */
import { type Problem, ProblemError, problem, problemOf } from '../../base/problem';

export interface StoredFile {
  readonly name: string;
  readonly size: number;
}

export interface FileStore {
  readonly kind: 'opfs' | 'indexeddb' | 'memory';
  /** Replaces the file whole: a reader sees the old one or the new one. */
  write(name: string, data: Blob): Promise<void>;
  read(name: string): Promise<Blob | null>;
  remove(name: string): Promise<void>;
  list(): Promise<StoredFile[]>;
}

/** Keeps Blobs for as long as the worker lives. */
export function memoryStore(): FileStore {
  const files = new Map<string, Blob>();
  return {
    kind: 'memory',
    write: async (name, data) => void files.set(name, data),
    read: async (name) => files.get(name) ?? null,
    remove: async (name) => void files.delete(name),
    list: async () => Array.from(files, ([name, blob]) => ({ name, size: blob.size })),
  };
}

/** The problem a failed write stands for. */
export function storageProblem(error: unknown): Problem {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  const keepsWorking = 'The data stays usable until this tab is closed.';
  if (name === 'QuotaExceededError') {
    return {
      ...problem('storage-full', `There is no room left to keep the data in this browser. ${keepsWorking}`, {
        where: 'storage',
        fixes: [{ label: 'Remove weights of older runs', action: 'project.make-room' }],
      }),
      severity: 'warning',
    };
  }
  if (name === 'SecurityError' || name === 'NotAllowedError' || name === 'InvalidStateError') return storageDenied();
  const cause = problemOf(error);
  if (cause.code !== 'unexpected') return cause;
  return {
    ...problem('storage-failed', `The data could not be stored. ${keepsWorking}`, {
      where: 'storage',
      received: cause.message,
      fixes: [{ label: 'Try again', action: 'data.store-again' }],
    }),
    severity: 'warning',
  };
}

export function storageDenied(): Problem {
  return {
    ...problem(
      'storage-denied',
      'This browser does not let the page store data (a private window, perhaps). The data stays usable until this tab is closed.',
      {
        where: 'storage',
        fixes: [{ label: 'Save the project as a file', action: 'project.export' }],
      },
    ),
    severity: 'warning',
  };
}

/** Turns what the platform throws into the problem it stands for. */
export async function guardStorage<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new ProblemError(storageProblem(error));
  }
}
