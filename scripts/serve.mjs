/** A small static file server for the built app: isolation headers, compression, and nothing outside its folder. */

import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import { headers as policyHeaders } from './headers.mjs';

/** @type {Record<string, string>} */
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.zip': 'application/zip',
  '.bin': 'application/octet-stream',
};

const compressible = /^(text\/|application\/(json|wasm|manifest)|image\/svg)/;

/** @param {string} accepted @returns {'br' | 'gzip' | undefined} */
function encodingFor(accepted) {
  if (/\bbr\b/.test(accepted)) return 'br';
  return /\bgzip\b/.test(accepted) ? 'gzip' : undefined;
}

/**
 * The file a request path means, or undefined when there is none or it lies outside `root`.
 * @param {string} root real path of the served folder
 * @param {string} url
 */
async function fileFor(root, url) {
  let path;
  try {
    path = decodeURIComponent(url.replace(/[?#].*$/s, ''));
  } catch {
    return undefined;
  }
  if (path.includes('\0')) return undefined;
  try {
    const real = await realpath(join(root, path.endsWith('/') ? `${path}index.html` : path));
    if (!real.startsWith(root + sep)) return undefined;
    const info = await stat(real);
    return info.isFile() ? { path: real, info } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Serves the folder `root`. When `port` is taken the next free one is used; 0 lets the system choose.
 * @param {{ root: string, port?: number, host?: string, headers?: Record<string, string> }} options
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serve({ root, port = 5173, host = 'localhost', headers = policyHeaders }) {
  const realRoot = await realpath(root);
  const server = createServer(async (request, response) => {
    for (const [name, value] of Object.entries(headers)) {
      response.setHeader(name, value);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
      return;
    }
    const file = await fileFor(realRoot, request.url ?? '/');
    if (!file) {
      response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Not found\n');
      return;
    }
    const type = types[extname(file.path).toLowerCase()] ?? 'application/octet-stream';
    const encoding = compressible.test(type)
      ? encodingFor(String(request.headers['accept-encoding'] ?? ''))
      : undefined;
    // One file has one tag per encoding, as caches expect.
    const tag = `"${file.info.size.toString(36)}-${file.info.mtimeMs.toString(36)}${encoding ? `-${encoding}` : ''}"`;
    // Built assets carry a hash in their names and never change; everything else is asked for again each time.
    const hashed = /[\\/]assets[\\/]/.test(file.path.slice(realRoot.length));
    response.setHeader('Content-Type', type);
    response.setHeader('ETag', tag);
    response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    if (compressible.test(type)) response.setHeader('Vary', 'Accept-Encoding');
    if (request.headers['if-none-match'] === tag) {
      response.writeHead(304).end();
      return;
    }
    if (encoding) response.setHeader('Content-Encoding', encoding);
    else response.setHeader('Content-Length', file.info.size);
    response.writeHead(200);
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    const source = createReadStream(file.path);
    // A reader that goes away ends the stream early; there is nobody left to tell.
    const ended = () => {};
    if (encoding === 'br') {
      // From 5 to 7 files lose about 2 % for a little more time; above, time grows and hardly anything is gained.
      pipeline(source, createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 7 } }), response, ended);
    } else if (encoding === 'gzip') pipeline(source, createGzip(), response, ended);
    else pipeline(source, response, ended);
  });
  const used = await listen(server, port, host);
  return {
    url: `http://${host}:${used}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * Listens on `port` or the first free one of the hundred above it.
 * @param {import('node:http').Server} server @param {number} port @param {string} host
 * @returns {Promise<number>}
 */
async function listen(server, port, host) {
  for (let candidate = port; ; candidate++) {
    try {
      await new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(candidate, host, () => {
          server.off('error', reject);
          resolve(undefined);
        });
      });
      const address = server.address();
      return typeof address === 'object' && address ? address.port : candidate;
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!taken || candidate >= port + 100) throw error;
    }
  }
}
