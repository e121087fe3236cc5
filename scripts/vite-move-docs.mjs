/**
 * Moves the sentences that explain arguments out of the built catalogue: the `doc` of an argument becomes a number, and
 * `src/keras/argument-docs.ts` holds the sentences, which the page loads once it is up.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';
import { visit } from './vite-strip-cases.mjs';

const KERAS = fileURLToPath(new URL('../src/keras/', import.meta.url));
const HOLDER = join(KERAS, 'argument-docs.ts');

/**
 * Where a file writes a `doc` as one string.
 * @param {string} file @param {string} code
 */
function docsIn(file, code) {
  /** @type {{ start: number, end: number, text: string }[]} */
  const found = [];
  if (!code.includes('doc:')) return found;
  visit(parseSync(file, code).program, (node) => {
    const key = /** @type {{ name?: string } | undefined} */ (node.key);
    if (node.type !== 'Property' || key?.name !== 'doc') return;
    const value = /** @type {{ type: string, start: number, end: number, value?: unknown }} */ (node.value);
    if (value.type !== 'Literal' || typeof value.value !== 'string') return;
    found.push({ start: value.start, end: value.end, text: value.value });
  });
  return found;
}

/** @returns {string[]} every sentence once, in the order of the files */
function allDocs() {
  const files = readdirSync(KERAS, { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith('.ts'))
    .sort();
  const texts = files.flatMap((f) => docsIn(f, readFileSync(join(KERAS, f), 'utf8')).map((d) => d.text));
  return [...new Set(texts)];
}

/** @returns {import('vite').Plugin & { transform(code: string, id: string): { code: string, map: null } | null }} */
export function moveDocs() {
  /** @type {string[] | undefined} */
  let docs;
  /** @type {Map<string, number>} */
  let numbers = new Map();
  return {
    name: 'strata-move-docs',
    apply: 'build',
    enforce: 'pre',
    /** @param {string} code @param {string} id */
    transform(code, id) {
      const file = id.replace(/\?.*$/, '');
      if (!file.startsWith(KERAS) || !file.endsWith('.ts')) return null;
      if (!docs) {
        docs = allDocs();
        numbers = new Map(docs.map((text, i) => [text, i]));
      }
      if (file === HOLDER) return { code: `export const argumentDocs = ${JSON.stringify(docs)};`, map: null };
      const found = docsIn(file, code);
      if (found.length === 0) return null;
      let out = code;
      for (const { start, end, text } of found.reverse()) {
        const number = numbers.get(text);
        if (number !== undefined) out = `${out.slice(0, start)}'#${number}'${out.slice(end)}`;
      }
      return { code: out, map: null };
    },
  };
}
