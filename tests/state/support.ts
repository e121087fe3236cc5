/** A studio over the real data and training workers, joined by message channels instead of threads. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { memoryStore } from '../../src/data/store/file-store';
import { createDataClient } from '../../src/rpc/client/data-client';
import type { DataApi } from '../../src/rpc/data-protocol';
import type { FilesApi } from '../../src/rpc/files-protocol';
import { createClient, createServer, type Port } from '../../src/rpc/rpc';
import { createDataService } from '../../src/rpc/server/data-service';
import { createFilesService } from '../../src/rpc/server/files-service';
import { serveTraining } from '../../src/rpc/server/train-server';
import type { WorkerPort } from '../../src/rpc/supervisor';
import {
  type Channel,
  createStudio,
  type Locks,
  memoryPreferences,
  type Preferences,
  ProjectDatabase,
  type Studio,
  type StudioDeps,
  systemClock,
} from '../../src/state';

const opened: MessagePort[] = [];

/** A "worker" whose code runs in this thread; `crash` makes it die as a real one does. */
export interface TestWorker extends WorkerPort {
  crash(): void;
}

export function workerOf(serve: (port: Port) => { close(): void }): TestWorker {
  const { port1, port2 } = new MessageChannel();
  opened.push(port1, port2);
  const server = serve(port2 as unknown as Port);
  // A terminated thread trains no further; here the run shares this thread and has to be told.
  const stop = (): void => {
    port1.postMessage({ rpc: 'call', id: 0, method: 'stop' });
    setTimeout(() => {
      server.close();
      port1.close();
      port2.close();
    }, 20);
  };
  return Object.assign(port1 as unknown as Port, {
    terminate: stop,
    crash() {
      const error = new Event('error');
      port1.dispatchEvent(error);
      stop();
    },
  }) as TestWorker;
}

/** Ends the channels, so that the test process can end. */
export function closeWorkers(): void {
  for (const port of opened.splice(0)) port.close();
}

export const dataWorker = (): WorkerPort =>
  workerOf((port) =>
    createServer<DataApi>(
      port,
      createDataService({
        fetchAsset: async (_, file) =>
          new Uint8Array(await readFile(join(import.meta.dirname, '../../public/data', file))),
        decode: () => Promise.reject(new Error('Node decodes no images.')),
        shrink: () => Promise.reject(new Error('Node draws no images.')),
        openStore: async () => memoryStore(),
        estimate: async () => ({}),
      }),
    ),
  );

let ids = 0;

/** One browser profile: storage, locks and preferences that several tabs share. */
export interface Profile {
  readonly indexedDB: IDBFactory;
  readonly preferences: Preferences;
  readonly locks: Locks;
  channel(): Channel;
}

/** Web Locks and BroadcastChannel of one profile, as the standards describe them. */
export function profile(): Profile {
  const held = new Map<string, { readonly owner: object; readonly steal: () => void }>();
  const queues = new Map<string, (() => void)[]>();
  const listeners = new Set<{ readonly from: object; readonly hear: (event: MessageEvent) => void }>();

  const locks: Locks = {
    async request(name, options, callback) {
      const owner = {};
      const grant = (): Promise<unknown> =>
        new Promise((resolve, reject) => {
          held.set(name, { owner, steal: () => reject(new DOMException('The lock was stolen.', 'AbortError')) });
          Promise.resolve(callback({ name })).then(resolve, reject);
        }).finally(() => {
          if (held.get(name)?.owner !== owner) return;
          held.delete(name);
          queues.get(name)?.shift()?.();
        });
      const current = held.get(name);
      if (current && options.steal) {
        current.steal();
        return grant();
      }
      if (current && options.ifAvailable) return callback(null);
      if (current) {
        await new Promise<void>((resolve, reject) => {
          const queue = queues.get(name) ?? [];
          queues.set(name, [...queue, resolve]);
          options.signal?.addEventListener('abort', () => {
            queues.set(
              name,
              (queues.get(name) ?? []).filter((q) => q !== resolve),
            );
            reject(options.signal?.reason);
          });
        });
      }
      return grant();
    },
  };
  return {
    indexedDB: new IDBFactory(),
    preferences: memoryPreferences(),
    locks,
    channel() {
      const self = {};
      return {
        postMessage(message) {
          for (const l of listeners) {
            if (l.from !== self)
              setTimeout(() => l.hear(new MessageEvent('message', { data: structuredClone(message) })));
          }
        },
        addEventListener: (_, hear) => void listeners.add({ from: self, hear }),
        close: () => undefined,
      };
    },
  };
}

export interface TestDeps extends StudioDeps {
  readonly database: ProjectDatabase;
  /** Training workers started so far. */
  readonly trainWorkers: TestWorker[];
  /** Files handed to the person so far. */
  readonly downloads: { readonly name: string; readonly content: BlobPart }[];
  /** Hides the page. */
  hide(): void;
}

/** What a tab of a profile needs, with everything real except threads and the browser's own parts. */
export function testDeps(of: Profile = profile()): TestDeps {
  const trainWorkers: TestWorker[] = [];
  const downloads: TestDeps['downloads'] = [];
  const hidden: (() => void)[] = [];
  return {
    clock: systemClock,
    preferences: of.preferences,
    newId: () => `id${++ids}`,
    trainWorkers,
    makeTrainWorker: () => {
      const worker = workerOf(serveTraining);
      trainWorkers.push(worker);
      return worker;
    },
    dataClient: createDataClient({ makeWorker: dataWorker, baseUrl: 'http://localhost/' }),
    mac: false,
    database: new ProjectDatabase({ indexedDB: of.indexedDB, IDBKeyRange }, Date.now),
    locks: of.locks,
    channel: of.channel(),
    files: createClient<FilesApi>(workerOf((port) => createServer<FilesApi>(port, createFilesService()))),
    downloads,
    download: (name, content) => void downloads.push({ name, content }),
    persist: async () => true,
    onHide: (callback) => void hidden.push(callback),
    hide: () => {
      for (const callback of hidden) callback();
    },
  };
}

/** A studio with its project open and its data ready. */
export async function testStudio(deps: StudioDeps = testDeps()): Promise<Studio> {
  const studio = createStudio(deps);
  await studio.start();
  await studio.data.settled();
  return studio;
}

/** Waits until a store's state satisfies a condition. */
export function until<T>(
  store: { getState(): T; subscribe(listener: (state: T) => void): () => void },
  condition: (state: T) => boolean,
): Promise<T> {
  return new Promise((resolve) => {
    if (condition(store.getState())) return resolve(store.getState());
    const stop = store.subscribe((state) => {
      if (!condition(state)) return;
      stop();
      resolve(state);
    });
  });
}
