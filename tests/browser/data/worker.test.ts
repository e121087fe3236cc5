/** The data worker as the page uses it: real worker, real files, storage that outlives the worker. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '../../../src/base/problem';
import { createDataClient, type DataClient, type WorkerPort } from '../../../src/rpc/client/data-client';
import type { DataProgress } from '../../../src/rpc/data-protocol';
import { png, solid } from './pictures';

const makeWorker = (): WorkerPort =>
  new Worker(new URL('../../../src/rpc/server/data-server.ts', import.meta.url), {
    type: 'module',
  }) as unknown as WorkerPort;

let clients: DataClient[] = [];

function start(make = makeWorker): DataClient {
  const client = createDataClient({ makeWorker: make, baseUrl: new URL('/', location.href).href });
  clients.push(client);
  return client;
}

async function emptyStorage(): Promise<void> {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry('strata-data', { recursive: true }).catch(() => undefined);
}

beforeEach(emptyStorage);
afterEach(() => {
  for (const client of clients) client.stop();
  clients = [];
});

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'fine',
    (error: unknown) => (error instanceof ProblemError ? error.problem.code : String(error)),
  );
}

const csv = (rows: number): Blob =>
  new Blob([
    'x,y,kind\n',
    ...Array.from({ length: rows }, (_, i) => `${i / 3},${i % 17},${i % 2 === 0 ? 'even' : 'odd'}\n`),
  ]);

const pictures = () =>
  Promise.all(
    ['red', 'blue'].flatMap((name) =>
      [0, 1, 2, 3].map(async (i) => ({ path: `set/${name}/${i}.png`, blob: await png(solid(12, 12, name)) })),
    ),
  );

describe('the data worker', () => {
  it('serves the built-in sets', async () => {
    const client = start();
    const catalog = await client.call('catalog', null);
    expect(catalog.length).toBe(13);
    for (const { source, rows } of catalog.slice(0, 5)) {
      const spec = await client.call('propose', { source });
      const data = await client.call('prepare', { spec });
      expect(data.rows).toBe(rows);
      expect(data.key).toBe(await client.call('key', { spec }));
    }
  });

  it('imports a table with progress, and finds it again after the worker is gone', async () => {
    const client = start();
    const seen: DataProgress[] = [];
    const { spec, description, storage } = await client.call(
      'importTable',
      { file: csv(5000), name: 'mine.csv' },
      { onProgress: (p) => seen.push(p) },
    );
    expect(storage).toBeUndefined();
    expect(description.rows).toBe(5000);
    expect(seen.some((p) => p.phase === 'reading' && p.share === 1)).toBe(true);
    const before = await client.call('prepare', { spec });
    client.stop();

    const fresh = start();
    expect(await fresh.call('prepare', { spec })).toEqual(before);
    const use = await fresh.call('storage', null);
    expect(use.kind).toBe('opfs');
    expect(use.sets.map((s) => [s.name, s.kind])).toEqual([['mine.csv', 'table']]);

    const { source } = spec;
    if (source.kind !== 'table') throw new Error('not a table');
    await fresh.call('remove', { datasetId: source.datasetId });
    expect(await codeOf(fresh.call('prepare', { spec }))).toBe('data-not-found');
    expect((await fresh.call('storage', null)).sets).toEqual([]);
  });

  it('keeps images as files: another size can be asked for after a reload', async () => {
    const client = start();
    const { spec } = await client.call('importImages', { files: await pictures(), name: 'set' });
    expect((await client.call('prepare', { spec })).inputs[0]?.shape).toEqual([12, 12, 3]);
    client.stop();
    const fresh = start();
    const same = await fresh.call('prepare', { spec });
    expect(same.inputs[0]?.shape).toEqual([12, 12, 3]);
    const image = { width: 6, height: 5, channels: 1, fit: 'contain', task: 'classification' } as const;
    const small = await fresh.call('prepare', { spec: { ...spec, image } });
    expect(small.inputs[0]?.shape).toEqual([5, 6, 1]);
    const sample = await fresh.call('sample', { spec, count: 3, className: 'blue' });
    if (sample.kind !== 'images') throw new Error('not images');
    expect(sample.rows.map((r) => r.label)).toEqual(['blue', 'blue', 'blue']);
    expect([...sample.pixels.subarray(0, 3)]).toEqual([0, 0, 255]);
  });

  it('carries a data set in a project file', async () => {
    const client = start();
    const { spec, description } = await client.call('importImages', { files: await pictures(), name: 'set' });
    const before = await client.call('prepare', { spec });
    const { source } = spec;
    if (source.kind !== 'images') throw new Error('not images');
    const bytes = await client.call('exportData', { datasetId: source.datasetId });
    const copy = new Blob([await bytes.arrayBuffer()]);
    await client.call('remove', { datasetId: source.datasetId });
    const back = await client.call('importData', { data: copy, fileName: source.fileName });
    expect(back.spec).toEqual(spec);
    expect(back.description).toEqual(description);
    expect(await client.call('prepare', { spec })).toEqual(before);
    expect(await codeOf(client.call('importData', { data: copy.slice(0, 200), fileName: 'x' }))).toBe('data-damaged');
  });

  it('cancels a long import and stays usable', async () => {
    const client = start();
    const controller = new AbortController();
    const importing = client.call(
      'importTable',
      { file: csv(400_000), name: 'big.csv' },
      { signal: controller.signal, onProgress: () => controller.abort() },
    );
    expect(await codeOf(importing)).toBe('cancelled');
    expect((await client.call('catalog', null)).length).toBeGreaterThan(0);
  });

  it('encodes a picture for prediction, and says so when it is damaged', async () => {
    const client = start();
    const spec = { width: 2, height: 1, channels: 1, fit: 'stretch', task: 'classification' } as const;
    const rgba = new Uint8ClampedArray([255, 255, 255, 255, 0, 0, 0, 0]);
    const pixels = await client.call('encodeImage', { image: { width: 2, height: 1, rgba }, spec, paper: 0 });
    expect([...pixels]).toEqual([255, 0]);
    expect(await codeOf(client.call('encodeImage', { image: new Blob(['nonsense']), spec }))).toBe('image-corrupt');
  });

  it('rejects open calls when it crashes, then starts afresh', async () => {
    const crashing = new Blob(['self.onmessage = () => { throw new Error("crash"); };'], { type: 'text/javascript' });
    let first = true;
    const crashes: string[] = [];
    const client = createDataClient({
      makeWorker: () => {
        if (!first) return makeWorker();
        first = false;
        return new Worker(URL.createObjectURL(crashing)) as unknown as WorkerPort;
      },
      baseUrl: new URL('/', location.href).href,
      onCrash: (reason) => crashes.push(reason.code),
    });
    clients.push(client);
    expect(await codeOf(client.call('catalog', null))).toBe('worker-crashed');
    expect(crashes).toEqual(['worker-crashed']);
    expect((await client.call('catalog', null)).length).toBe(13);
  });
});
