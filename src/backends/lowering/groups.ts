/**
 * Pointwise kernels that can run as one: of one shape, near each other, reading the same arrays or each other's results.
 * An optimizer's slots and weight are so updated in one pass, and the gates of a recurrent cell computed in one.
 */
import { type Shape, sameShape, sizeOf } from '../../base/shape';
import { type Equation, type ValueId, valueType } from '../../ops/program';
import { ExpressionWriter, placeOfCursor } from './expression';
import type { Fusion } from './fusion';
import { type Graph, isHostEquation, isScalar } from './graph';
import { type KernelGroup, scalarOf } from './kernel';

/** Kernels in a group at most, and how many steps later a kernel may stand to be taken in. */
const MOST = 8;
const NEAR = 12;

export interface Group {
  readonly members: readonly Equation[];
  /** Stored values that are read and not made by the group. */
  readonly loads: readonly ValueId[];
}

interface Draft {
  readonly members: Equation[];
  readonly shape: Shape;
  readonly loads: Set<ValueId>;
  readonly made: Set<ValueId>;
  /** Position at which all of them run, and the result of the member that stands there. */
  at: number;
  anchor: ValueId;
  /** Step of the last. */
  last: number;
}

/**
 * Groups of two and more, by the result of the member in whose place they run.
 *
 * @param apart whether a result is made otherwise, and so in no group
 */
export function planGroups(
  graph: Graph,
  fusion: Fusion,
  maxInputs: number,
  apart: (id: ValueId) => boolean = () => false,
): ReadonlyMap<ValueId, Group> {
  const { program } = graph;
  const positions = new Map<ValueId, number>();
  program.equations.forEach((eq, i) => {
    for (const id of eq.outputs) positions.set(id, i);
  });
  const open: Draft[] = [];
  const all: Draft[] = [];
  const steps: Step[] = [];
  let step = 0;
  program.equations.forEach((eq, i) => {
    const out = eq.outputs[0] as ValueId;
    if (fusion.inlined.has(out)) return;
    step++;
    const reads = fusion.loads.get(out);
    steps.push({ at: i, out, reads: reads ?? eq.inputs });
    const { shape } = valueType(program, out);
    if (!reads || apart(out) || !isScalar(eq.op) || isHostEquation(program, eq) || sizeOf(shape) === 0) return;
    while (open.length > 0 && step - (open[0] as Draft).last > NEAR) open.shift();
    const late = (g: Draft): boolean => reads.some((id) => !g.made.has(id) && (positions.get(id) ?? -1) >= g.at);
    const group = open.find(
      (g) => fits(graph, fusion, g, eq, reads, maxInputs) && (!late(g) || mayWait(g, i, steps, all)),
    );
    if (group) {
      if (late(group)) {
        group.at = i;
        group.anchor = out;
        for (const id of group.made) positions.set(id, i);
      }
      group.members.push(eq);
      group.made.add(out);
      for (const id of reads) if (!group.made.has(id)) group.loads.add(id);
      group.last = step;
      return;
    }
    const made = new Set([out]);
    const draft = { members: [eq], shape, loads: new Set(reads), made, at: i, anchor: out, last: step };
    open.push(draft);
    all.push(draft);
  });
  const several = all.filter((g) => g.members.length > 1);
  return new Map(several.map((g) => [g.anchor, { members: g.members, loads: [...g.loads] }]));
}

interface Step {
  readonly at: number;
  readonly out: ValueId;
  readonly reads: readonly ValueId[];
}

/** Whether a group can run as late as position `at`: nothing else reads what it makes before. */
function mayWait(g: Draft, at: number, steps: readonly Step[], groups: readonly Draft[]): boolean {
  for (let k = steps.length - 1; k >= 0; k--) {
    const step = steps[k] as Step;
    if (step.at < g.at) break;
    if (step.at < at && !g.made.has(step.out) && step.reads.some((id) => g.made.has(id))) return false;
  }
  return !groups.some((other) => other !== g && other.at < at && [...other.loads].some((id) => g.made.has(id)));
}

function fits(
  graph: Graph,
  fusion: Fusion,
  g: Draft,
  eq: Equation,
  reads: readonly ValueId[],
  maxInputs: number,
): boolean {
  const typeOf = (id: ValueId) => valueType(graph.program, id);
  if (g.members.length >= MOST || !sameShape(typeOf(eq.outputs[0] as ValueId).shape, g.shape)) return false;
  const size = sizeOf(g.shape);
  // Worth it where an array need not be read again.
  const shares = (id: ValueId): boolean => g.made.has(id) || (g.loads.has(id) && sizeOf(typeOf(id).shape) === size);
  if (!reads.some(shares)) return false;
  const added = reads.filter((id) => !g.loads.has(id) && !g.made.has(id));
  if (g.loads.size + added.length + g.members.length >= maxInputs) return false;
  return inPlace(graph, fusion, g, eq, true);
}

/** Whether an expression reads what the group makes only at the element's own place. */
function inPlace(graph: Graph, fusion: Fusion, g: Draft, eq: Equation, own: boolean): boolean {
  return eq.inputs.every((id) => {
    const here = own && isScalar(eq.op) && sameShape(valueType(graph.program, id).shape, g.shape);
    if (g.made.has(id)) return here;
    const maker = fusion.inlined.has(id) ? graph.producer.get(id) : undefined;
    return !maker || inPlace(graph, fusion, g, maker, here);
  });
}

export function groupKernel(graph: Graph, inlined: ReadonlySet<ValueId>, group: Group): KernelGroup {
  const types = group.members.map((eq) => valueType(graph.program, eq.outputs[0] as ValueId));
  const { shape } = types[0] as (typeof types)[number];
  return {
    inputs: group.loads.map((id) => valueType(graph.program, id).dtype),
    outputs: types.map((t) => t.dtype),
    space: shape,
    emit: (e, at) => {
      const writer = new ExpressionWriter(graph, inlined, group.loads, e);
      const place = placeOfCursor(shape, at);
      return group.members.map((eq, k) => {
        const { dtype } = types[k] as (typeof types)[number];
        // Named, so that all is read before anything is stored.
        const value = e.bind(scalarOf(dtype), writer.compute(eq, place));
        writer.keep(eq.outputs[0] as ValueId, place, value);
        return value;
      });
    },
  };
}
