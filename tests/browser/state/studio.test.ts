/** The studio over the browser's own parts: real workers, IndexedDB, Web Locks and BroadcastChannel. */
import { afterEach, describe, expect, it } from 'vitest';
import { createDataClient } from '../../../src/rpc/client/data-client';
import { browserDeps, createStudio, ProjectDatabase, type Studio, type StudioDeps } from '../../../src/state';

const workers: Worker[] = [];
const tabs: { studio: Studio; deps: StudioDeps }[] = [];
let profile = 0;

const worker = (url: URL): Worker => {
  const made = new Worker(url, { type: 'module' });
  workers.push(made);
  return made;
};

const makeTrainWorker = () => worker(new URL('../../../src/rpc/server/train-worker.ts', import.meta.url));
const makeDataWorker = () => worker(new URL('../../../src/rpc/server/data-server.ts', import.meta.url));
const makeFilesWorker = () => worker(new URL('../../../src/rpc/server/files-server.ts', import.meta.url));

afterEach(() => {
  for (const { studio, deps } of tabs.splice(0)) {
    studio.projects.leave();
    deps.channel?.close();
  }
  for (const made of workers.splice(0)) made.terminate();
});

/** A tab of a browser profile; profiles share nothing. */
async function tab(name: string): Promise<Studio> {
  const settings = new Map<string, string>();
  const deps: StudioDeps = {
    ...browserDeps({ makeTrainWorker, makeDataWorker, makeFilesWorker }),
    dataClient: createDataClient({ makeWorker: makeDataWorker, baseUrl: `${location.origin}/` }),
    database: new ProjectDatabase({ indexedDB, IDBKeyRange }, Date.now, name),
    preferences: { get: (key) => settings.get(key) ?? null, set: (key, value) => void settings.set(key, value) },
    channel: new BroadcastChannel(name) as NonNullable<StudioDeps['channel']>,
  };
  const studio = createStudio(deps);
  tabs.push({ studio, deps });
  await studio.start();
  await studio.data.settled();
  return studio;
}

const fresh = (): string => `strata-test-${Date.now()}-${profile++}`;

async function closeLast(): Promise<void> {
  const last = tabs.pop();
  await last?.studio.projects.flush();
  last?.studio.projects.leave();
  last?.deps.channel?.close();
}

function until<T>(
  store: { getState(): T; subscribe(listener: (state: T) => void): () => void },
  condition: (state: T) => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const look = (state: T): void => {
      if (!condition(state)) return;
      stop();
      resolve();
    };
    const stop = store.subscribe(look);
    look(store.getState());
  });
}

async function onMoons(studio: Studio, epochs: number): Promise<void> {
  await studio.data.use({ kind: 'generated', name: 'moons', points: 200, noise: 0.1, seed: 1 });
  await studio.data.settled();
  studio.edit.setFit({ epochs, backend: 'cpu' });
}

describe('a studio in a browser', () => {
  it('trains, and a reload finds document, run, losses and weights', async () => {
    const name = fresh();
    const first = await tab(name);
    await onMoons(first, 3);
    await first.training.start();
    const [run] = first.runs.getState().runs;
    expect(run).toMatchObject({ status: 'ended', reason: 'finished' });
    const scores = await first.training.evaluate('test');
    await closeLast();

    const second = await tab(name);
    expect(second.document.getState().document).toEqual(first.document.getState().document);
    const [found] = second.runs.getState().runs;
    expect(found?.history).toEqual(run?.history);
    expect(second.losses(found?.id ?? '').steps).toBe(run?.steps);
    expect(await second.training.evaluate('test')).toEqual(scores);
  });

  it('goes on after its worker was killed', async () => {
    const studio = await tab(fresh());
    await onMoons(studio, 100_000);
    const going = studio.training.start();
    await until(studio.runs, (s) => s.runs[0]?.checkpoints.resume !== undefined);
    for (const made of workers) made.dispatchEvent(new ErrorEvent('error', { message: 'killed' }));
    await going;
    const id = studio.runs.getState().runs[0]?.id ?? '';
    expect(studio.runs.getState().runs[0]).toMatchObject({
      status: 'interrupted',
      problem: { code: 'worker-crashed' },
    });
    expect(await studio.training.resumeRun(id)).toMatchObject({ ok: true });
    await until(
      studio.runs,
      (s) => (s.live?.step ?? 0) > (s.runs[0]?.checkpoints.resume?.step ?? Number.POSITIVE_INFINITY),
    );
    studio.training.stop();
    await until(studio.training.store, (s) => s.status === 'idle');
    expect(studio.runs.getState().runs[0]?.reason).toBe('stopped');
  });

  it('gives a project to one tab at a time, and hands it over', async () => {
    const name = fresh();
    const first = await tab(name);
    const second = await tab(name);
    expect(second.projects.store.getState().elsewhere).toBe(true);
    first.edit.renameProject('Written by the first');
    void second.projects.takeOver();
    await until(second.document, (s) => !s.readOnly);
    expect(second.document.getState().document.name).toBe('Written by the first');
    await until(first.document, (s) => s.readOnly);
    second.edit.renameProject('Written by the second');
    await second.projects.flush();
    await until(first.document, (s) => s.document.name === 'Written by the second');
  });

  it('saves a project file and opens it again', async () => {
    const studio = await tab(fresh());
    await onMoons(studio, 2);
    await studio.training.start();
    const saved = new Promise<Blob>((resolve) => {
      const make = URL.createObjectURL;
      URL.createObjectURL = (blob) => {
        URL.createObjectURL = make;
        resolve(blob as Blob);
        return make.call(URL, blob);
      };
    });
    await studio.projects.saveFile();
    const other = await tab(fresh());
    expect(await other.projects.openFile(await saved)).toEqual({ ok: true, value: null });
    expect(other.runs.getState().runs[0]?.history).toEqual(studio.runs.getState().runs[0]?.history);
  });
});
