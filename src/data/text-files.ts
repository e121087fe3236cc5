/** Text files as a table: a row per file with what is in it, and the folder it lies in as its class. */
import { type Problem, ProblemError, problem } from '../base/problem';
import { asCategories } from './columns';
import { detectEncoding, fallbackFor } from './csv/encoding';
import type { TableDataset } from './dataset';
import { Hasher, hashOf } from './hash';
import { collect, TEXT_FILE } from './images/collect';
import type { InputFile } from './images/import-images';
import { textColumn } from './text';

export interface TextFilesControl {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Read at a time: enough to keep the disk busy. */
const AT_ONCE = 32;

/** A file's letters, whatever their encoding; null when it is no text. */
function decoded(bytes: Uint8Array): string | null {
  const { encoding, bom, binary } = detectEncoding(bytes);
  if (binary) return null;
  const rest = bytes.subarray(bom);
  if (encoding !== 'utf-8') return new TextDecoder(encoding).decode(rest);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(rest);
  } catch {
    return new TextDecoder(fallbackFor(rest).encoding).decode(rest);
  }
}

/**
 * Reads every .txt file among `files`; each is a row, in the order of paths.
 * @throws ProblemError `texts-none` when there is none, or all are in one folder, so that there is nothing to tell apart
 */
export async function readTextFiles(
  name: string,
  files: readonly InputFile[],
  control: TextFilesControl = {},
): Promise<TableDataset> {
  const started = performance.now();
  const { images: found, others } = collect(
    files.map((f) => f.path),
    TEXT_FILE,
  );
  const folders = new Set(found.map((f) => f.folder));
  if (folders.size < 2) throw new ProblemError(oneFolder(found.length, [...folders][0] ?? name));
  const hasher = new Hasher();
  const rows: { readonly text: string; readonly folder: string }[] = [];
  let bytesRead = 0;
  let unreadable = 0;
  for (let at = 0; at < found.length; at += AT_ONCE) {
    control.signal?.throwIfAborted();
    const some = found.slice(at, at + AT_ONCE);
    const contents = await Promise.all(some.map((f) => (files[f.index] as InputFile).blob.arrayBuffer()));
    contents.forEach((buffer, i) => {
      const bytes = new Uint8Array(buffer);
      const { folder, path } = some[i] as (typeof some)[number];
      const text = decoded(bytes);
      hasher.bytes(new TextEncoder().encode(path)).bytes(bytes);
      bytesRead += bytes.length;
      if (text === null || text.trim() === '') unreadable++;
      else rows.push({ text, folder: folder ?? '' });
    });
    control.onProgress?.(Math.min(at + AT_ONCE, found.length), found.length);
  }
  return {
    kind: 'table',
    name,
    key: hashOf('texts-1', hasher.hex()),
    problems: leftOut(unreadable, others.length),
    read: { fileName: name, bytes: bytesRead, milliseconds: performance.now() - started },
    target: 'class',
    table: {
      rows: rows.length,
      columns: [
        textColumn(
          'text',
          rows.map((r) => r.text),
        ),
        asCategories(
          textColumn(
            'class',
            rows.map((r) => r.folder),
          ),
        ),
      ],
    },
  };
}

function oneFolder(files: number, folder: string): Problem {
  return problem(
    'texts-one-class',
    'Text files need a folder for each class, so that there is something to tell apart.',
    {
      where: folder,
      expected: 'at least two folders with .txt files',
      received: `${files} ${files === 1 ? 'file' : 'files'} in ${folder}`,
      fixes: [{ label: 'Choose other files', action: 'data.open' }],
    },
  );
}

function leftOut(unreadable: number, others: number): Problem[] {
  const counts = [
    unreadable > 0 ? `${unreadable} without text` : null,
    others > 0 ? `${others} of another kind` : null,
  ].filter((c) => c !== null);
  if (counts.length === 0) return [];
  return [{ ...problem('texts-left-out', `Some files were left out: ${counts.join(', ')}.`), severity: 'info' }];
}
