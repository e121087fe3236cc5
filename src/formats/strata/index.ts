/**
 * Project files (.strata): a zip with the document, runs with their History, weights and, if wanted, the data. Written
 * with checksums; read with suspicion: newer ones are refused untouched, of damaged ones everything that is whole is
 * given back with a word on what is not.
 */
import { strFromU8, strToU8, type UnzipFileInfo, unzip, type Zippable, zip } from 'fflate';
import * as z from 'zod/mini';
import { hashOf } from '../../base/hash';
import { isJsonObject, type Json, type JsonObject } from '../../base/json';
import { fail, ok, type Problem, problem, type Result } from '../../base/problem';
import { plainJson } from '../../base/untrusted';
import type { ProjectDocument } from '../../graph/document';
import { readDocument } from '../../graph/migrate';
import { FORMAT, FORMAT_VERSION, LIMITS, type Manifest, manifestSchema, PATHS } from './manifest';

export const SLOTS = ['resume', 'best', 'last'] as const;
export type Slot = (typeof SLOTS)[number];

/** A saved state of a run: what is JSON of it, and its tensors. */
export interface FileState {
  readonly slot: Slot;
  readonly state: JsonObject;
  readonly tensors: Uint8Array;
}

export interface FileRun {
  /** The record; whoever knows runs checks it. */
  readonly record: Json;
  /** Losses of all batches, packed by whoever drew them. */
  readonly losses: Uint8Array | null;
  readonly states: readonly FileState[];
}

export interface FileData {
  /** What the data is called and what kind it is. */
  readonly info: JsonObject;
  readonly bytes: Uint8Array;
}

export interface ProjectContents {
  readonly document: ProjectDocument;
  readonly runs: readonly FileRun[];
  readonly data: FileData | null;
}

export interface OpenedProject {
  /** Null when the document itself is lost; runs may still be there. */
  readonly document: ProjectDocument | null;
  readonly runs: readonly FileRun[];
  readonly data: FileData | null;
  /** What could not be read, empty for a whole file. */
  readonly problems: readonly Problem[];
}

const text = (value: unknown): Uint8Array => strToU8(JSON.stringify(value));

/** The bytes of a project file. */
export function packProject(contents: ProjectContents): Promise<Uint8Array> {
  const files = new Map<string, Uint8Array>([[PATHS.document, text(contents.document)]]);
  contents.runs.forEach((run, i) => {
    const n = i + 1;
    files.set(PATHS.run(n), text(run.record));
    if (run.losses) files.set(PATHS.losses(n), run.losses);
    for (const { slot, state, tensors } of run.states) {
      files.set(PATHS.state(n, slot), text(state));
      files.set(PATHS.tensors(n, slot), tensors);
    }
  });
  if (contents.data) {
    files.set(PATHS.dataInfo, text(contents.data.info));
    files.set(PATHS.data, contents.data.bytes);
  }
  const manifest: Manifest = {
    format: FORMAT,
    version: FORMAT_VERSION,
    files: Object.fromEntries([...files].map(([path, bytes]) => [path, { bytes: bytes.length, hash: hashOf(bytes) }])),
  };
  const zippable: Zippable = { [PATHS.manifest]: [text(manifest), { level: 6 }] };
  // Weights are noise to a compressor: trying costs time and gains nothing.
  for (const [path, bytes] of files) zippable[path] = [bytes, { level: path.endsWith('.bin') ? 0 : 6 }];
  return new Promise((resolve, reject) => zip(zippable, (error, data) => (error ? reject(error) : resolve(data))));
}

const notOurs = (detail: string): Problem =>
  problem('project-not-readable', 'This is no Strata project file, or it is damaged beyond reading.', {
    expected: 'a .strata file',
    received: detail,
  });

const newer = (version: number): Problem =>
  problem('project-newer', 'This project file was made with a newer Strata. It was left untouched.', {
    expected: `format version ${FORMAT_VERSION} or older`,
    received: `format version ${version}`,
  });

const lost = (path: string, why: string): Problem => ({
  ...problem('project-part-damaged', `A part of the project file is damaged: ${path} ${why}.`, { where: path }),
  severity: 'warning',
});

