/** Laws of keeping data sets: what was stored comes back equal; damage is noticed; a full disk loses nothing. */
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset';
import type { DecodeFile } from '../../src/data/images/decode';
import { importImages } from '../../src/data/images/import-images';
import { Library } from '../../src/data/library';
import { prepare } from '../../src/data/prepare';
import { proposeSpec } from '../../src/data/propose';
import { packContainer } from '../../src/data/store/container';
import { type FileStore, memoryStore } from '../../src/data/store/file-store';
import { packData, unpackData } from '../../src/data/store/serialize';
import type { DataSource } from '../../src/graph/data-spec';
import { digest, fetchAsset, problemFrom, readText, utf8 } from './support';

const mixed = async () =>
  readText(
    `n,big,word,long,odd\n${Array.from({ length: 70_000 }, (_, i) => `${i},${i / 7},${'abc'[i % 3]},text ${i},${i === 5 ? 'oops' : i}`).join('\n')}\n`,
  );

const decode: DecodeFile = async (file) => {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const [side = 0, grey = 0] = [bytes[6], bytes[14]];
  return {
    width: side,
    height: side,
    data: new Uint8ClampedArray(side * side * 4).map((_, i) => (i % 4 === 3 ? 255 : grey)),
  };
};

const images = () =>
  importImages(
    'set',
    Array.from({ length: 6 }, (_, i) => ({
      path: `${'ab'[i % 2]}/${i}.gif`,
      blob: new Blob([Uint8Array.from([...utf8('GIF89a'), 4, 0, 4, 0, 0, 0, 0, 0x3b, i * 10])]),
    })),
    decode,
  );

const sourceOf = (data: { key: string; kind: string }): DataSource => ({
  kind: data.kind === 'table' ? 'table' : 'images',
  datasetId: data.key,
  fileName: 'f',
});

/** A store on which every write fails with the given DOMException. */
function failing(name: string): FileStore {
  return { ...memoryStore(), kind: 'opfs', write: () => Promise.reject(new DOMException('no', name)) };
}

/** A disk that outlives the libraries on it. */
const disk = (): FileStore => ({ ...memoryStore(), kind: 'opfs' });

