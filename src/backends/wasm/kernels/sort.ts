/** Sorting rows: each value and its place become one whole number, and these are sorted by their digits of eight bits. */

/** Up to so many, each is put in its place among those before it. */
const FEW: i32 = 48;

/** A key whose order as a signed number is that of the values: NaN largest, and both zeros the same. */
// @ts-ignore: decorator
@inline
function keyOf(bits: i32, floats: i32): i32 {
  if (!floats) return bits;
  if ((bits & 0x7fffffff) > 0x7f800000) return i32.MAX_VALUE;
  if (bits == i32.MIN_VALUE) return 0;
  return bits < 0 ? bits ^ 0x7fffffff : bits;
}

/** Places of each row's values in order; equal ones keep theirs. `room`: 1 KiB and 16 bytes for each value of a row. */
export function argsort_rows(
  rows: i32,
  length: i32,
  floats: i32,
  descending: i32,
  x: usize,
  out: usize,
  room: usize,
): void {
  const first = room + 1024;
  const second = first + ((<usize>length) << 3);
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < length; i++) {
      const key = keyOf(load<i32>(x + ((<usize>i) << 2)), floats);
      const rising = <u32>(descending ? ~key : key) ^ 0x80000000;
      store<u64>(first + ((<usize>i) << 3), ((<u64>rising) << 32) | (<u64>(<u32>i)));
    }
    const sorted = length <= FEW ? insert(first, length) : byDigits(first, second, room, length);
    for (let i = 0; i < length; i++) {
      store<u32>(out + ((<usize>i) << 2), <u32>load<u64>(sorted + ((<usize>i) << 3)));
    }
    x += (<usize>length) << 2;
    out += (<usize>length) << 2;
  }
}

function insert(list: usize, length: i32): usize {
  for (let i = 1; i < length; i++) {
    const value = load<u64>(list + ((<usize>i) << 3));
    let at = list + ((<usize>i) << 3);
    while (at > list && load<u64>(at - 8) > value) {
      store<u64>(at, load<u64>(at - 8));
      at -= 8;
    }
    store<u64>(at, value);
  }
  return list;
}

/** Sorted by one digit after another, the last counts most; each pass keeps the order of the one before. */
function byDigits(from: usize, to: usize, counts: usize, length: i32): usize {
  for (let shift: u64 = 32; shift < 64; shift += 8) {
    memory.fill(counts, 0, 1024);
    for (let i = 0; i < length; i++) {
      const at = counts + ((<usize>((load<u64>(from + ((<usize>i) << 3)) >> shift) & 255)) << 2);
      store<u32>(at, load<u32>(at) + 1);
    }
    let before: u32 = 0;
    for (let digit: usize = 0; digit < 256; digit++) {
      const at = counts + (digit << 2);
      const here = load<u32>(at);
      store<u32>(at, before);
      before += here;
    }
    for (let i = 0; i < length; i++) {
      const value = load<u64>(from + ((<usize>i) << 3));
      const at = counts + ((<usize>((value >> shift) & 255)) << 2);
      const place = load<u32>(at);
      store<u32>(at, place + 1);
      store<u64>(to + ((<usize>place) << 3), value);
    }
    const done = to;
    to = from;
    from = done;
  }
  return from;
}
