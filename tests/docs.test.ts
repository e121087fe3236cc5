/** The documents name only what exists: files they link to, headings, scripts, and paths of the source they speak of. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');

const documents = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
].sort();

const read = (document: string): string => readFileSync(join(root, document), 'utf8');

/** Links and pictures, in Markdown and in HTML. */
function targetsOf(text: string): string[] {
  const markdown = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((m) => m[1] ?? '');
  const html = [...text.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)].map((m) => m[1] ?? '');
  return [...markdown, ...html].filter((target) => !/^[a-z]+:/i.test(target));
}

/** Paths in code font that begin at the root of the repository; patterns and placeholders are no paths. */
function pathsOf(text: string): string[] {
  return [...text.matchAll(/`((?:src|tests|scripts|docs|public|\.ci)\/[^`\s]*)`/g)]
    .map((m) => m[1] ?? '')
    .filter((path) => !/[*<>{}]/.test(path));
}

/** The name of a heading in an address, as GitHub makes it. */
const slugOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const headingsOf = (text: string): string[] => [...text.matchAll(/^#+ (.+)$/gm)].map((m) => slugOf(m[1] ?? ''));

function brokenLinks(document: string): string[] {
  return targetsOf(read(document)).filter((target) => {
    const [path = '', heading] = decodeURI(target).split('#');
    const file = path === '' ? document : join(dirname(document), path);
    if (relative(root, join(root, file)).startsWith('..') || !existsSync(join(root, file))) return true;
    return heading !== undefined && !headingsOf(read(file)).includes(heading);
  });
}

describe.each(documents)('%s', (document) => {
  it('links to files and headings that exist', () => {
    expect(brokenLinks(document)).toEqual([]);
  });

  it('names scripts of package.json only', () => {
    const named = [...read(document).matchAll(/\bnpm run ([a-z][\w:-]*)/g)].map((m) => m[1] ?? '');
    expect(named.filter((name) => !Object.hasOwn(manifest.scripts, name))).toEqual([]);
  });

  it('speaks of files and folders that exist', () => {
    expect(pathsOf(read(document)).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

describe('the documents', () => {
  it('are there, and their reader sees links, pictures, scripts and paths', () => {
    expect(documents).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md']));
    expect(targetsOf('[a](b.md) <img src="c.png"> [d](https://e.f)')).toEqual(['b.md', 'c.png']);
    expect(pathsOf('`src/ops` `src/*.ts` `tests/<x>`')).toEqual(['src/ops']);
  });

  it('list every decision', () => {
    const index = read(join('docs', 'decisions', 'README.md'));
    const records = documents.filter((d) => dirname(d) === join('docs', 'decisions') && !d.endsWith('README.md'));
    expect(records.map((d) => relative(join('docs', 'decisions'), d)).filter((d) => !index.includes(`(${d})`))).toEqual(
      [],
    );
  });

  it('carry pictures that load quickly', () => {
    for (const picture of ['strata.png', 'strata-dark.png']) {
      expect(statSync(join(root, 'docs', picture)).size).toBeLessThan(300_000);
    }
  });
});
