/** Laws of functions that kernels of different lengths share. */
import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../../src/backends/lowering/kernel';
import { alikeLengths, compileScalars, compileVectors } from '../../../src/backends/wasm/compile';
import { alone, readKernel } from '../../../src/backends/wasm/dialect';
import { Imports } from '../../../src/backends/wasm/imports';
import { inPlaceInputs } from '../../../src/backends/wasm/in-place';
import { Machine } from '../../../src/backends/wasm/machine';

const floats = (count: number) => Array.from({ length: count }, () => 'float32' as const);

const product = (rows: number): Kernel => ({
  inputs: floats(2),
  output: 'float32',
  space: [rows],
  emit: (e, at) => e.bind('float', `(${e.load(0, at.index)} * ${e.load(1, at.index)})`),
});

/** One or two loops over which something is computed, added up along rows or along columns, or changed at one place. */
const KINDS: Readonly<Record<string, (rows: number, width: number) => Kernel>> = {
  'of one loop': product,
  'of rows': (rows, width) => ({
    inputs: floats(2),
    output: 'float32',
    space: [rows, width],
    emit: (e, at) => e.bind('float', `(${e.load(0, at.index)} + ${e.load(1, at.coordinate(1))})`),
  }),
  'that step in twos': (rows) => ({
    inputs: floats(1),
    output: 'float32',
    space: [rows],
    emit: (e, at) => e.bind('float', e.load(0, `(${at.coordinate(0)} * 2)`)),
  }),
  'that add up rows': (rows, width) => ({
    inputs: floats(1),
    output: 'float32',
    space: [rows],
    emit: (e, at) => {
      const sum = e.variable('float', e.literal(0));
      const row = at.coordinate(0);
      e.loop(0, width, (k) => e.assign(sum, `(${sum} + ${e.load(0, `(${row} * ${width} + ${k})`)})`));
      return sum;
    },
  }),
  'that add up columns': (rows, width) => ({
    inputs: floats(1),
    output: 'float32',
    space: [rows],
    emit: (e, at) => {
      const sum = e.variable('float', e.literal(0));
      const column = at.coordinate(0);
      e.loop(0, 64 + width, (k) => e.assign(sum, `(${sum} + ${e.load(0, `(${k} * 4096 + ${column})`)})`));
      return sum;
    },
  }),
  'that change one place': (rows) => ({
    inputs: ['float32', 'int32', 'float32'],
    output: 'float32',
    space: [rows],
    emit: (e, at) => {
      const here = e.bind('bool', `(${at.coordinate(0)} == ${e.load(1, '0')})`);
      return e.dialect.choose(here, e.load(2, '0'), e.load(0, at.index));
    },
  }),
};

const LENGTHS = [
  1, 2, 3, 4, 7, 8, 9, 12, 16, 17, 31, 32, 33, 40, 63, 64, 65, 67, 68, 71, 72, 75, 100, 128, 129, 200, 333,
];

describe('kernels', () => {
  it.each(Object.entries(KINDS))('%s that are alike would be written alike', (_, kind) => {
    const imports = new Imports(true);
    const codes = new Map<string, string>();
    let shared = 0;
    for (const rows of LENGTHS) {
      for (const width of [1, 5, 8, 36]) {
        const group = alone(kind(rows, width));
        const tree = readKernel(group);
        const vectors = compileVectors(group, tree, imports);
        const { code, locals } = vectors ?? compileScalars(group, tree, imports);
        const all = JSON.stringify([code, locals, vectors !== null, inPlaceInputs(group, tree)]);
        const key = `${alikeLengths(tree)}|${tree.text}`;
        const before = codes.get(key);
        if (before !== undefined) {
          shared++;
          expect(all, `${rows} by ${width}`).toBe(before);
        }
        codes.set(key, all);
      }
    }
    expect(shared).toBeGreaterThan(0);
  });

  it('of two lengths share their function, and know their own', () => {
    const machine = new Machine();
    const [short, long] = [128, 1024].map((n) => machine.generate(product(n)));
    expect(long?.code).toBe(short?.code);
    expect([short?.range.length, long?.range.length]).toEqual([128, 1024]);
  });
});
