/**
 * One file for one data set: a JSON header that says what is in it, then named sections of bytes, each at a multiple
 * of eight. Opened as a Blob, so a section is read only when it is needed. The header knows the whole length, so a
 * file that was cut off is noticed.
 *
 * Layout: `STRATADS`, u32 version, u32 header length, header JSON, padding, sections.
 */
import { ProblemError, problem } from '../../base/problem';

const MAGIC = 'STRATADS';
const VERSION = 1;
const FIXED = 16;

export interface Section {
  readonly name: string;
  readonly data: Uint8Array | Blob;
}

interface Placed {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

interface Head {
  readonly meta: unknown;
  readonly sections: readonly Placed[];
  /** Length of all sections with their padding. */
  readonly body: number;
}

const lengthOf = (data: Uint8Array | Blob): number => (data instanceof Uint8Array ? data.length : data.size);
const padded = (n: number): number => Math.ceil(n / 8) * 8;

/** The file as a Blob; `meta` must be JSON. */
export function packContainer(meta: unknown, sections: readonly Section[]): Blob {
  const placed: Placed[] = [];
  let at = 0;
  for (const { name, data } of sections) {
    placed.push({ name, offset: at, length: lengthOf(data) });
    at += padded(lengthOf(data));
  }
  const head: Head = { meta, sections: placed, body: at };
  const text = new TextEncoder().encode(JSON.stringify(head));
  const start = new Uint8Array(padded(FIXED + text.length));
  const view = new DataView(start.buffer);
  for (let i = 0; i < MAGIC.length; i++) start[i] = MAGIC.charCodeAt(i);
  view.setUint32(8, VERSION, true);
  view.setUint32(12, text.length, true);
  start.set(text, FIXED);
  const parts: BlobPart[] = [start];
  for (const { data } of sections) {
    parts.push(data as BlobPart);
    const gap = padded(lengthOf(data)) - lengthOf(data);
    if (gap > 0) parts.push(new Uint8Array(gap));
  }
  return new Blob(parts);
}

export interface Container {
  readonly meta: unknown;
  /** @throws ProblemError `data-damaged` when there is no such section. */
  section(name: string): Blob;
  bytes(name: string): Promise<Uint8Array>;
}

/** @throws ProblemError `data-damaged` or `data-newer`. */
export async function openContainer(blob: Blob): Promise<Container> {
  const start = new DataView(await blob.slice(0, FIXED).arrayBuffer());
  const magic = start.byteLength === FIXED && [...MAGIC].every((c, i) => start.getUint8(i) === c.charCodeAt(0));
  if (!magic) throw damaged('it is not a stored data set');
  const version = start.getUint32(8, true);
  if (version > VERSION) throw newer(version);
  const length = start.getUint32(12, true);
  const head = readHead(await blob.slice(FIXED, FIXED + length).text());
  const body = padded(FIXED + length);
  if (blob.size < body + head.body) throw damaged('it is cut off');
  const section = (name: string): Blob => {
    const found = head.sections.find((s) => s.name === name);
    if (found === undefined) throw damaged(`its part ${name} is missing`);
    return blob.slice(body + found.offset, body + found.offset + found.length);
  };
  return {
    meta: head.meta,
    section,
    bytes: async (name) => new Uint8Array(await section(name).arrayBuffer()),
  };
}

function readHead(text: string): Head {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damaged('its header cannot be read');
  }
  const head = value as Partial<Head> | null;
  if (typeof head !== 'object' || head === null || !Array.isArray(head.sections) || typeof head.body !== 'number') {
    throw damaged('its header is incomplete');
  }
  return head as Head;
}

export function damaged(what: string): ProblemError {
  return new ProblemError(
    problem('data-damaged', `The stored data set cannot be read: ${what}.`, {
      where: 'data.source',
      fixes: [{ label: 'Open the file again', action: 'data.open' }],
    }),
  );
}

function newer(version: number): ProblemError {
  return new ProblemError(
    problem('data-newer', 'The stored data set was written by a newer Strata.', {
      where: 'data.source',
      expected: `version ${VERSION} or older`,
      received: `version ${version}`,
      fixes: [{ label: 'Open the file again', action: 'data.open' }],
    }),
  );
}
