/** Writes WebAssembly binaries: a module of one memory import, function imports and exported functions. */

export const VALUE = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;
export type ValueKind = keyof typeof VALUE;

export function unsigned(n: number): number[] {
  const out: number[] = [];
  let v = n >>> 0;
  do {
    const low = v & 0x7f;
    v >>>= 7;
    out.push(v ? low | 0x80 : low);
  } while (v);
  return out;
}

export function signed(n: number): number[] {
  const out: number[] = [];
  let v = n | 0;
  for (;;) {
    const low = v & 0x7f;
    v >>= 7;
    if ((v === 0 && !(low & 0x40)) || (v === -1 && low & 0x40)) {
      out.push(low);
      return out;
    }
    out.push(low | 0x80);
  }
}

export function f32Bytes(v: number): number[] {
  return [...new Uint8Array(Float32Array.of(v).buffer)];
}
export function f64Bytes(v: number): number[] {
  return [...new Uint8Array(Float64Array.of(v).buffer)];
}

const text = (s: string): number[] => {
  const bytes = new TextEncoder().encode(s);
  return [...unsigned(bytes.length), ...bytes];
};
const list = (items: readonly number[][]): number[] => [...unsigned(items.length), ...items.flat()];
const section = (id: number, body: number[]): number[] => [id, ...unsigned(body.length), ...body];

export interface Signature {
  readonly params: readonly ValueKind[];
  readonly results: readonly ValueKind[];
}

export interface ImportedFunction extends Signature {
  readonly name: string;
}

export interface CompiledFunction extends Signature {
  /** Kinds of locals after the parameters. */
  readonly locals: readonly ValueKind[];
  /** Instructions without the final `end`. */
  readonly code: readonly number[];
}

const signatureBytes = (s: Signature): number[] => [
  0x60,
  ...list(s.params.map((k) => [VALUE[k]])),
  ...list(s.results.map((k) => [VALUE[k]])),
];

/** One exported function `run` over an imported memory `env.memory`, with functions imported from `env`. */
export function encodeModule(imports: readonly ImportedFunction[], f: CompiledFunction): Uint8Array<ArrayBuffer> {
  const types = [...imports, f].map(signatureBytes);
  const importEntries = [
    [...text('env'), ...text('memory'), 0x02, 0x00, 0x00],
    ...imports.map((im, i) => [...text('env'), ...text(im.name), 0x00, ...unsigned(i)]),
  ];
  const locals = list(f.locals.map((k) => [1, VALUE[k]]));
  const body = [...locals, ...f.code, 0x0b];
  return Uint8Array.from([
    0x00,
    0x61,
    0x73,
    0x6d,
    0x01,
    0x00,
    0x00,
    0x00,
    ...section(1, list(types)),
    ...section(2, list(importEntries)),
    ...section(3, list([unsigned(imports.length)])),
    ...section(7, list([[...text('run'), 0x00, ...unsigned(imports.length)]])),
    ...section(10, list([[...unsigned(body.length), ...body]])),
  ]);
}
