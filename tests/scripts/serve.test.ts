/** Laws of the static server: it serves its folder, only its folder, with isolation headers, compressed when asked. */

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../../scripts/serve.mjs';

const folder = mkdtempSync(join(tmpdir(), 'strata-serve-'));
const page = '<!doctype html><title>x</title>'.repeat(100);
let served: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  const root = join(folder, 'dist');
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(root, 'index.html'), page);
  writeFileSync(join(root, 'assets', 'a-1234.wasm'), Uint8Array.of(0, 97, 115, 109));
  writeFileSync(join(root, 'a b.png'), Uint8Array.of(1, 2, 3));
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  symlinkSync(join(folder, 'secret.txt'), join(root, 'link.txt'));
  served = await serve({ root, port: 0 });
});

afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true });
});

/** The status of a request whose path goes out exactly as written (fetch would tidy it first). */
function rawStatus(path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(served.url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('the static server', () => {
  it('answers / with index.html and sends the isolation and policy headers with everything', async () => {
    for (const path of ['', 'assets/a-1234.wasm', 'missing']) {
      const { headers } = await fetch(served.url + path);
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    }
    expect(await (await fetch(served.url)).text()).toBe(page);
  });

  it('lets no file compile text or reach other hosts', async () => {
    const policyOf = async (path: string): Promise<string> =>
      (await fetch(served.url + path)).headers.get('content-security-policy') ?? '';
    for (const path of ['', 'assets/worker.js']) {
      expect(await policyOf(path)).not.toContain("'unsafe-eval'");
      expect(await policyOf(path)).toContain("connect-src 'self' blob: data:;");
    }
  });

  it('names types so that WebAssembly streams and modules load', async () => {
    const wasm = await fetch(`${served.url}assets/a-1234.wasm`);
    expect(wasm.headers.get('content-type')).toBe('application/wasm');
    expect(new Uint8Array(await wasm.arrayBuffer())).toEqual(Uint8Array.of(0, 97, 115, 109));
    expect((await fetch(served.url)).headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  it('compresses text as the reader asks and leaves pictures alone', async () => {
    for (const encoding of ['br', 'gzip']) {
      const response = await fetch(served.url, { headers: { 'Accept-Encoding': encoding } });
      expect(response.headers.get('content-encoding')).toBe(encoding);
      expect(await response.text()).toBe(page);
    }
    expect((await fetch(`${served.url}a%20b.png`)).headers.get('content-encoding')).toBeNull();
  });

  it('lets hashed assets be kept for good and revalidates the page', async () => {
    expect((await fetch(`${served.url}assets/a-1234.wasm`)).headers.get('cache-control')).toContain('immutable');
    const first = await fetch(served.url);
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const again = await fetch(served.url, { headers: { 'If-None-Match': first.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/link.txt',
    '/assets',
    '/%00',
    '/%zz',
    '//secret.txt',
  ])('gives nothing for %s', async (path) => {
    expect(await rawStatus(path)).toBe(404);
  });

  it('refuses to be written to', async () => {
    expect((await fetch(served.url, { method: 'POST', body: 'x' })).status).toBe(405);
  });

  it('takes the next free port when the asked one is taken', async () => {
    const port = Number(new URL(served.url).port);
    const second = await serve({ root: join(folder, 'dist'), port });
    try {
      expect(Number(new URL(second.url).port)).toBeGreaterThan(port);
      expect((await fetch(second.url)).status).toBe(200);
    } finally {
      await second.close();
    }
  });
});
