/** Suite `load`: how fast a large table and many images are read, and how much memory that takes at most. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { peakMemory } from './memory.mjs';

/** @param {string} name @param {string} subject @param {number} value @param {string} unit */
const figure = (name, subject, value, unit) => ({
  suite: 'load',
  case: name,
  subject,
  value: Number(value.toPrecision(3)),
  unit,
});

/** A table of numbers, words and gaps. @param {string} path @param {number} bytes */
async function writeTable(path, bytes) {
  const file = createWriteStream(path);
  file.write('a,b,c,d,e,city,when,class\n');
  let written = 0;
  for (let i = 0; written < bytes; ) {
    let block = '';
    for (const end = i + 2000; i < end; i++) {
      const x = (i * 7919) % 10_007;
      block += `${x / 100},${((i * 104_729) % 99_991) - 50_000},${i % 17 === 0 ? '' : (x * 1.37).toFixed(4)},${i % 5},${Math.sin(i).toFixed(6)},`;
      block += `"city, number ${i % 40}",2024-0${(i % 9) + 1}-1${i % 10},${x > 5000 ? 'high' : 'low'}\n`;
    }
    written += block.length;
    if (!file.write(block)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  return (await stat(path)).size;
}

/** @param {string} type @param {Uint8Array} data */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

/** A grey 28 by 28 PNG that no other number has. @param {number} n */
function picture(n) {
  const header = Buffer.from([0, 0, 0, 28, 0, 0, 0, 28, 8, 0, 0, 0, 0]);
  const rows = Buffer.alloc(28 * 29);
  for (let i = 0; i < rows.length; i++) rows[i] = i % 29 === 0 ? 0 : (i * (n + 3)) % 251;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(rows, { level: 1 });
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', new Uint8Array(0))]);
}

/** @param {string} path @param {number} count */
async function writePictures(path, count) {
  /** @type {Record<string, Uint8Array>} */
  const files = {};
  for (let i = 0; i < count; i++) files[`pictures/class ${i % 10}/${i}.png`] = picture(i);
  await writeFile(path, zipSync(files, { level: 0 }));
}

/** Gives a file to the data screen; settles to the seconds until it is shown, and what the page felt meanwhile. @param {import('playwright').Page} page @param {string} path @param {RegExp} shown */
async function give(page, path, shown) {
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  const screen = page.getByRole('dialog');
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    screen.getByRole('button', { name: 'Choose files' }).click(),
  ]);
  const before = (await peakMemory(page)) ?? 0;
  await page.evaluate(() => {
    const state = { longest: 0 };
    let last = performance.now();
    setInterval(() => {
      state.longest = Math.max(state.longest, performance.now() - last - 10);
      last = performance.now();
    }, 10);
    Object.assign(globalThis, { wait: state });
  });
  const from = performance.now();
  await chooser.setFiles(path);
  await screen.getByText(shown).first().waitFor({ timeout: 300_000 });
  const seconds = (performance.now() - from) / 1000;
  const longest = await page.evaluate(() => /** @type {any} */ (globalThis).wait.longest);
  const peak = await peakMemory(page);
  return { seconds, longest, added: peak === undefined ? undefined : peak - before };
}

/** @type {import('./suites.mjs').Suite} */
export async function* load(lab, { caseText, quick }) {
  const folder = await mkdtemp(join(tmpdir(), 'strata-bench-'));
  try {
    const megabytes = quick ? 10 : 100;
    const table = `CSV of ${megabytes} MB`;
    if (table.includes(caseText)) {
      const path = join(folder, 'large.csv');
      const size = await writeTable(path, megabytes * 1e6);
      const page = await lab.openAppPage();
      const { seconds, longest, added } = await give(page, path, /rows · 8 columns/);
      yield figure(table, 'read, described and kept', seconds, 's');
      yield figure(table, 'rate', size / 1e6 / seconds, 'MB/s');
      yield figure(table, 'longest the page stood still', longest, 'ms');
      if (added !== undefined) yield figure(table, 'memory at most, above the page’s own', added, 'MB');
      await page.close();
    }
    const count = quick ? 1000 : 10_000;
    const images = `${count} images in a zip`;
    if (images.includes(caseText)) {
      const path = join(folder, 'pictures.zip');
      await writePictures(path, count);
      const page = await lab.openAppPage();
      const shown = new RegExp(`${count.toLocaleString('en-US')} images`);
      const { seconds, longest, added } = await give(page, path, shown);
      yield figure(images, 'read, decoded and kept', seconds, 's');
      yield figure(images, 'rate', count / seconds, 'images/s');
      yield figure(images, 'longest the page stood still', longest, 'ms');
      if (added !== undefined) yield figure(images, 'memory at most, above the page’s own', added, 'MB');
      await page.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
