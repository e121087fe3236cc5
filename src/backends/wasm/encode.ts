/** Writes WebAssembly binaries: a module over an imported memory, with imported functions and functions of its own. */

export const VALUE = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;
export type ValueKind = keyof typeof VALUE;

export function unsigned(n: number): number[] {
  const out: number[] = [];
  writeUnsigned(out, n);
  return out;
}

/** Appends it to the code it is part of. */
export function writeUnsigned(out: number[], n: number): void {
  let v = n >>> 0;
  do {
    const low = v & 0x7f;
    v >>>= 7;
    out.push(v ? low | 0x80 : low);
  } while (v);
}

/** Appends it to the code it is part of. */
export function writeSigned(out: number[], n: number): void {
  let v = n | 0;
  for (;;) {
    const low = v & 0x7f;
    v >>= 7;
    if ((v === 0 && !(low & 0x40)) || (v === -1 && low & 0x40)) {
      out.push(low);
      return;
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

/** Bytes of any number, joined once at the end: code of large programs is too long to be spread into arguments. */
class Bytes {
  private readonly parts: ArrayLike<number>[] = [];
  length = 0;

  add(...parts: readonly ArrayLike<number>[]): this {
    for (const p of parts) {
      this.parts.push(p);
      this.length += p.length;
    }
    return this;
  }
  counted(inside: Bytes): this {
    return this.add(unsigned(inside.length), ...inside.parts);
  }
  joined(): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(this.length);
    let at = 0;
    for (const p of this.parts) {
      out.set(p, at);
      at += p.length;
    }
    return out;
  }
}

/** Names are plain ASCII. */
const text = (s: string): number[] => [...unsigned(s.length), ...Array.from(s, (c) => c.charCodeAt(0))];
const section = (id: number, body: Bytes): Bytes => new Bytes().add([id]).counted(body);

function signatureBytes(s: Signature): number[] {
  const kinds = (list: readonly ValueKind[]): number[] => [...unsigned(list.length), ...list.map((k) => VALUE[k])];
  return [0x60, ...kinds(s.params), ...kinds(s.results)];
}

function bodyOf(f: CompiledFunction): Bytes {
  const runs: [number, ValueKind][] = [];
  for (const kind of f.locals) {
    const last = runs[runs.length - 1];
    if (last && last[1] === kind) last[0]++;
    else runs.push([1, kind]);
  }
  const body = new Bytes().add(unsigned(runs.length));
  for (const [count, kind] of runs) body.add(unsigned(count), [VALUE[kind]]);
  return body.add(f.code, [0x0b]);
}

/**
 * A module of `functions` over an imported memory `env.memory`, the last exported as `run`. Function indices count the
 * imports (from `env`, by name) first.
 * @param sharedPages the memory's maximum where threads share it
 */
export function encodeModule(
  imports: readonly ImportedFunction[],
  functions: readonly CompiledFunction[],
  sharedPages: number | null = null,
): Uint8Array<ArrayBuffer> {
  const types = new Map<string, number>();
  const typeOf = (s: Signature): number[] => {
    const key = String.fromCharCode(...signatureBytes(s));
    const index = types.get(key) ?? types.size;
    types.set(key, index);
    return unsigned(index);
  };
  const importEntries = new Bytes().add(unsigned(imports.length + 1), text('env'), text('memory'), [
    0x02,
    ...(sharedPages === null ? [0x00, 0x00] : [0x03, 0x00, ...unsigned(sharedPages)]),
  ]);
  for (const f of imports) importEntries.add(text('env'), text(f.name), [0x00], typeOf(f));
  const own = new Bytes().add(unsigned(functions.length));
  for (const f of functions) own.add(typeOf(f));
  const code = new Bytes().add(unsigned(functions.length));
  for (const f of functions) code.counted(bodyOf(f));
  const signatures = new Bytes().add(unsigned(types.size));
  for (const key of types.keys()) signatures.add(Array.from(key, (c) => c.charCodeAt(0)));
  const exported = new Bytes().add([1], text('run'), [0x00], unsigned(imports.length + functions.length - 1));
  return new Bytes()
    .add([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00])
    .add(section(1, signatures).joined(), section(2, importEntries).joined(), section(3, own).joined())
    .add(section(7, exported).joined(), section(10, code).joined())
    .joined();
}
