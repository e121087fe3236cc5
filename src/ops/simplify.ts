/**
 * Simplification: says equations in cheaper ways, removes those nothing depends on, and renumbers values densely. Equal equations are already
 * merged while tracing. Loop bodies are simplified too, with stacked outputs nobody reads dropped.
 */
import { scanAttributes } from './primitives/scan';
import type { Attributes, Equation, Program, ValueId } from './program';
import { rewrite } from './rewrite';

export function simplify(given: Program): Program {
  const program = rewrite(given);
  const needed = new Set<ValueId>(program.outputs);
  const kept: Equation[] = [];
  for (let i = program.equations.length - 1; i >= 0; i--) {
    const eq = program.equations[i] as Equation;
    if (!eq.outputs.some((id) => needed.has(id))) continue;
    const slim = eq.op === 'scan' ? slimScan(eq, needed) : eq;
    for (const id of slim.inputs) needed.add(id);
    kept.push(slim);
  }
  return renumber({ ...program, equations: kept.reverse() });
}

/** Drops stacked outputs of a loop that are never read, then simplifies its body. */
function slimScan(eq: Equation, needed: ReadonlySet<ValueId>): Equation {
  const a = scanAttributes(eq.attrs);
  const keep = eq.outputs.map((id, i) => i < a.carries || needed.has(id));
  const body = simplify({ ...a.body, outputs: a.body.outputs.filter((_, i) => keep[i]) });
  const attrs: Attributes = { ...eq.attrs, body };
  return { ...eq, outputs: eq.outputs.filter((_, i) => keep[i]), attrs };
}

function renumber(program: Program): Program {
  const ids = new Map<ValueId, ValueId>();
  const values: Program['values'][number][] = [];
  const fresh = (id: ValueId): ValueId => {
    const known = ids.get(id);
    if (known !== undefined) return known;
    const next = values.length;
    ids.set(id, next);
    values.push(program.values[id] as Program['values'][number]);
    return next;
  };
  const inputs = program.inputs.map(fresh);
  const equations = program.equations.map((eq) => ({
    ...eq,
    inputs: eq.inputs.map(fresh),
    outputs: eq.outputs.map(fresh),
  }));
  return { inputs, outputs: program.outputs.map(fresh), equations, values };
}
