/** Stored data sets as files of the origin's private file system, in one folder. */
import type { FileStore } from './file-store';

/** Written in pieces, so that a large data set is never in memory whole. */
const PIECE = 8 * 2 ** 20;

type Folder = FileSystemDirectoryHandle & AsyncIterable<[string, FileSystemHandle]>;

/** Null where there is no such file system, or the page may not use it. */
export async function openOpfs(folderName: string): Promise<FileStore | null> {
  let folder: Folder;
  try {
    const root = await navigator.storage.getDirectory();
    folder = (await root.getDirectoryHandle(folderName, { create: true })) as Folder;
  } catch {
    return null;
  }
  return {
    kind: 'opfs',
    async write(name, data) {
      const handle = await folder.getFileHandle(name, { create: true });
      try {
        await writeFile(handle, data);
      } catch (error) {
        // An empty or half-written file is useless; one that a stream did not get to replace is whole.
        const left = (await handle.getFile().catch(() => null))?.size ?? 0;
        if (left === 0 || !('createWritable' in handle)) await folder.removeEntry(name).catch(() => undefined);
        throw error;
      }
    },
    async read(name) {
      try {
        return await (await folder.getFileHandle(name)).getFile();
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async remove(name) {
      await folder.removeEntry(name).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
    },
    async list() {
      const files: { name: string; size: number }[] = [];
      for await (const [name, handle] of folder) {
        if (handle.kind === 'file') files.push({ name, size: (await (handle as FileSystemFileHandle).getFile()).size });
      }
      return files;
    },
  };
}

const isMissing = (error: unknown): boolean => error instanceof DOMException && error.name === 'NotFoundError';

/** By a writable stream, which replaces the file when it closes; where that is lacking, by the worker's own handle. */
async function writeFile(handle: FileSystemFileHandle, data: Blob): Promise<void> {
  if ('createWritable' in handle) {
    const stream = await handle.createWritable();
    try {
      for (let at = 0; at < data.size; at += PIECE) await stream.write(data.slice(at, at + PIECE));
      await stream.close();
    } catch (error) {
      await stream.abort().catch(() => undefined);
      throw error;
    }
    return;
  }
  const access = await (handle as FileSystemFileHandle).createSyncAccessHandle();
  try {
    access.truncate(0);
    for (let at = 0; at < data.size; at += PIECE) {
      const piece = new Uint8Array(await data.slice(at, at + PIECE).arrayBuffer());
      if (access.write(piece, { at }) < piece.length) throw new DOMException('The disk is full.', 'QuotaExceededError');
    }
    access.flush();
  } finally {
    access.close();
  }
}