function prepared(dataset: Dataset, source: DataSource) {
  const result = prepare(dataset, proposeSpec(source, dataset));
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

describe('containers', () => {
  it('give back tables of every kind of column', async () => {
    const table = await mixed();
    expect(new Set(table.table.columns.map((c) => c.kind))).toEqual(new Set(['number', 'category', 'text']));
    expect(digest(await unpackData(packData(table)))).toEqual(digest(table));
  });

  it('give back images: labels, places and bytes', async () => {
    const { files } = await images();
    const { pack, ...rest } = await unpackData(packData(files)).then((d) =>
      d.kind === 'table' ? Promise.reject(d) : d,
    );
    const { pack: before, ...same } = files;
    expect(rest).toEqual(same);
    expect(await pack.arrayBuffer()).toEqual(await before.arrayBuffer());
  });

  it('notice damage wherever it is cut, and newer versions', async () => {
    const blob = packData(await readText('a,b\n1,x\n2,y\n'));
    for (let at = 0; at < blob.size; at += 3) {
      expect((await problemFrom(unpackData(blob.slice(0, at)))).code).toBe('data-damaged');
    }
    const bytes = new Uint8Array(await blob.arrayBuffer());
    bytes[8] = 99;
    expect((await problemFrom(unpackData(new Blob([bytes])))).code).toBe('data-newer');
    expect((await problemFrom(unpackData(packContainer({ kind: 'dream' }, [])))).code).toBe('data-damaged');
  });
});

describe('the library', () => {
  it('finds what another one stored', async () => {
    const store = disk();
    const table = await mixed();
    const { files, dataset } = await images();
    const first = new Library({ fetchAsset, store, decode });
    expect(await first.keep(table)).toBeNull();
    expect(await first.keep(files, dataset)).toBeNull();
    const never: DecodeFile = () => Promise.reject(new Error('decoded again'));
    const second = new Library({ fetchAsset, store, decode: never });
    expect(digest(await second.get(sourceOf(table)))).toEqual(digest(table));
    expect(prepared(await second.get(sourceOf(files)), sourceOf(files))).toEqual(prepared(dataset, sourceOf(files)));
    expect((await second.list()).map((s) => [s.id, s.kind]).sort()).toEqual(
      [
        [table.key, 'table'],
        [files.key, 'images'],
      ].sort(),
    );
    await second.remove(files.key);
    expect((await problemFrom(second.get(sourceOf(files)))).code).toBe('data-not-found');
    expect(await store.list()).toHaveLength(1);
  });

  it.each([
    ['QuotaExceededError', 'storage-full'],
    ['SecurityError', 'storage-denied'],
    ['UnknownError', 'storage-failed'],
  ])('works on in memory after %s, and says so', async (name, code) => {
    const library = new Library({ fetchAsset, store: failing(name), decode });
    const others = await Promise.all(Array.from({ length: 8 }, (_, i) => readText(`a,b\n${i},x\n2,y\n`)));
    for (const data of others)
      expect(await library.keep(data)).toMatchObject({ code, severity: 'warning', fixes: [{}] });
    for (const data of others) expect(await library.get(sourceOf(data))).toEqual(data);
    const { files, dataset } = await images();
    expect((await library.keep(files, dataset))?.code).toBe(code);
    expect((await library.get(sourceOf(files))).key).toBe(files.key);
  });

  it('decodes again when another size is asked for, and only then', async () => {
    let decoded = 0;
    const counting: DecodeFile = (file, enough) => {
      decoded++;
      return decode(file, enough);
    };
    const library = new Library({ fetchAsset, store: disk(), decode: counting });
    const { files, dataset } = await images();
    await library.keep(files, dataset);
    const spec = proposeSpec(sourceOf(files), files);
    await library.get(sourceOf(files), spec);
    expect(decoded).toBe(0);
    const image = { width: 2, height: 3, channels: 1, fit: 'stretch', task: 'classification' } as const;
    const [a, b] = await Promise.all([
      library.get(sourceOf(files), { ...spec, image }),
      library.get(sourceOf(files), { ...spec, image }),
    ]);
    expect(a).toEqual(b);
    expect(a.kind === 'images' && a.pixels).toMatchObject({ count: 6, width: 2, height: 3, channels: 1 });
    expect(decoded).toBe(6);
  });

  it("one caller's cancel does not fail another's call", async () => {
    const library = new Library({ fetchAsset, store: disk(), decode });
    const { files } = await images();
    await library.keep(files);
    const controller = new AbortController();
    const first = library.get(sourceOf(files), undefined, { signal: controller.signal });
    const second = library.get(sourceOf(files));
    controller.abort();
    expect((await second).kind).toBe('images');
    await first.catch(() => undefined);
  });

  it('says what is missing, and which pictures can no longer be read', async () => {
    const library = new Library({ fetchAsset, store: disk(), decode: () => Promise.reject(new Error('no')) });
    const problem = await problemFrom(library.get({ kind: 'table', datasetId: 'gone', fileName: 'mine.csv' }));
    expect(problem).toMatchObject({ code: 'data-not-found', expected: 'mine.csv' });
    const { files } = await images();
    await library.keep(files);
    expect(await problemFrom(library.get(sourceOf(files)))).toMatchObject({
      code: 'images-unreadable',
      where: 'a/0.gif',
    });
  });

  it('a built-in set that does not arrive can be tried again', async () => {
    let broken = true;
    const library = new Library({
      fetchAsset: (file) => (broken ? Promise.reject(new Error('offline')) : fetchAsset(file)),
    });
    const iris: DataSource = { kind: 'builtin', name: 'iris' };
    expect(await problemFrom(library.get(iris))).toMatchObject({ code: 'data-fetch', received: 'offline' });
    broken = false;
    expect((await library.get(iris)).name).toBe('Iris');
  });

  it('refuses generated sets out of range, with the usual settings as a way on', async () => {
    const library = new Library({ fetchAsset });
    for (const change of [{ points: 5 }, { points: 1e6 }, { points: 10.5 }, { noise: 2 }, { seed: 0.5 }]) {
      const source = { kind: 'generated', name: 'moons', points: 100, noise: 0, seed: 1, ...change } as const;
      expect((await problemFrom(library.get(source))).fixes?.[0]?.action).toBe('data.set-source');
    }
  });
});
