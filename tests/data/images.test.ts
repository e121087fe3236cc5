/** Images without a browser: paths to classes, archives and their limits, headers, labels and resizing. */

import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Pixels } from '../../src/data/dataset';
import { cleanPath, collect } from '../../src/data/images/collect';
import type { DecodeFile } from '../../src/data/images/decode';
import { readImageHeader } from '../../src/data/images/headers';
import { importImages } from '../../src/data/images/import-images';
import { joinLabels, makeLabels } from '../../src/data/images/labels';
import { fitPixels, placement, resample } from '../../src/data/images/resample';
import { readZipDirectory, readZipEntry, ZIP_LIMITS } from '../../src/data/images/zip';
import { datasetOf, problemFrom, tableOf, utf8 } from './support';

const folders = (paths: readonly string[]) => collect(paths).images.map((i) => i.folder);
const blobOf = (bytes: Uint8Array): Blob => new Blob([bytes as Uint8Array<ArrayBuffer>]);

describe('paths', () => {
  it.each([
    ['one folder per class', ['a/1.png', 'b/1.png'], ['a', 'b']],
    ['below a common folder', ['set/a/1.png', 'set/b/2.jpg'], ['a', 'b']],
    ['folders inside classes', ['s/a/x/1.png', 's/a/y/2.png', 's/b/1.png'], ['a', 'a', 'b']],
    ['parts above classes', ['s/test/a/1.png', 's/train/a/1.png', 's/train/b/1.png'], ['a', 'a', 'b']],
    ['one folder only', ['pics/1.png', 'pics/2.png'], ['pics', 'pics']],
    ['loose files', ['1.png', '2.png'], [null, null]],
  ])('%s', (_, paths, expected) => {
    expect(folders(paths)).toEqual(expected);
  });

  it('passes over leavings and keeps natural order', () => {
    const found = collect([
      's/a/10.png',
      's/a/2.png',
      '__MACOSX/s/a/._2.png',
      's/.DS_Store',
      's/b/Thumbs.db',
      's/b/1.png',
      's/notes.txt',
      's/labels.csv',
    ]);
    expect(found.images.map((i) => i.path)).toEqual(['s/a/2.png', 's/a/10.png', 's/b/1.png']);
    expect([found.junk, found.others, found.tables]).toEqual([3, ['s/notes.txt'], [7]]);
  });

  it('never lets a path climb or start at a root', () => {
    expect(cleanPath('../../etc\\passwd')).toEqual(['etc', 'passwd']);
    expect(cleanPath('C:\\pics\\.\\a.png')).toEqual(['pics', 'a.png']);
  });
});

describe('archives', () => {
  it('gives back every entry, packed or stored', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.stringMatching(/^[a-zé]{1,8}$/), fc.uint8Array({ maxLength: 300 })),
        fc.constantFrom(0, 6 as const),
        async (files, level) => {
          const blob = blobOf(zipSync(files, { level }));
          const entries = await readZipDirectory(blob);
          const back = await Promise.all(entries.map(async (e) => [e.path, [...(await readZipEntry(blob, e))]]));
          expect(Object.fromEntries(back)).toEqual(
            Object.fromEntries(Object.entries(files).map(([k, v]) => [k, [...v]])),
          );
        },
      ),
      { numRuns: 50 },
    );
  });

  it('refuses bombs, crowds and giants before unpacking', async () => {
    const bomb = blobOf(zipSync({ 'a.png': new Uint8Array(4 * 2 ** 20) }));
    expect((await problemFrom(readZipDirectory(bomb))).code).toBe('zip-too-large');
    const three = blobOf(zipSync({ a: utf8('1'), b: utf8('2'), c: utf8('3') }));
    expect((await problemFrom(readZipDirectory(three, { ...ZIP_LIMITS, entries: 2 }))).code).toBe('zip-too-large');
    expect((await problemFrom(readZipDirectory(three, { ...ZIP_LIMITS, totalBytes: 2 }))).code).toBe('zip-too-large');
    expect((await problemFrom(readZipDirectory(three, { ...ZIP_LIMITS, entryBytes: 0 }))).code).toBe('zip-too-large');
  });

  it('stops unpacking an entry that is larger than it claims', async () => {
    const bytes = zipSync({ 'a.png': utf8('x'.repeat(5000)) });
    const blob = blobOf(bytes);
    const [entry] = await readZipDirectory(blob);
    if (entry === undefined) throw new Error('no entry');
    expect((await problemFrom(readZipEntry(blob, { ...entry, size: 100 }))).message).toContain('larger');
    expect((await problemFrom(readZipEntry(blob, { ...entry, size: 9000 }))).message).toContain('shorter');
  });

  it('calls a damaged archive damaged, wherever it is cut or changed', async () => {
    const bytes = zipSync({ 'a/1.png': utf8('hello hello hello'), 'b/2.png': utf8('world') });
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (at, value) => {
        for (const broken of [bytes.slice(0, at), bytes.map((b, i) => (i === at ? value : b))]) {
          const blob = blobOf(broken);
          const read = readZipDirectory(blob).then((entries) => Promise.all(entries.map((e) => readZipEntry(blob, e))));
          const outcome = await read.then(
            () => 'read',
            () => problemFrom(read).then((p) => p.code),
          );
          expect(['read', 'zip-damaged', 'zip-encrypted', 'zip-too-large']).toContain(outcome);
        }
      }),
    );
    expect((await problemFrom(readZipDirectory(blobOf(utf8('not a zip'))))).code).toBe('zip-damaged');
  });
});

