/** The three places data sets are kept in obey one law, and their absence is an answer, not a failure. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type FileStore, memoryStore } from '../../../src/data/store/file-store';
import { openIndexedDb } from '../../../src/data/store/indexed-db';
import { openOpfs } from '../../../src/data/store/opfs';

const PLACE = 'strata-storage-test';

afterEach(async () => {
  vi.restoreAllMocks();
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(PLACE, { recursive: true }).catch(() => undefined);
  indexedDB.deleteDatabase(PLACE);
});

const places: readonly [string, () => Promise<FileStore | null>][] = [
  ['opfs', () => openOpfs(PLACE)],
  ['indexeddb', () => openIndexedDb(PLACE)],
  ['memory', async () => memoryStore()],
];

async function textOf(store: FileStore, name: string): Promise<string | null> {
  return (await (await store.read(name))?.text()) ?? null;
}

describe.each(places)('%s', (kind, open) => {
  it('gives back what was written last, lists it, and forgets what was removed', async () => {
    const store = await open();
    if (store === null) throw new Error(`${kind} is not there`);
    expect(store.kind).toBe(kind);
    expect(await store.read('a')).toBeNull();
    await store.write('a', new Blob(['a longer first version']));
    await store.write('a', new Blob(['second']));
    await store.write('b', new Blob([new Uint8Array(20 * 2 ** 20)]));
    expect(await textOf(store, 'a')).toBe('second');
    expect((await store.list()).sort((x, y) => (x.name < y.name ? -1 : 1))).toEqual([
      { name: 'a', size: 6 },
      { name: 'b', size: 20 * 2 ** 20 },
    ]);
    await store.remove('a');
    await store.remove('a');
    expect(await store.read('a')).toBeNull();
    expect(await store.list()).toHaveLength(1);
  });
});

it.each(places.slice(0, 2))('%s is kept for the next visit', async (_, open) => {
  await (await open())?.write('a', new Blob(['kept']));
  const again = await open();
  expect(again && (await textOf(again, 'a'))).toBe('kept');
});

it('a denied place is no place', async () => {
  vi.spyOn(navigator.storage, 'getDirectory').mockRejectedValue(new DOMException('no', 'SecurityError'));
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('no', 'SecurityError');
  });
  expect(await openOpfs(PLACE)).toBeNull();
  expect(await openIndexedDb(PLACE)).toBeNull();
  vi.restoreAllMocks();
});

it('a write that fails half-way leaves the old file whole', async () => {
  const store = await openOpfs(PLACE);
  if (store === null) throw new Error('no private file system');
  await store.write('a', new Blob(['whole']));
  const write = vi.spyOn(FileSystemWritableFileStream.prototype, 'write');
  write.mockRejectedValue(new DOMException('full', 'QuotaExceededError'));
  await expect(store.write('a', new Blob(['other']))).rejects.toThrow('full');
  await expect(store.write('new', new Blob(['other']))).rejects.toThrow('full');
  write.mockRestore();
  expect(await textOf(store, 'a')).toBe('whole');
  expect((await store.list()).map((f) => f.name)).toEqual(['a']);
});
