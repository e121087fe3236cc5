/**
 * Decides which values are stored and which are computed inside their readers. Scalar arithmetic, views and literals
 * melt into the elementwise or reducing kernel that reads them when there is one such kernel, or when computing them
 * again is cheaper than storing them; so an optimizer's update or an activation with its bias is one kernel.
 */
import { sizeOf } from '../../base/shape';
import { type Equation, type ValueId, valueType } from '../../ops/program';
import { type Graph, isAlias, isHostEquation, isInlinable, isReduction, isScalar } from './graph';
import { SCALAR_OPS } from './scalar-ops';

/** A value is computed again in at most so many kernels, if it is cheap. */
const MOST_COPIES = 4;
const CHEAP = 4;
/** A fused expression larger than this is cut: compilers of shaders slow down. */
const LARGEST = 96;

export interface Fusion {
  /** Values computed inside their readers. */
  readonly inlined: ReadonlySet<ValueId>;
  /** For each stored value with a fused kernel: the stored values it reads, in order. */
  readonly loads: ReadonlyMap<ValueId, readonly ValueId[]>;
}

interface Root {
  readonly loads: Set<ValueId>;
  /** Elements the kernel visits. */
  readonly visits: number;
  size: number;
}

export function planFusion(graph: Graph, maxInputs: number): Fusion {
  const { program } = graph;
  const cost = provisionalCosts(graph);
  const inlined = new Set<ValueId>();
  const roots = new Map<ValueId, Root>();
  /** Kernels (named by their result) each inlined value takes part in. */
  const partOf = new Map<ValueId, readonly ValueId[]>();
  for (let i = program.equations.length - 1; i >= 0; i--) {
    const eq = program.equations[i] as Equation;
    const [out] = eq.outputs as [ValueId];
    if (isHostEquation(program, eq) || !(isInlinable(eq.op) || isReduction(eq.op))) continue;
    const kernels = isInlinable(eq.op) ? kernelsReading(graph, out, roots, partOf) : null;
    if (kernels && mayInline(graph, eq, out, kernels, roots, cost, maxInputs)) {
      inlined.add(out);
      partOf.set(out, kernels);
      for (const k of kernels) replaceLoad(roots.get(k) as Root, out, eq);
    } else if (!isAlias(eq.op)) {
      const reads = isReduction(eq.op) ? sizeOf(valueType(program, eq.inputs[0] as ValueId).shape) : 0;
      const visits = Math.max(reads, sizeOf(valueType(program, out).shape));
      roots.set(out, { loads: new Set(eq.inputs), visits, size: 1 });
    }
  }
  return { inlined, loads: new Map([...roots].map(([id, r]) => [id, [...r.loads]])) };
}

/** The fused kernels that read a value, or null when something else reads it or it is a result. */
function kernelsReading(
  graph: Graph,
  id: ValueId,
  roots: ReadonlyMap<ValueId, Root>,
  partOf: ReadonlyMap<ValueId, readonly ValueId[]>,
): ValueId[] | null {
  if (graph.outputs.has(id)) return null;
  const kernels = new Set<ValueId>();
  for (const reader of graph.readers.get(id) ?? []) {
    const result = reader.outputs[0] as ValueId;
    const inside = partOf.get(result);
    if (inside) for (const k of inside) kernels.add(k);
    else if (roots.has(result)) kernels.add(result);
    else return null;
  }
  return [...kernels];
}

function mayInline(
  graph: Graph,
  eq: Equation,
  out: ValueId,
  kernels: readonly ValueId[],
  roots: ReadonlyMap<ValueId, Root>,
  cost: ReadonlyMap<ValueId, number>,
  maxInputs: number,
): boolean {
  const computes = isScalar(eq.op);
  const price = cost.get(out) ?? 0;
  if (kernels.length > 1 && computes && (kernels.length > MOST_COPIES || price > CHEAP)) return false;
  const elements = sizeOf(valueType(graph.program, out).shape);
  for (const k of kernels) {
    const root = roots.get(k) as Root;
    // A value read many times over (a broadcast mean, a row of logits) is computed once and stored.
    if (computes && price > 1 && root.visits > elements) return false;
    const added = eq.inputs.filter((id) => !root.loads.has(id)).length;
    if (root.loads.size - 1 + added > maxInputs || root.size >= LARGEST) return false;
  }
  return true;
}

function replaceLoad(root: Root, out: ValueId, eq: Equation): void {
  root.loads.delete(out);
  for (const id of eq.inputs) root.loads.add(id);
  root.size++;
}

/** An upper bound of what computing each value inside a reader costs, were its own operands computed there too. */
function provisionalCosts(graph: Graph): Map<ValueId, number> {
  const cost = new Map<ValueId, number>();
  for (const eq of graph.program.equations) {
    if (!isInlinable(eq.op) || isHostEquation(graph.program, eq)) continue;
    let total = isScalar(eq.op) ? (SCALAR_OPS[eq.op]?.cost ?? 1) : 0;
    for (const id of eq.inputs) total += cost.get(id) ?? 0;
    cost.set(eq.outputs[0] as ValueId, total);
  }
  return cost;
}
