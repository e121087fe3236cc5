/** Image files as people bring them, made here: PNGs of plain patterns, and zips of folders. */

import { Buffer } from 'node:buffer';
import { crc32, deflateSync } from 'node:zlib';
import { zipSync } from 'fflate';

/** Grey value 0..255 of a pixel. */
export type Pattern = (x: number, y: number) => number;

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

/** An 8-bit greyscale PNG file. */
export function png(width: number, height: number, pattern: Pattern): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = pattern(x, y);
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

/** A bar across a dark square, standing or lying, at place `at`. */
export const bar =
  (standing: boolean, at: number): Pattern =>
  (x, y) =>
    Math.abs((standing ? x : y) - at) < 1.5 ? 255 : 10;

/** A zip archive of files by path. */
export function zip(files: { readonly [path: string]: Uint8Array }): Buffer {
  return Buffer.from(zipSync({ ...files }, { level: 0 }));
}
