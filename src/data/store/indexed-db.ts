/** Stored data sets as Blobs in IndexedDB, for browsers without a private file system. */
import type { FileStore } from './file-store';

const STORE = 'files';

function promised<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Null where the page may not use IndexedDB. */
export async function openIndexedDb(databaseName: string): Promise<FileStore | null> {
  let database: IDBDatabase;
  try {
    const request = indexedDB.open(databaseName, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    database = await promised(request);
  } catch {
    return null;
  }
  // Another tab with a newer version must not wait for this one.
  database.onversionchange = () => database.close();

  async function inStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const transaction = database.transaction(STORE, mode);
    const finished = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      transaction.onerror = () => reject(transaction.error);
    });
    const [result] = await Promise.all([promised(work(transaction.objectStore(STORE))), finished]);
    return result;
  }

  return {
    kind: 'indexeddb',
    write: async (name, data) => void (await inStore('readwrite', (store) => store.put(data, name))),
    read: async (name) => ((await inStore('readonly', (store) => store.get(name))) as Blob | undefined) ?? null,
    remove: async (name) => void (await inStore('readwrite', (store) => store.delete(name))),
    async list() {
      const names = (await inStore('readonly', (store) => store.getAllKeys())) as string[];
      const blobs = (await inStore('readonly', (store) => store.getAll())) as Blob[];
      return names.map((name, i) => ({ name, size: blobs[i]?.size ?? 0 }));
    },
  };
}
