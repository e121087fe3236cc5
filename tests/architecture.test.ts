/** The layering of src/ as data, and the walk over every import (types and globs included) that holds the code to it. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';

/** What each module may import besides itself. A path belongs to the longest module name it starts with. */
const mayImport: Record<string, readonly string[]> = {
  base: [],
  ops: ['base'],
  graph: ['base'],
  keras: ['base', 'graph', 'ops'],
  // The contract of a backend (its interface), which the engine is written against.
  'backends/backend': ['base', 'ops'],
  backends: ['base', 'ops', 'backends/backend'],
  // The contract between data and engine: arrays of rows, ready to train on.
  'data/prepared': ['base'],
  engine: ['base', 'graph', 'keras', 'ops', 'backends/backend', 'data/prepared'],
  data: ['base', 'graph', 'data/prepared'],
  formats: ['base', 'graph', 'keras', 'ops'],
  // Typed calls and the messages the page and its workers exchange: types of what is carried.
  rpc: ['base', 'graph', 'keras', 'data', 'data/prepared', 'engine', 'backends/backend'],
  'rpc/server': [
    'base',
    'graph',
    'keras',
    'ops',
    'engine',
    'backends',
    'backends/backend',
    'data',
    'data/prepared',
    'formats',
    'rpc',
  ],
  'rpc/client': ['base', 'graph', 'rpc'],
  state: ['base', 'graph', 'keras', 'rpc', 'rpc/client'],
  ui: ['base', 'graph', 'keras', 'state'],
  main: ['base', 'rpc/client', 'state', 'ui'],
  headless: [
    'base',
    'graph',
    'ops',
    'keras',
    'engine',
    'backends',
    'backends/backend',
    'data',
    'data/prepared',
    'formats',
  ],
};

/** Packages that only some modules may know. */
const fenced: readonly { readonly package: RegExp; readonly within: RegExp }[] = [
  { package: /^@tensorflow\//, within: /^backends\/tfjs\// },
  {
    package: /^(react|react-dom|react-[a-z-]+|recharts|@mantine\/.+|@dnd-kit\/.+)(\/|$)/,
    within: /^(ui\/|main\.tsx$)/,
  },
  { package: /^(zustand|idb)(\/|$)/, within: /^(state|ui)\// },
  { package: /^node:/, within: /^$/ },
];

const root = join(import.meta.dirname, '..', 'src');
/** The kernels are AssemblyScript: another language under the same ending, compiled apart. */
const isSource = (path: string): boolean =>
  /\.tsx?$/.test(path) && !path.endsWith('.d.ts') && !path.includes('wasm/kernels/');

/** Paths below src/, with forward slashes. */
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((path) => path.split(sep).join('/'))
  .filter(isSource)
  .sort();
const known = new Set(files);

function moduleOf(path: string): string | undefined {
  const bare = path.replace(/\.tsx?$/, '');
  return Object.keys(mayImport)
    .filter((name) => bare === name || bare.startsWith(`${name}/`))
    .sort((a, b) => b.length - a.length)[0];
}

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function visit(value: unknown, see: (node: Node) => void): void {
  if (Array.isArray(value)) for (const item of value) visit(item, see);
  else if (isNode(value)) {
    see(value);
    for (const child of Object.values(value)) if (typeof child === 'object') visit(child, see);
  }
}

const literal = (value: unknown): string[] =>
  isNode(value) && value.type === 'Literal' && typeof value.value === 'string' ? [value.value] : [];

/** Whether an import is gone once types are. */
const isTypeOnly = (node: Node): boolean =>
  node.importKind === 'type' || node.exportKind === 'type' || node.type === 'TSImportType';

/** Everything a node imports: statically, dynamically, as a type, by glob, or as a worker's address. */
function requestsOf(node: Node): string[] {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
      return literal(node.source);
    case 'TSImportType':
      return literal(node.source ?? node.argument);
    case 'CallExpression': {
      const callee = node.callee;
      if (!isNode(callee) || callee.type !== 'MemberExpression') return [];
      const { object, property } = callee;
      if (!isNode(object) || object.type !== 'MetaProperty') return [];
      if (!isNode(property) || property.name !== 'glob') return [];
      const [patterns] = node.arguments as unknown[];
      return isNode(patterns) && patterns.type === 'ArrayExpression'
        ? (patterns.elements as unknown[]).flatMap(literal)
        : literal(patterns);
    }
    case 'NewExpression': {
      const [first, second] = node.arguments as unknown[];
      const isUrl = isNode(node.callee) && node.callee.name === 'URL';
      const here = isNode(second) && second.type === 'MemberExpression';
      return isUrl && here ? literal(first) : [];
    }
    default:
      return [];
  }
}

/** The files a glob of Vite's kind (`**`, `*`, `{a,b}`) stands for. */
function expand(pattern: string): string[] {
  const source = pattern
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/|\*/g, (star) => (star === '*' ? '[^/]*' : '(?:.*/)?'))
    .replace(/\{([^}]*)\}/g, (_, list: string) => `(?:${list.split(',').join('|')})`);
  const regex = new RegExp(`^${source}$`);
  return files.filter((path) => regex.test(path));
}

