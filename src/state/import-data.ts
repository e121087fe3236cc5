/** Which reader files of the user's go to: a table, images (a folder, a zip, or files beside a CSV of labels), or texts. */
import { ProblemError, problem } from '../base/problem';
import type { DataClient } from '../rpc/client/data-client';
import type { DataProgress, Imported, InputFile, ReadOptions } from '../rpc/data-protocol';

const IMAGE = /\.(png|jpe?g|gif|webp|bmp|avif|ico|svg|tiff?)$/i;
const ZIP = /\.zip$/i;
const TEXT = /\.txt$/i;
const TABLE = /\.[ct]sv$/i;

/** A file with the path it has in the folder it came from. */
export function pathed(file: File | InputFile): InputFile {
  return 'path' in file ? file : { path: file.webkitRelativePath || file.name, blob: file };
}

/** What to call the lot while it is read: its only file, its folder, or how many there are. */
export function nameOf(files: readonly InputFile[]): string {
  const [first] = files;
  if (files.length === 1 && first) return first.path.split('/').at(-1) ?? first.path;
  const folders = new Set(files.map((f) => (f.path.includes('/') ? f.path.split('/')[0] : '')));
  const [folder] = folders;
  return folders.size === 1 && folder ? folder : `${files.length} files`;
}

export interface ImportOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: DataProgress) => void;
  readonly read: ReadOptions;
  /** Take files as images even if they could be something else. */
  readonly as: 'images' | undefined;
}

/** Rejects with `ProblemError`. */
export function importData(client: DataClient, files: readonly InputFile[], options: ImportOptions): Promise<Imported> {
  const { signal, onProgress, read, as } = options;
  const [first] = files;
  if (!first) return Promise.reject(new ProblemError(problem('no-files', 'There is no file in there.')));
  const name = nameOf(files);
  const images =
    as === 'images' || files.some((f) => IMAGE.test(f.path)) || (files.length === 1 && ZIP.test(first.path));
  if (images) return client.call('importImages', { files, name }, { signal, onProgress });
  if (files.length > 1 && files.some((f) => TEXT.test(f.path)) && !files.some((f) => TABLE.test(f.path)))
    return client.call('importTexts', { files, name }, { signal, onProgress });
  if (files.length > 1) {
    const p = problem('too-many-files', 'A table comes from one file; several were given and none is an image.', {
      expected: 'one CSV or TSV file, images, or text files in a folder for each class',
      received: files
        .slice(0, 5)
        .map((f) => f.path)
        .join(', '),
      fixes: [{ label: 'Choose one file', action: 'data.open' }],
    });
    return Promise.reject(new ProblemError(p));
  }
  return client.call('importTable', { file: first.blob, name, options: read }, { signal, onProgress });
}
