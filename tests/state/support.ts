/** A studio over the real data and training workers, joined by message channels instead of threads. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDataClient } from '../../src/rpc/client/data-client';
import type { DataApi } from '../../src/rpc/data-protocol';
import { createServer, type Port } from '../../src/rpc/rpc';
import { createDataService } from '../../src/rpc/server/data-service';
import { serveTraining } from '../../src/rpc/server/train-server';
import type { WorkerPort } from '../../src/rpc/supervisor';
import { createStudio, memoryPreferences, type Studio, type StudioDeps, systemClock } from '../../src/state';

const opened: MessagePort[] = [];

/** A "worker" whose code runs in this thread; `crash` makes it die as a real one does. */
export interface TestWorker extends WorkerPort {
  crash(): void;
}

export function workerOf(serve: (port: Port) => { close(): void }): TestWorker {
  const { port1, port2 } = new MessageChannel();
  opened.push(port1, port2);
  const server = serve(port2 as unknown as Port);
  const stop = (): void => {
    server.close();
    port1.close();
    port2.close();
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
        fetchAsset: (_, file) =>
          readFile(join(import.meta.dirname, '../../public/data', file)).then((b) => new Uint8Array(b)),
      }),
    ),
  );

let ids = 0;

/** What a studio needs, with everything real except storage and threads. */
export function testDeps(): StudioDeps & { readonly trainWorkers: TestWorker[] } {
  const trainWorkers: TestWorker[] = [];
  const kept = new Map<string, Parameters<StudioDeps['checkpoints']['save']>[2]>();
  return {
    clock: systemClock,
    preferences: memoryPreferences(),
    newId: () => `id${++ids}`,
    trainWorkers,
    makeTrainWorker: () => {
      const worker = workerOf(serveTraining);
      trainWorkers.push(worker);
      return worker;
    },
    dataClient: createDataClient({ makeWorker: dataWorker, baseUrl: 'http://localhost/' }),
    importer: async (client, files, { signal, onProgress, read }) => {
      const [file] = files;
      if (!file) throw new Error('No file.');
      return client.call('importTable', { file, name: file.name, options: read }, { signal, onProgress });
    },
    checkpoints: {
      save: async (run, slot, checkpoint) => void kept.set(`${run} ${slot}`, checkpoint),
      load: async (run, slot) => kept.get(`${run} ${slot}`) ?? null,
    },
    mac: false,
  };
}

export function testStudio(deps: StudioDeps = testDeps()): Studio {
  return createStudio(deps);
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