function unpack(bytes: Uint8Array): Promise<Result<{ readonly [path: string]: Uint8Array }>> {
  let count = 0;
  let size = 0;
  let excess: string | null = null;
  const filter = (file: UnzipFileInfo): boolean => {
    count++;
    size += file.originalSize;
    if (count > LIMITS.files) excess = `more than ${LIMITS.files} files`;
    if (size > LIMITS.bytes) excess = `more than ${LIMITS.bytes / 2 ** 30} GB unpacked`;
    return excess === null && !file.name.endsWith('/');
  };
  return new Promise((resolve) => {
    try {
      unzip(bytes, { filter }, (error, files) => {
        if (excess !== null) resolve(fail(notOurs(excess)));
        else if (error) resolve(fail(notOurs(error.message)));
        else resolve(ok(files));
      });
    } catch (error) {
      // fflate throws at once on a broken directory instead of calling back.
      resolve(fail(notOurs(error instanceof Error ? error.message : String(error))));
    }
  });
}

function parse(bytes: Uint8Array): Result<Json> {
  if (bytes.length > LIMITS.jsonBytes) return fail(notOurs('a text of more than 256 MB'));
  try {
    const plain = plainJson(JSON.parse(strFromU8(bytes)), { depth: 60, values: 50_000_000 });
    return 'json' in plain ? ok(plain.json) : fail(notOurs(plain.fault));
  } catch (error) {
    return fail(notOurs(error instanceof Error ? error.message : String(error)));
  }
}

/** Reads files of an archive, noting those that are missing or not what the manifest says. */
class Reader {
  readonly problems: Problem[] = [];
  constructor(
    private readonly files: { readonly [path: string]: Uint8Array },
    private readonly manifest: Manifest,
  ) {}

  has(path: string): boolean {
    return Object.hasOwn(this.manifest.files, path);
  }

  bytes(path: string): Uint8Array | null {
    const found = Object.hasOwn(this.files, path) ? this.files[path] : undefined;
    const entry = this.has(path) ? this.manifest.files[path] : undefined;
    if (!found || !entry) return this.lose(path, 'is missing');
    if (found.length !== entry.bytes || hashOf(found) !== entry.hash)
      return this.lose(path, 'does not match its checksum');
    return found;
  }

  json(path: string): Json | null {
    const bytes = this.bytes(path);
    if (!bytes) return null;
    const parsed = parse(bytes);
    return parsed.ok ? parsed.value : this.lose(path, 'is no JSON');
  }

  lose(path: string, why: string): null {
    this.problems.push(lost(path, why));
    return null;
  }
}

function readStates(reader: Reader, n: number): FileState[] {
  return SLOTS.flatMap((slot) => {
    if (!reader.has(PATHS.state(n, slot))) return [];
    const state = reader.json(PATHS.state(n, slot));
    const tensors = reader.bytes(PATHS.tensors(n, slot));
    return isJsonObject(state) && tensors ? [{ slot, state, tensors }] : [];
  });
}

/**
 * What is in a project file. Problems: `project-not-readable`, `project-newer`, `document-newer`; smaller damage comes
 * with the result.
 */
export async function openProject(bytes: Uint8Array): Promise<Result<OpenedProject>> {
  const unpacked = await unpack(bytes);
  if (!unpacked.ok) return unpacked;
  const head = Object.hasOwn(unpacked.value, PATHS.manifest) ? unpacked.value[PATHS.manifest] : undefined;
  if (!head) return fail(notOurs(`a zip without ${PATHS.manifest}`));
  const raw = parse(head);
  if (!raw.ok) return raw;
  if (isJsonObject(raw.value) && raw.value.format === FORMAT && Number(raw.value.version) > FORMAT_VERSION) {
    return fail(newer(Number(raw.value.version)));
  }
  const manifest = z.safeParse(manifestSchema, raw.value);
  if (!manifest.success) return fail(notOurs('a manifest of another kind'));
  const reader = new Reader(unpacked.value, manifest.data);

  let document: ProjectDocument | null = null;
  const json = reader.json(PATHS.document);
  if (json !== null) {
    const read = readDocument(json);
    if (read.ok) document = read.value;
    else if (read.problem.code === 'document-newer') return fail(read.problem);
    else reader.problems.push({ ...read.problem, where: PATHS.document });
  }
  const runs: FileRun[] = [];
  for (let n = 1; reader.has(PATHS.run(n)); n++) {
    const record = reader.json(PATHS.run(n));
    const losses = reader.has(PATHS.losses(n)) ? reader.bytes(PATHS.losses(n)) : null;
    if (record !== null) runs.push({ record, losses, states: readStates(reader, n) });
  }
  let data: FileData | null = null;
  if (reader.has(PATHS.dataInfo)) {
    const info = reader.json(PATHS.dataInfo);
    const content = reader.bytes(PATHS.data);
    if (isJsonObject(info) && content) data = { info, bytes: content };
  }
  return ok({ document, runs, data, problems: reader.problems });
}
