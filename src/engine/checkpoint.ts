/**
 * Packs named arrays into one buffer and back: a little-endian header length, a JSON header with name, dtype and length
 * of each array, then the arrays' bytes, each at a multiple of 8. What comes from storage is checked before it is used.
 */
import { bytesPerElement, type DType, type TypedArray } from '../base/dtype';
import { isJsonObject } from '../base/json';
import { ProblemError, problem } from '../base/problem';

const DTYPES: ReadonlySet<string> = new Set(['float32', 'int32', 'uint32', 'bool']);
const MAX_HEADER_BYTES = 16 * 2 ** 20;

function dtypeOf(a: TypedArray): DType {
  if (a instanceof Float32Array) return 'float32';
  if (a instanceof Int32Array) return 'int32';
  return a instanceof Uint32Array ? 'uint32' : 'bool';
}

const aligned = (n: number): number => Math.ceil(n / 8) * 8;

export function packArrays(arrays: ReadonlyMap<string, TypedArray>): ArrayBuffer {
  const entries = [...arrays].map(([name, a]) => ({ name, dtype: dtypeOf(a), length: a.length }));
  const header = new TextEncoder().encode(JSON.stringify(entries));
  const start = aligned(4 + header.length);
  const total = [...arrays.values()].reduce((n, a) => n + aligned(a.byteLength), start);
  const buffer = new ArrayBuffer(total);
  const bytes = new Uint8Array(buffer);
  new DataView(buffer).setUint32(0, header.length, true);
  bytes.set(header, 4);
  let at = start;
  for (const a of arrays.values()) {
    bytes.set(new Uint8Array(a.buffer, a.byteOffset, a.byteLength), at);
    at += aligned(a.byteLength);
  }
  return buffer;
}

function damaged(detail: string): ProblemError {
  return new ProblemError(problem('checkpoint-damaged', `The saved weights cannot be read: ${detail}.`));
}

/** @throws ProblemError `checkpoint-damaged` when the buffer is not what `packArrays` writes. */
export function unpackArrays(buffer: ArrayBuffer): Map<string, TypedArray> {
  if (buffer.byteLength < 4) throw damaged('the file is too short');
  const length = new DataView(buffer).getUint32(0, true);
  if (length > MAX_HEADER_BYTES || 4 + length > buffer.byteLength) throw damaged('its header is cut off');
  let entries: unknown;
  try {
    entries = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(buffer, 4, length)));
  } catch {
    throw damaged('its header is not text');
  }
  if (!Array.isArray(entries)) throw damaged('its header is no list');
  const out = new Map<string, TypedArray>();
  let at = aligned(4 + length);
  for (const e of entries as unknown[]) {
    if (!isJsonObject(e) || typeof e.name !== 'string' || typeof e.dtype !== 'string' || !DTYPES.has(e.dtype)) {
      throw damaged('an entry has no name or type');
    }
    const n = e.length;
    const dtype = e.dtype as DType;
    if (typeof n !== 'number' || !Number.isInteger(n) || n < 0) throw damaged(`${e.name} has no length`);
    const size = n * bytesPerElement(dtype);
    if (at + size > buffer.byteLength) throw damaged(`${e.name} is cut off`);
    const copy = buffer.slice(at, at + size);
    const make = { float32: Float32Array, int32: Int32Array, uint32: Uint32Array, bool: Uint8Array }[dtype];
    out.set(e.name, new make(copy));
    at += aligned(size);
  }
  return out;
}
