/** A studio over the real data and training workers, joined by message channels instead of threads. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import 'fake-indexeddb/auto';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { type FileStore, memoryStore } from '../../src/data/store/file-store';
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
  let ended = false;
  // Nothing is heard of a thread that was terminated. Being the first listener, this one can keep it from the others.
  port1.addEventListener('message', (event) => {
    if (ended) event.stopImmediatePropagation();
  });
  // A terminated thread trains no further; here the run shares this thread and has to be told.
  const stop = (): void => {
    if (ended) return;
    ended = true;
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

export const dataWorker = (files: FileStore = memoryStore()): WorkerPort =>
  workerOf((port) =>
    createServer<DataApi>(
      port,
      createDataService({
        fetchAsset: async (_, file) =>
          new Uint8Array(await readFile(join(import.meta.dirname, '../../public/data', file))),
        decode: () => Promise.reject(new Error('Node decodes no images.')),
        shrink: () => Promise.reject(new Error('Node draws no images.')),
        openStore: async () => files,
        estimate: async () => ({}),
      }),
    ),
  );

let ids = 0;

/** One browser profile: storage and preferences that several tabs share. */
export interface Profile {
  readonly indexedDB: IDBFactory;
  /** Where imported data lies. */
  readonly dataFiles: FileStore;
  readonly preferences: Preferences;
  /** Locks and channel as one tab has them. */
  tab(): { readonly locks: Locks; readonly channel: Channel };
  /** The tab closes: its locks go. */
  letGo(deps: Pick<StudioDeps, 'locks'>): void;
  /** The tab hears no messages any more. */
  silence(deps: Pick<StudioDeps, 'channel'>): void;
}

interface Held {
  readonly tab: Locks;
  readonly free: () => void;
  readonly steal: () => void;
}

/** Web Locks and BroadcastChannel of one profile, as the standards describe them. */
export function profile(): Profile {
  const held = new Map<string, Held>();
  const sharers = new Map<string, Set<Locks>>();
  const queues = new Map<string, (() => void)[]>();
  const closed = new Set<Locks>();
  const listeners = new Map<Channel, (event: MessageEvent) => void>();

  function makeLocks(): Locks {
    const self: Locks = {
      async request(name, options, callback) {
        const grant = async (): Promise<unknown> => {
          let mine: Held | null = null;
          try {
            return await new Promise((resolve, reject) => {
              mine = {
                tab: self,
                free: () => resolve(undefined),
                steal: () => reject(new DOMException('The lock was stolen.', 'AbortError')),
              };
              held.set(name, mine);
              Promise.resolve(callback({ name })).then(resolve, reject);
            });
          } finally {
            if (held.get(name) === mine) {
              held.delete(name);
              queues.get(name)?.shift()?.();
            }
          }
        };
        const current = held.get(name);
        if (options.mode !== 'shared' && sharers.get(name)?.size) return callback(null);
        if (current && options.steal) {
          held.delete(name);
          current.steal();
        } else if (current && options.ifAvailable) return callback(null);
        else if (current) {
          await new Promise<void>((resolve, reject) => {
            const queue = queues.get(name) ?? [];
            queue.push(resolve);
            queues.set(name, queue);
            options.signal?.addEventListener('abort', () => {
              queue.splice(queue.indexOf(resolve), 1);
              reject(options.signal?.reason);
            });
          });
        }
        if (closed.has(self)) return undefined;
        if (options.mode !== 'shared') return grant();
        sharers.set(name, (sharers.get(name) ?? new Set()).add(self));
        queues.get(name)?.shift()?.();
        return callback({ name });
      },
    };
    return self;
  }
  function makeChannel(): Channel {
    const self: Channel = {
      postMessage(message) {
        for (const [channel, hear] of listeners) {
          if (channel !== self) setTimeout(() => hear(new MessageEvent('message', { data: structuredClone(message) })));
        }
      },
      addEventListener: (_, hear) => void listeners.set(self, hear),
      close: () => void listeners.delete(self),
    };
    return self;
  }
  return {
    indexedDB: new IDBFactory(),
    dataFiles: { ...memoryStore(), kind: 'indexeddb' },
    preferences: memoryPreferences(),
    tab: () => ({ locks: makeLocks(), channel: makeChannel() }),
    letGo({ locks }) {
      if (locks) closed.add(locks);
      if (locks) for (const tabs of sharers.values()) tabs.delete(locks);
      for (const lock of [...held.values()]) if (lock.tab === locks) lock.free();
    },
    silence({ channel }) {
      if (channel) listeners.delete(channel);
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
    dataClient: createDataClient({ makeWorker: () => dataWorker(of.dataFiles), baseUrl: 'http://localhost/' }),
    mac: false,
    database: new ProjectDatabase({ indexedDB: of.indexedDB, IDBKeyRange }, Date.now),
    ...of.tab(),
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
