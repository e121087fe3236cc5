/** The real world around the studio: the browser's storage, locks, clock and downloads. Workers come from the caller. */

import { createDataClient } from '../rpc/client/data-client';
import type { FilesApi } from '../rpc/files-protocol';
import { createClient, type Port } from '../rpc/rpc';
import type { WorkerPort } from '../rpc/supervisor';
import { type Preferences, systemClock } from './deps';
import { ProjectDatabase } from './persistence/database';
import type { Channel, Locks } from './persistence/tab-guard';
import type { FilesClient } from './project-files';
import type { StudioDeps } from './studio';

export interface BrowserWorkers {
  readonly makeTrainWorker: () => WorkerPort;
  readonly makeDataWorker: () => WorkerPort;
  readonly makeFilesWorker: () => WorkerPort;
}

/** localStorage; the getters themselves throw where storage is denied, and callers cope. */
const localPreferences: Preferences = {
  get: (key) => localStorage.getItem(key),
  set: (key, value) => localStorage.setItem(key, value),
};

function openDatabase(): ProjectDatabase | null {
  try {
    // Reading the property throws in some browsers when storage is denied.
    return typeof indexedDB === 'undefined' ? null : new ProjectDatabase({ indexedDB, IDBKeyRange }, Date.now);
  } catch {
    return null;
  }
}

/** A worker started for one call and ended after it: files are rare, and their memory is wanted back. */
function filesClient(makeWorker: () => WorkerPort): FilesClient {
  return {
    async call(method, params) {
      const worker = makeWorker();
      const client = createClient<FilesApi>(worker as Port);
      try {
        return await client.call(method, params);
      } finally {
        client.close();
        worker.terminate();
      }
    },
  };
}

function download(name: string, content: BlobPart, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the address after this turn of the event loop.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** What a studio in a browser page needs. */
export function browserDeps(workers: BrowserWorkers): StudioDeps {
  return {
    clock: systemClock,
    preferences: localPreferences,
    newId: () => crypto.randomUUID(),
    makeTrainWorker: workers.makeTrainWorker,
    dataClient: createDataClient({ makeWorker: workers.makeDataWorker, baseUrl: new URL('.', location.href).href }),
    // Safari has no idle callback; a second after the start is as good.
    whenIdle: (callback) =>
      typeof requestIdleCallback === 'function'
        ? requestIdleCallback(callback, { timeout: 3000 })
        : setTimeout(callback, 1000),
    mac: /Mac|iPhone|iPad/.test(navigator.platform),
    database: openDatabase(),
    locks: 'locks' in navigator ? (navigator.locks as Locks) : null,
    channel: typeof BroadcastChannel === 'undefined' ? null : (new BroadcastChannel('strata') as Channel),
    files: filesClient(workers.makeFilesWorker),
    download,
    ...('storage' in navigator && { persist: () => navigator.storage.persist() }),
    onHide: (callback) => {
      document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && callback());
      addEventListener('pagehide', callback);
    },
  };
}