/** The source files a request means, none for styles and other assets. */
function resolve(from: string, request: string): string[] {
  const path = posix.join(posix.dirname(from), request.replace(/\?.*$/, ''));
  if (path.includes('*')) return expand(path);
  const found = [path, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`, `${path}/index.tsx`].find((p) => known.has(p));
  return found === undefined ? [] : [found];
}

interface Source {
  readonly path: string;
  readonly text: string;
  readonly packages: readonly string[];
  readonly imports: readonly string[];
  /** The imports that are left when the types are gone. */
  readonly needs: readonly string[];
}

const sources: readonly Source[] = files.map((path) => {
  const text = readFileSync(join(root, path), 'utf8');
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const requests: string[] = [];
  const values: string[] = [];
  visit(program, (node) => {
    // A worker's address is no import: what lies behind it runs elsewhere, and only messages reach it.
    const found = node.type === 'NewExpression' ? [] : requestsOf(node);
    requests.push(...found);
    if (!isTypeOnly(node)) values.push(...found);
  });
  const isLocal = (request: string): boolean => /^!?\.{0,2}\//.test(request);
  const local = (list: readonly string[]): string[] =>
    list.filter((request) => isLocal(request) && !request.startsWith('!')).flatMap((request) => resolve(path, request));
  return {
    path,
    text,
    packages: requests.filter((request) => !isLocal(request)),
    imports: local(requests),
    needs: local(values),
  };
});

/** One cycle through the given edges, as the nodes on it, or undefined. */
function findCycle(edges: ReadonlyMap<string, Iterable<string>>): string[] | undefined {
  const done = new Set<string>();
  const walk = (node: string, trail: string[]): string[] | undefined => {
    const at = trail.indexOf(node);
    if (at >= 0) return [...trail.slice(at), node];
    if (done.has(node)) return undefined;
    for (const next of edges.get(node) ?? []) {
      const cycle = walk(next, [...trail, node]);
      if (cycle) return cycle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of edges.keys()) {
    const cycle = walk(node, []);
    if (cycle) return cycle;
  }
  return undefined;
}

describe('the layers of src/', () => {
  it('has sources to look at, and every one belongs to a module of the table', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((path) => moduleOf(path) === undefined)).toEqual([]);
  });

  it('imports point down only', () => {
    const forbidden = sources.flatMap(({ path, imports }) => {
      const from = moduleOf(path) ?? '';
      return imports
        .filter((target) => moduleOf(target) !== from && !mayImport[from]?.includes(moduleOf(target) ?? ''))
        .map((target) => `${path} imports ${target}`);
    });
    expect(forbidden).toEqual([]);
  });

  it('the table itself has no cycle', () => {
    expect(findCycle(new Map(Object.entries(mayImport)))).toBeUndefined();
  });

  it('no file needs itself through others', () => {
    // Two things are recursive by nature. In ops, primitives state their derivatives in the functions that are written in
    // primitives; in the inspector, the form of an object holds the forms of the objects among its arguments.
    const recursive = [/^ops\//, /^ui\/features\/inspector\//];
    const edges = sources.map(({ path, needs }) => {
      const own = recursive.filter((folder) => folder.test(path));
      return [path, needs.filter((to) => !own.some((folder) => folder.test(to)))] as const;
    });
    expect(findCycle(new Map(edges))).toBeUndefined();
  });

  it('tfjs, React, storage and Node stay behind their fences', () => {
    const outside = sources.flatMap(({ path, packages }) =>
      packages
        .filter((name) => fenced.some((fence) => fence.package.test(name) && !fence.within.test(path)))
        .map((name) => `${path} imports ${name}`),
    );
    expect(outside).toEqual([]);
  });

  it('the page carries nothing that belongs in a worker', () => {
    const needs = new Map(sources.map((source) => [source.path, source.needs]));
    const carried = new Set<string>();
    const queue = ['main.tsx'];
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      if (carried.has(path)) continue;
      carried.add(path);
      queue.push(...(needs.get(path) ?? []));
    }
    // The empty History is plain data; everything else of the engine computes.
    const heavy = /^(engine\/(?!history\.ts)|backends\/|formats\/|rpc\/server\/)/;
    expect([...carried].filter((path) => heavy.test(path))).toEqual([]);
  });

  it('every file opens with a comment that tells its idea', () => {
    expect(sources.filter(({ text }) => !/^(\/\*\*?\s*\S|\/\/ \S)/.test(text)).map(({ path }) => path)).toEqual([]);
  });
});

describe('the tests', () => {
  it('read nothing that a fresh clone lacks', () => {
    const left = readFileSync(join(root, '..', '.gitignore'), 'utf8').match(/^[\w.-]+(?=\/$)/gm) ?? [];
    expect(left).toContain('.cache');
    const outside = new RegExp(`\\.\\./(?:${left.map((name) => name.replaceAll('.', '\\.')).join('|')})/`);
    expect(outside.test("new URL('../../.cache/some.bin', here)")).toBe(true);
    // What the bench builds and serves lies there; no test reads it.
    const read = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
      (path) => /\.tsx?$/.test(path) && !path.startsWith('bench') && path !== 'architecture.test.ts',
    );
    expect(read.length).toBeGreaterThan(100);
    expect(read.filter((path) => outside.test(readFileSync(join(import.meta.dirname, path), 'utf8')))).toEqual([]);
  });
});

describe('the walk over imports', () => {
  it('sees static, dynamic, type, re-exported, globbed and worker imports', () => {
    const code = `import type { A } from './a'; export * from './b'; const c = await import('./c');
      type D = import('./d').D; const e = import.meta.glob(['./e/*.ts', '!./f.ts'], { eager: true });
      new Worker(new URL('./g.ts', import.meta.url)); import './h';`;
    const seen: string[] = [];
    visit(parseSync('probe.ts', code).program, (node) => seen.push(...requestsOf(node)));
    expect(seen.sort()).toEqual(['!./f.ts', './a', './b', './c', './d', './e/*.ts', './g.ts', './h']);
  });

  it('finds a cycle where there is one', () => {
    const edges = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
    ]);
    expect(findCycle(edges)).toEqual(['b', 'c', 'b']);
    expect(findCycle(new Map([['a', ['b', 'c']]]))).toBeUndefined();
  });

  it('expands globs to source files', () => {
    expect(expand(posix.join('base', '*.ts'))).toContain('base/dtype.ts');
    expect(expand('**/{dtype,shape}.ts')).toEqual(['base/dtype.ts', 'base/shape.ts']);
  });
});
