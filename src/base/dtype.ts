/** The four element types a tensor can have, and the typed array that holds each. */

export type DType = 'float32' | 'int32' | 'uint32' | 'bool';

export type TypedArray = Float32Array | Int32Array | Uint32Array | Uint8Array;

/** Plain arrays that can stand for tensor data at the edges (float64 in the reference backend included). */
export type NumericArray = TypedArray | Float64Array | readonly number[];

/** Bytes one element takes in memory. */
export function bytesPerElement(dtype: DType): number {
  return dtype === 'bool' ? 1 : 4;
}

/** A zero-filled array of the storage type of `dtype`; `bool` is stored as 0 or 1 in bytes. */
export function allocate(dtype: DType, length: number): TypedArray {
  switch (dtype) {
    case 'float32':
      return new Float32Array(length);
    case 'int32':
      return new Int32Array(length);
    case 'uint32':
      return new Uint32Array(length);
    case 'bool':
      return new Uint8Array(length);
  }
}

/** Copies `values` into the storage type of `dtype`, truncating floats towards zero for the integer types. */
export function toTyped(dtype: DType, values: NumericArray): TypedArray {
  const out = allocate(dtype, values.length);
  for (let i = 0; i < values.length; i++) {
    const v = values[i] as number;
    out[i] = dtype === 'bool' ? (v !== 0 ? 1 : 0) : v;
  }
  return out;
}

/** Arrays one after another; the only one is handed back as it is. */
export function concatenate(parts: readonly Float32Array[]): Float32Array {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  const out = new Float32Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}
