/**
 * Reverse-mode differentiation inside one trace: walks the recorded equations backwards from the outputs and appends
 * each primitive's vector-Jacobian product. The derivative is made of the same primitives as the program, so every
 * backend that runs programs runs their derivatives.
 */
import * as F from './functions';
import { getPrimitive } from './primitive';
import type { Equation, ValueId } from './program';
import { type Tensor, type Trace, withTrace } from './tracer';

/**
 * Cotangents of `wrt` for given cotangents of `outputs`.
 * @param cotangents one per output; null where nothing flows.
 * @param wrt null entries are skipped and come back null, as do values the outputs do not depend on.
 * @throws Error when a needed primitive has no derivative.
 */
export function differentiate(
  t: Trace,
  outputs: readonly Tensor[],
  cotangents: readonly (Tensor | null)[],
  wrt: readonly (Tensor | null)[],
): (Tensor | null)[] {
  return withTrace(t, () => {
    const equations = [...t.equations];
    const active = reachable(equations, wrt);
    const grads = new Map<ValueId, Tensor>();
    const accumulate = (id: ValueId, ct: Tensor): void => {
      const sofar = grads.get(id);
      grads.set(id, sofar ? F.add(sofar, ct) : ct);
    };
    outputs.forEach((o, i) => {
      const ct = cotangents[i];
      if (ct && active.has(o.id)) accumulate(o.id, ct);
    });
    const { origin } = t;
    for (let i = equations.length - 1; i >= 0; i--) {
      const eq = equations[i] as Equation;
      t.origin = eq.from;
      if (!eq.outputs.some((id) => grads.has(id))) continue;
      const needed = eq.inputs.map((id) => active.has(id) && t.values[id]?.dtype === 'float32');
      if (!needed.some(Boolean)) continue;
      const primitive = getPrimitive(eq.op);
      if (eq.op === 'stop_gradient') continue;
      if (!primitive.vjp) {
        if (NON_DIFFERENTIABLE.has(eq.op)) continue;
        throw new Error(`Primitive ${eq.op} has no derivative.`);
      }
      const cts = primitive.vjp({
        inputs: eq.inputs.map((id) => t.tensor(id)),
        outputs: eq.outputs.map((id) => t.tensor(id)),
        attrs: eq.attrs,
        cotangents: eq.outputs.map((id) => grads.get(id) ?? null),
        needed,
        extend: (attrs, more) => t.extendEquation(eq, attrs, more),
      });
      eq.inputs.forEach((id, k) => {
        const ct = cts[k];
        if (ct && needed[k]) accumulate(id, ct);
      });
    }
    t.origin = origin;
    return wrt.map((x) => (x ? (grads.get(x.id) ?? null) : null));
  });
}

/** Primitives whose derivative is zero almost everywhere: cotangents stop there silently. */
const NON_DIFFERENTIABLE = new Set(
  ['is_finite', 'not', 'eq', 'ne', 'lt', 'le', 'gt', 'ge', 'and', 'or', 'argmax', 'argsort'], // biome-ignore format: a list
);

/** Values that depend on any of `wrt`. */
function reachable(equations: readonly Equation[], wrt: readonly (Tensor | null)[]): Set<ValueId> {
  const active = new Set<ValueId>();
  for (const x of wrt) if (x) active.add(x.id);
  for (const eq of equations) {
    if (eq.op !== 'stop_gradient' && eq.inputs.some((id) => active.has(id)))
      for (const id of eq.outputs) active.add(id);
  }
  return active;
}

/** Gradients of a scalar with respect to each of `wrt`; zeros where it does not depend on one. */
export function gradients(t: Trace, loss: Tensor, wrt: readonly Tensor[]): Tensor[] {
  if (loss.size !== 1) throw new Error('gradients takes a scalar.');
  return withTrace(t, () => {
    const grads = differentiate(t, [loss], [F.full(loss.shape, 1)], wrt);
    return wrt.map((x, i) => grads[i] ?? F.zeros(x.shape));
  });
}
