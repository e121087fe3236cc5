/**
 * Finds the inputs a kernel may overwrite with its output: those it reads for element i at place i only. Indices are
 * compared as sums of the kernel's coordinates, so `c0 * 8 + c1` over a space of rows of 8 is place i.
 */
import { bytesPerElement } from '../../base/dtype';
import type { KernelGroup } from '../lowering/kernel';
import type { KernelTree } from './dialect';
import type { Expression, Statement } from './parse';
import { rowSums } from './reductions';

/** Factors by name; '' is the constant part. */
type Sum = ReadonlyMap<string, number>;

export function inPlaceInputs(kernel: KernelGroup, tree: KernelTree): number[] {
  // Rows are added to a result that is written before all is read.
  if (rowSums(tree)) return [];
  const flat = new Map<string, number>();
  const single = new Set<string>();
  let step = 1;
  for (let k = tree.loops.length - 1; k >= 0; k--) {
    const { name, length } = tree.loops[k] as KernelTree['loops'][number];
    if (length === 1) single.add(name);
    else flat.set(name, step);
    step *= length;
  }
  const scan = new Scan(flat, single);
  for (const s of tree.body) scan.statement(s);
  for (const value of tree.values) scan.expression(value);
  const sizes = kernel.outputs.map(bytesPerElement);
  return kernel.inputs.flatMap((dtype, k) =>
    sizes.includes(bytesPerElement(dtype)) && !scan.elsewhere.has(k) ? [k] : [],
  );
}

class Scan {
  /** Inputs read at some place other than the element's own. */
  readonly elsewhere = new Set<number>();
  private readonly names = new Map<string, Sum>();

  /** @param single coordinates that are always 0 */
  constructor(
    private readonly flat: Sum,
    single: ReadonlySet<string>,
  ) {
    for (const name of single) this.names.set(name, new Map());
    for (const name of flat.keys()) this.names.set(name, new Map([[name, 1]]));
    this.names.set('i', flat);
  }

  statement(s: Statement): void {
    switch (s.kind) {
      case 'declare': {
        this.expression(s.value);
        const sum = s.mutable ? null : this.sum(s.value);
        if (sum) this.names.set(s.name, sum);
        return;
      }
      case 'assign':
        this.expression(s.value);
        return;
      case 'loop':
        this.expression(s.from);
        this.expression(s.to);
        for (const inner of s.body) this.statement(inner);
        return;
      case 'when':
        this.expression(s.condition);
        for (const inner of s.body) this.statement(inner);
    }
  }

  expression(e: Expression): void {
    if (e.kind === 'unary') this.expression(e.a);
    if (e.kind === 'binary') {
      this.expression(e.a);
      this.expression(e.b);
    }
    if (e.kind !== 'call') return;
    for (const a of e.args) this.expression(a);
    const load = /^load(\d+)$/.exec(e.name);
    if (load && !this.own(e.args[0])) this.elsewhere.add(Number(load[1]));
  }

  private own(index: Expression | undefined): boolean {
    const sum = index ? this.sum(index) : null;
    return sum !== null && same(sum, this.flat);
  }

  private sum(e: Expression): Sum | null {
    if (e.kind === 'number') return e.type === 'int' ? new Map([['', e.value]]) : null;
    if (e.kind === 'name') return this.names.get(e.name) ?? null;
    if (e.kind !== 'binary') return null;
    const [a, b] = [this.sum(e.a), this.sum(e.b)];
    if (!a || !b) return null;
    if (e.op === '+') return joined(a, b, 1);
    if (e.op === '-') return joined(a, b, -1);
    if (e.op !== '*') return null;
    if (constant(b) !== null) return joined(new Map(), a, constant(b) as number);
    return constant(a) !== null ? joined(new Map(), b, constant(a) as number) : null;
  }
}

function joined(a: Sum, b: Sum, factor: number): Sum {
  const out = new Map(a);
  for (const [name, v] of b) out.set(name, (out.get(name) ?? 0) + factor * v);
  return out;
}

/** A factor of 0 is as good as none. */
function same(a: Sum, b: Sum): boolean {
  for (const name of new Set([...a.keys(), ...b.keys()])) if ((a.get(name) ?? 0) !== (b.get(name) ?? 0)) return false;
  return true;
}

function constant(sum: Sum): number | null {
  for (const [name, v] of sum) if (name !== '' && v !== 0) return null;
  return sum.get('') ?? 0;
}
