/** Makes a module that imports a memory take a shared one: modules say which kind they want, and ours are built for both. */

import { unsigned } from './encode';

const IMPORTS = 2;
const MEMORY = 2;

/** @param pages the memory's maximum, as it was made with */
export function wantingSharedMemory(module: Uint8Array, pages: number): Uint8Array<ArrayBuffer> {
  let at = 8;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = module[at++] as number;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  };
  while (at < module.length) {
    const id = module[at++];
    const lengthAt = at;
    const length = number();
    const end = at + length;
    if (id !== IMPORTS) {
      at = end;
      continue;
    }
    const body = at;
    const count = number();
    for (let k = 0; k < count; k++) {
      for (let name = 0; name < 2; name++) {
        const size = number();
        at += size;
      }
      const kind = module[at++];
      if (kind !== MEMORY) {
        number();
        continue;
      }
      const limits = at;
      const bounded = module[at++] === 1;
      const initial = number();
      if (bounded) number();
      const wanted = [0x03, ...unsigned(initial), ...unsigned(pages)];
      const grown = length - (at - limits) + wanted.length;
      return Uint8Array.from([
        ...module.subarray(0, lengthAt),
        ...unsigned(grown),
        ...module.subarray(body, limits),
        ...wanted,
        ...module.subarray(at),
      ]);
    }
    at = end;
  }
  throw new Error('The module imports no memory.');
}
