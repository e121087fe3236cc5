/**
 * What this machine can do in WebAssembly at best: multiplications and additions on vectors that never leave the
 * registers, and a sum of two arrays over working sets of several sizes. Written as bytes, so that nothing but the
 * browser's compiler has a say.
 */

export interface Peak {
  /** Arithmetic with a multiplication and an addition per vector, and with both in one relaxed instruction. */
  readonly gflops: number;
  readonly relaxedGflops: number | null;
  /** Bytes read and written per nanosecond by working set in bytes. */
  readonly bandwidth: readonly { readonly bytes: number; readonly gbPerSecond: number }[];
}

const [I32, V128] = [0x7f, 0x7b];
const GET = 0x20;
const SET = 0x21;

function leb(n: number): number[] {
  const low = n & 0x7f;
  return n > 0x7f ? [low | 0x80, ...leb(n >>> 7)] : [low];
}
/** A signed constant. */
function constant(n: number): number[] {
  const bytes: number[] = [];
  let v = n | 0;
  for (;;) {
    const low = v & 0x7f;
    v >>= 7;
    if ((v === 0 && !(low & 0x40)) || (v === -1 && low & 0x40)) return [0x41, ...bytes, low];
    bytes.push(low | 0x80);
  }
}
const simd = (op: number, ...immediate: number[]): number[] => [0xfd, ...leb(op), ...immediate];
const section = (id: number, body: number[]): number[] => [id, ...leb(body.length), ...body];
const text = (s: string): number[] => [s.length, ...Array.from(s, (c) => c.charCodeAt(0))];

const ADD = simd(0xe4);
const MULTIPLY = simd(0xe6);
const RELAXED_MADD = simd(0x105);
const LOAD = simd(0x00, 4, 0);
const STORE = simd(0x0b, 4, 0);

/** `run(a, b)` over a memory of its own, with so many locals of one kind after the two integers. */
function moduleOf(pages: number, locals: number, kind: number, code: number[]): Uint8Array<ArrayBuffer> {
  const body = [1, ...leb(locals), kind, ...code, 0x0b];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 2, I32, I32, 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, ...leb(pages)]),
    ...section(7, [1, ...text('run'), 0, 0]),
    ...section(10, [1, ...leb(body.length), ...body]),
  ]);
}

function load(bytes: Uint8Array<ArrayBuffer>): (a: number, b: number) => void {
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports.run as (a: number, b: number) => void;
}

/** As many as hide the latency of an addition after a multiplication. */
const ACCUMULATORS = 12;
const UNROLLED = 8;

/** Counts local 0 down to zero around `body`. */
const countDown = (body: number[]): number[] => [
  ...[0x03, 0x40, ...body],
  ...[GET, 0, ...constant(-1), 0x6a, 0x22, 0, 0x0d, 0, 0x0b],
];

function arithmetic(relaxed: boolean): Uint8Array<ArrayBuffer> {
  const [factor, addend] = [2 + ACCUMULATORS, 3 + ACCUMULATORS];
  const round = Array.from({ length: ACCUMULATORS }, (_, i) => {
    const acc = 2 + i;
    return relaxed
      ? [GET, acc, GET, factor, GET, addend, ...RELAXED_MADD, SET, acc]
      : [GET, acc, GET, factor, ...MULTIPLY, GET, addend, ...ADD, SET, acc];
  }).flat();
  const keep = Array.from({ length: ACCUMULATORS }, (_, i) => [...constant(16 * i), GET, 2 + i, ...STORE]).flat();
  // Constants come from memory: values the compiler knew would let it leave out the work.
  const start = Array.from({ length: ACCUMULATORS + 2 }, (_, i) => [...constant(16 * i), ...LOAD, SET, 2 + i]).flat();
  return moduleOf(1, ACCUMULATORS + 2, V128, [...start, ...countDown(Array(UNROLLED).fill(round).flat()), ...keep]);
}

/** c = a + b over arrays of local 1 bytes each, local 0 times. */
function sum(pages: number): Uint8Array<ArrayBuffer> {
  const offset = 2;
  const at = (part: number): number[] => [GET, 1, ...constant(part), 0x6c, GET, offset, 0x6a];
  const body = [
    ...[...constant(0), SET, offset, 0x03, 0x40],
    ...[...at(2), ...at(0), ...LOAD, ...at(1), ...LOAD, ...ADD, ...STORE],
    ...[GET, offset, ...constant(16), 0x6a, 0x22, offset, GET, 1, 0x49, 0x0d, 0, 0x0b],
  ];
  return moduleOf(pages, 1, I32, countDown(body));
}

/** Most work per millisecond among several tries that last about `milliseconds` each. */
function best(run: (count: number) => void, work: number, milliseconds = 40): number {
  let count = 1;
  let rate = 0;
  for (let tries = 0; tries < 8; ) {
    const from = performance.now();
    run(count);
    const took = performance.now() - from;
    if (took < milliseconds / 2) {
      count *= 2;
      continue;
    }
    rate = Math.max(rate, (count * work) / took);
    tries++;
  }
  return rate;
}

/** Working sets for which the bandwidth is measured: within each cache and beyond. */
const WORKING_SETS = [192 << 10, 3 << 20, 12 << 20, 96 << 20];

export function measurePeak(): Peak {
  const flops = ACCUMULATORS * UNROLLED * 8;
  const rate = (relaxed: boolean): number => {
    const run = load(arithmetic(relaxed));
    return best((count) => run(count, 0), flops) / 1e6;
  };
  const relaxed = WebAssembly.validate(arithmetic(true));
  const bandwidth = WORKING_SETS.map((bytes) => {
    const run = load(sum(Math.ceil(bytes / 65536)));
    const part = bytes / 3;
    return { bytes, gbPerSecond: best((count) => run(count, part), bytes) / 1e6 };
  });
  return { gflops: rate(false), relaxedGflops: relaxed ? rate(true) : null, bandwidth };
}
