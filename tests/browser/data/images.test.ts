/** Images in a real browser: orientation, animation, damage, sizes and colours, from files to bytes. */
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../src/base/problem';
import { decodeInBrowser, shrinkInBrowser, toPixels } from '../../../src/data/images/decode';
import { readImageHeader } from '../../../src/data/images/headers';
import { fileBlob } from '../../../src/data/images/image-files';
import { type InputFile, importImages } from '../../../src/data/images/import-images';
import { animatedGif, brokenPng, drawing, jpeg, png, solid, withOrientation } from './pictures';

const bytesOf = async (blob: Blob): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer());

async function decoded(blob: Blob, width: number, height: number): Promise<number[][]> {
  const pixels = toPixels(await decodeInBrowser(blob, 64), { width, height, channels: 3, fit: 'stretch' });
  return Array.from({ length: width * height }, (_, i) => [...pixels.subarray(i * 3, i * 3 + 3)]);
}

const named = (problems: readonly Problem[], code: string): Problem | undefined =>
  problems.find((p) => p.code === code);

async function twoClasses(): Promise<InputFile[]> {
  return Promise.all(
    ['red', 'blue'].flatMap((name) =>
      [0, 1, 2].map(async (i) => ({ path: `set/${name}/${i}.png`, blob: await png(solid(16, 16, name)) })),
    ),
  );
}

describe('decoding', () => {
  it('gives PNG colours exactly', async () => {
    const pixels = await decoded(await png(drawing(32, 16)), 32, 16);
    expect(pixels[0]).toEqual([0, 255, 0]);
    expect(pixels[15 * 32]).toEqual([255, 0, 0]);
    expect(pixels[15 * 32 + 31]).toEqual([0, 0, 255]);
  });

  it.each([
    [1, { top: 'green', size: [64, 32] }],
    [3, { bottom: 'green', size: [64, 32] }],
    [6, { right: 'green', size: [32, 64] }],
    [8, { left: 'green', size: [32, 64] }],
  ] as const)('turns a photograph as EXIF orientation %i says', async (orientation, wanted) => {
    const file = await withOrientation(await jpeg(drawing(64, 32)), orientation);
    const header = readImageHeader(await bytesOf(file));
    const [width, height] = wanted.size;
    expect([header?.width, header?.height]).toEqual([width, height]);
    const pixels = await decoded(file, width, height);
    const at = (x: number, y: number): number[] => pixels[y * width + x] as number[];
    const [cx, cy] = [width / 2 + 2, height / 2 + 2];
    const edges = { top: at(cx, 1), bottom: at(cx, height - 2), left: at(1, cy), right: at(width - 2, cy) };
    for (const [edge, [r = 0, g = 0, b = 0]] of Object.entries(edges)) {
      const green = g > 200 && r < 60 && b < 60;
      expect([edge, green]).toEqual([edge, edge in wanted]);
    }
  });

  it('shows what is transparent as paper, white unless told', async () => {
    const clear = await png(solid(2, 2, 'rgba(0, 0, 0, 0)'));
    expect(await decoded(clear, 2, 2)).toEqual(Array.from({ length: 4 }, () => [255, 255, 255]));
    const dark = toPixels(await decodeInBrowser(clear, 64), { width: 2, height: 2, channels: 1, fit: 'stretch' }, 0);
    expect([...dark]).toEqual([0, 0, 0, 0]);
  });

  it('shrinks a large photograph without reading all of it', async () => {
    const image = await decodeInBrowser(await jpeg(drawing(3000, 2000)), 32);
    expect(image.width * image.height).toBeLessThanOrEqual(1.1 * 2 ** 20);
    expect(image.width / image.height).toBeCloseTo(1.5, 2);
  });
});

