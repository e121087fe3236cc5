/** What of a kernel is the same for all elements, and so is written before its loops. */
import type { KernelTree } from './dialect';
import type { Expression, Statement } from './parse';

/** Whether an expression uses any of these names. */
export function mentions(e: Expression, names: ReadonlySet<string>): boolean {
  switch (e.kind) {
    case 'number':
      return false;
    case 'name':
      return names.has(e.name);
    case 'unary':
      return mentions(e.a, names);
    case 'binary':
      return mentions(e.a, names) || mentions(e.b, names);
    case 'call':
      return e.args.some((a) => mentions(a, names));
  }
}

const coordinatesOf = (tree: KernelTree): string[] => ['i', ...tree.loops.map((l) => l.name)];

/** A kernel's declarations that do not depend on the element, in order, and its other statements. */
export function parted(tree: KernelTree): { readonly fixed: readonly Statement[]; readonly varying: Statement[] } {
  const changing = new Set(coordinatesOf(tree));
  const fixed: Statement[] = [];
  const varying: Statement[] = [];
  for (const s of tree.body) {
    if (s.kind === 'declare' && !s.mutable && !mentions(s.value, changing)) fixed.push(s);
    else {
      varying.push(s);
      if (s.kind === 'declare') changing.add(s.name);
    }
  }
  return { fixed, varying };
}

/** Names of floating point numbers that do not vary and are used, as they are, where others do. */
export function spreadNames(fixed: readonly Statement[], varying: readonly Statement[], values: readonly Expression[]) {
  const floats = new Set(fixed.flatMap((s) => (s.kind === 'declare' && s.type === 'float' ? [s.name] : [])));
  const used = new Set<string>();
  const look = (e: Expression): void => {
    if (e.kind === 'name' && floats.has(e.name)) used.add(e.name);
    else if (e.kind === 'unary') look(e.a);
    else if (e.kind === 'binary') {
      look(e.a);
      look(e.b);
    } else if (e.kind === 'call') e.args.forEach(look);
  };
  const walk = (list: readonly Statement[]): void => {
    for (const s of list) {
      if (s.kind === 'declare' || s.kind === 'assign') look(s.value);
      else walk(s.body);
    }
  };
  walk(varying);
  values.forEach(look);
  return used;
}

export interface Change {
  /** The array of which everything else is kept. */
  readonly input: number;
  /** The place that changes. */
  readonly at: Expression;
}

/** In `choose(i == at, new, old[i])` what is kept and where it changes; null for all other kernels. */
export function changeOf(tree: KernelTree): Change | null {
  const [value, ...more] = tree.values;
  if (!value || more.length > 0 || tree.loops.length !== 1) return null;
  const known = new Map(tree.body.flatMap((s) => (s.kind === 'declare' && !s.mutable ? [[s.name, s.value]] : [])));
  const resolved = (e: Expression | undefined): Expression | undefined =>
    e?.kind === 'name' && known.has(e.name) ? resolved(known.get(e.name)) : e;
  const own = coordinatesOf(tree);
  const isOwn = (e: Expression | undefined): boolean => e?.kind === 'name' && own.includes(e.name);
  const choice = resolved(value);
  if (choice?.kind !== 'call' || choice.name !== 'choose') return null;
  const [test, old] = [resolved(choice.args[0]), resolved(choice.args[2])];
  if (test?.kind !== 'binary' || test.op !== '==' || old?.kind !== 'call' || !isOwn(old.args[0])) return null;
  const load = /^load(\d+)$/.exec(old.name);
  const at = isOwn(test.a) ? test.b : isOwn(test.b) ? test.a : null;
  const varying = new Set([...own, ...parted(tree).varying.flatMap((s) => (s.kind === 'declare' ? [s.name] : []))]);
  return load && at && !mentions(at, varying) ? { input: Number(load[1]), at } : null;
}