describe('headers', () => {
  const png = (w: number, h: number): Uint8Array =>
    Uint8Array.from([
      0x89,
      0x50,
      0x4e,
      0x47,
      13,
      10,
      26,
      10,
      0,
      0,
      0,
      13,
      0x49,
      0x48,
      0x44,
      0x52,
      0,
      0,
      w >> 8,
      w & 255,
      0,
      0,
      h >> 8,
      h & 255,
      8,
      2,
      0,
      0,
      0,
    ]);

  it('reads sizes', () => {
    expect(readImageHeader(png(300, 7))).toMatchObject({ format: 'png', width: 300, height: 7, animated: false });
    const gif = [...utf8('GIF89a'), 5, 0, 6, 0, 0, 0, 0, 0x3b];
    expect(readImageHeader(Uint8Array.from(gif))).toMatchObject({ format: 'gif', width: 5, height: 6 });
    const webp = [...utf8('RIFF....WEBPVP8X'), 10, 0, 0, 0, 2, 0, 0, 0, 99, 0, 0, 49, 0, 0];
    expect(readImageHeader(Uint8Array.from(webp))).toMatchObject({ width: 100, height: 50, animated: true });
  });

  it('survives any bytes', () => {
    const starts = [
      png(1, 1),
      utf8('GIF89a'),
      Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, 0, 40),
      utf8('RIFF....WEBPVP8 '),
      utf8('BM'),
      utf8('....ftypavif'),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 80 }), (start, rest) => {
        const header = readImageHeader(Uint8Array.from([...start, ...rest]));
        if (header !== null) expect(header.width).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('labels', () => {
  const join = (names: readonly string[], rows: readonly (readonly (string | number)[])[], paths: readonly string[]) =>
    joinLabels(datasetOf(tableOf(names, rows)), paths);

  it('finds the column of names and the one of labels, by path, name or stem', () => {
    const rows = [
      ['x1', 'cat', 1],
      ['x2', 'dog', 2],
      ['x3', 'cat', 3],
    ];
    expect(join(['id', 'label', 'n'], rows, ['d/x2.png', 'd/x1.png', 'd/x9.png'])).toEqual({
      fileColumn: 'id',
      labelColumn: 'label',
      labels: ['dog', 'cat', null],
      unusedRows: 1,
    });
    const paths = [
      ['a/1.png', 'u'],
      ['b/1.png', 'v'],
    ];
    expect(join(['file', 'kind'], paths, ['a/1.png', 'b/1.png'])?.labels).toEqual(['u', 'v']);
  });

  it('finds nothing where nothing matches', () => {
    expect(
      join(
        ['id', 'label'],
        [
          ['q', 'a'],
          ['r', 'b'],
        ],
        ['x.png', 'y.png'],
      ),
    ).toBeNull();
  });

  it('keeps numbers as values and orders them', () => {
    expect(makeLabels(['10', '9', '10'])).toEqual({
      classes: ['9', '10'],
      codes: Int32Array.of(1, 0, 1),
      values: Float64Array.of(10, 9, 10),
    });
    expect(makeLabels(['b', 'a']).values).toBeUndefined();
  });
});

describe('resizing', () => {
  const image = fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), fc.constantFrom(1, 3 as const))
    .chain(([width, height, channels]) =>
      fc
        .uint8Array({ minLength: width * height * channels, maxLength: width * height * channels })
        .map((data): Pixels => ({ count: 1, width, height, channels, data: Uint8Array.from(data) })),
    );
  const target = fc.record({
    width: fc.integer({ min: 1, max: 15 }),
    height: fc.integer({ min: 1, max: 15 }),
    channels: fc.constantFrom(1, 3 as const),
    fit: fc.constantFrom('stretch', 'center-crop', 'contain' as const),
    task: fc.constant('classification' as const),
  });

  it('to the same size changes nothing', () => {
    fc.assert(
      fc.property(image, (p) => {
        const out = new Uint8Array(p.data.length);
        const whole = { x: 0, y: 0, width: p.width, height: p.height };
        resample(p, p.channels, whole, out, p.width, whole);
        expect(out).toEqual(p.data);
      }),
    );
  });

  it('makes nothing brighter or darker than it was (margins aside)', () => {
    fc.assert(
      fc.property(image, target, (p, spec) => {
        const out = fitPixels(p, { ...spec, channels: p.channels }).data;
        expect(out.length).toBe(spec.width * spec.height * p.channels);
        const [low, high] = [Math.min(...p.data), Math.max(...p.data)];
        for (const v of out) expect(v <= high && (v >= low || (spec.fit === 'contain' && v === 0))).toBe(true);
      }),
    );
  });

  it('crops what is centred and contains all', () => {
    fc.assert(
      fc.property(image, target, (p, spec) => {
        const { from, to } = placement(p, spec);
        expect(from.x + from.width / 2).toBeCloseTo(p.width / 2);
        expect(from.y + from.height / 2).toBeCloseTo(p.height / 2);
        if (spec.fit === 'center-crop') expect(from.width / from.height).toBeCloseTo(spec.width / spec.height);
        expect(to.x + to.width).toBeLessThanOrEqual(spec.width);
        expect(to.y + to.height).toBeLessThanOrEqual(spec.height);
      }),
    );
  });

  it('averages when it halves', () => {
    const p: Pixels = { count: 1, width: 4, height: 1, channels: 1, data: Uint8Array.of(0, 0, 200, 200) };
    const [a = 0, b = 0] = fitPixels(p, {
      width: 2,
      height: 1,
      channels: 1,
      fit: 'stretch',
      task: 'classification',
    }).data;
    expect(a).toBeLessThan(40);
    expect(b).toBeGreaterThan(160);
    expect(a + b).toBe(200);
  });
});

describe('importing, decoder aside', () => {
  const gif = (w: number): Blob => blobOf(Uint8Array.from([...utf8('GIF89a'), w, 0, w, 0, 0, 0, 0, 0x3b]));
  const decode: DecodeFile = async (file) => {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const side = bytes[6] ?? 0;
    return { width: side, height: side, data: new Uint8ClampedArray(side * side * 4).fill(255) };
  };

  it('one class only is said, and still imported', async () => {
    const { files } = await importImages(
      'pics',
      [
        { path: 'pics/1.gif', blob: gif(4) },
        { path: 'pics/2.gif', blob: gif(4) },
      ],
      decode,
    );
    expect(files.problems.find((p) => p.code === 'images-one-class')).toMatchObject({ severity: 'error', fixes: [{}] });
  });

  it.each([
    ['no images at all', [{ path: 'x/readme.md', blob: new Blob(['']) }], 'images-none'],
    [
      'no labels',
      [
        { path: '1.gif', blob: gif(4) },
        { path: '2.gif', blob: gif(4) },
      ],
      'images-no-labels',
    ],
    [
      'only damaged ones',
      [
        { path: 'a/1.png', blob: new Blob(['?']) },
        { path: 'b/1.png', blob: new Blob(['?']) },
      ],
      'images-none',
    ],
    [
      'a CSV that names no file',
      [
        { path: 'm.gif', blob: gif(4) },
        { path: 'l.csv', blob: new Blob(['f,l\nq,1\nr,2\n']) },
      ],
      'images-no-labels',
    ],
  ])('%s fails with a way on', async (_, files, code) => {
    const problem = await problemFrom(importImages('x', files, decode));
    expect(problem.code).toBe(code);
    expect(problem.fixes?.length).toBeGreaterThan(0);
  });

  it('proposes the common size, else a square no larger than most', async () => {
    const of = async (sides: readonly number[]) =>
      (
        await importImages(
          'x',
          sides.map((s, i) => ({ path: `${'ab'[i % 2]}/${i}.gif`, blob: gif(s) })),
          decode,
        )
      ).files.proposed;
    expect(await of([20, 20, 20])).toMatchObject({ width: 20, height: 20, channels: 1 });
    expect(await of([30, 40, 50, 200])).toMatchObject({ width: 48, height: 48 });
  });

  it('numeric labels with many values are a regression', async () => {
    const images = Array.from({ length: 30 }, (_, i) => ({ path: `${i}.gif`, blob: gif(4) }));
    const csv = new Blob([`name,age\n${images.map((f, i) => `${f.path},${i + 0.5}`).join('\n')}\n`]);
    const { files } = await importImages('x', [...images, { path: 'ages.csv', blob: csv }], decode);
    expect(files.proposed.task).toBe('regression');
    expect(files.labels.values?.[3]).toBe(3.5);
  });
});