describe('importing', () => {
  it('reads folders as classes, at the common size, in colour', async () => {
    const { files, dataset } = await importImages('set', await twoClasses(), decodeInBrowser);
    expect(dataset.labels.classes).toEqual(['blue', 'red']);
    expect([...dataset.labels.codes]).toEqual([0, 0, 0, 1, 1, 1]);
    expect(dataset.pixels).toMatchObject({ count: 6, width: 16, height: 16, channels: 3 });
    expect([...dataset.pixels.data.subarray(0, 3)]).toEqual([0, 0, 255]);
    expect(files.problems).toEqual([]);
  });

  it('reads a zip like the folder it was made from, archiver leavings aside', async () => {
    const inputs = await twoClasses();
    const entries: Record<string, Uint8Array> = {
      '__MACOSX/set/red/._0.png': new Uint8Array(9),
      'set/.DS_Store': new Uint8Array(3),
    };
    for (const { path, blob } of inputs) entries[path] = await bytesOf(blob);
    const zip = new Blob([zipSync(entries) as Uint8Array<ArrayBuffer>]);
    const folder = await importImages('set', inputs, decodeInBrowser);
    const packed = await importImages('set.zip', [{ path: 'set.zip', blob: zip }], decodeInBrowser);
    expect(packed.dataset.pixels).toEqual(folder.dataset.pixels);
    expect(packed.dataset.key).toBe(folder.dataset.key);
    expect(packed.files.problems).toEqual([]);
  });

  it('leaves damaged files out and lists them, and says what else is odd', async () => {
    const inputs = [
      ...(await twoClasses()),
      { path: 'set/red/broken.png', blob: await brokenPng() },
      { path: 'set/red/text.jpg', blob: new Blob(['no image at all']) },
      { path: 'set/red/dot.png', blob: await png(solid(1, 1, 'red')) },
      { path: 'set/blue/moving.gif', blob: animatedGif() },
      { path: 'set/readme.txt', blob: new Blob(['hello']) },
    ];
    const { files, dataset } = await importImages('set', inputs, decodeInBrowser);
    expect(named(files.problems, 'images-corrupt')?.received).toBe('set/red/text.jpg, set/red/broken.png');
    expect(named(files.problems, 'images-one-pixel')?.received).toBe('set/red/dot.png');
    expect(named(files.problems, 'images-animated')?.received).toBe('set/blue/moving.gif');
    expect(named(files.problems, 'images-other-files')?.received).toBe('set/readme.txt');
    expect(named(files.problems, 'images-mixed-sizes')?.received).toBe('widths 1 to 16, heights 1 to 16');
    expect(dataset.pixels.count).toBe(8);
    expect(dataset.names).not.toContain('set/red/broken.png');
    const gif = dataset.names.indexOf('set/blue/moving.gif');
    const area = dataset.pixels.width * dataset.pixels.height * 3;
    expect([...dataset.pixels.data.subarray(gif * area, gif * area + 3)]).toEqual([255, 0, 0]);
  });

  it('finds grey images grey', async () => {
    const grey = await Promise.all(
      ['a', 'b'].map(async (name, i) => ({
        path: `${name}/0.png`,
        blob: await png(solid(8, 8, `rgb(${i * 90}, ${i * 90}, ${i * 90})`)),
      })),
    );
    const { dataset } = await importImages('grey', grey, decodeInBrowser);
    expect(dataset.pixels.channels).toBe(1);
    expect([dataset.pixels.data[0], dataset.pixels.data[64]]).toEqual([0, 90]);
  });

  it('takes labels from a CSV beside the files', async () => {
    const images = await Promise.all(
      [10, 20, 30].map(async (v) => ({ path: `pics/${v}.png`, blob: await png(solid(4, 4, `rgb(${v}, ${v}, ${v})`)) })),
    );
    const table = new Blob(['file,kind\n10.png,dark\n20.png,dark\n30.png,light\n99.png,light\n']);
    const { dataset } = await importImages('pics', [...images, { path: 'labels.csv', blob: table }], decodeInBrowser);
    expect([dataset.labels.classes, [...dataset.labels.codes]]).toEqual([
      ['dark', 'light'],
      [0, 0, 1],
    ]);
  });

  it('keeps a smaller copy of a large photograph, turned as it should be, and says so', async () => {
    const noisy = drawing(1600, 1200);
    const context = noisy.getContext('2d');
    for (let i = 0; i < 4000; i++) {
      if (context) context.fillStyle = `rgb(${(i * 37) % 256}, 0, ${(i * 91) % 256})`;
      context?.fillRect((i * 53) % 1600, 300 + ((i * 29) % 800), 40, 9);
    }
    const photo = await withOrientation(await jpeg(noisy), 6);
    expect(photo.size).toBeGreaterThan(256 * 1024);
    const inputs = [
      { path: 'a/1.jpg', blob: photo },
      { path: 'b/1.png', blob: await png(solid(600, 700, 'blue')) },
    ];
    const { files } = await importImages('photos', inputs, decodeInBrowser, { shrink: shrinkInBrowser });
    expect(files.pack.size).toBeLessThan(photo.size);
    const header = readImageHeader(await bytesOf(fileBlob(files, 0)));
    expect([header?.width, header?.height]).toEqual([512, 683]);
    expect(named(files.problems, 'images-shrunk')?.severity).toBe('info');
  });

  it('lists a damaged entry of a zip and reads the rest', async () => {
    const entries = Object.fromEntries(
      await Promise.all((await twoClasses()).map(async (f) => [f.path, await bytesOf(f.blob)])),
    );
    const zip = zipSync(entries as Record<string, Uint8Array>, { level: 6 });
    const name = new TextEncoder().encode('set/red/1.png');
    const at = zip.findIndex((_, i) => name.every((b, k) => zip[i + k] === b));
    zip.fill(0xff, at + name.length, at + name.length + 20);
    const blob = new Blob([zip as Uint8Array<ArrayBuffer>]);
    const { files, dataset } = await importImages('set.zip', [{ path: 'set.zip', blob }], decodeInBrowser);
    expect(named(files.problems, 'images-corrupt')?.received).toBe('set/red/1.png');
    expect(dataset.pixels.count).toBe(5);
  });

  it('stops when cancelled', async () => {
    const controller = new AbortController();
    const importing = importImages('set', await twoClasses(), decodeInBrowser, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(importing).rejects.toThrow();
  });
});
