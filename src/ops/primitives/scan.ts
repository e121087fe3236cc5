/**
 * scan: a loop with a static number of steps whose body is a program.
 *
 * Inputs: constants, then carries, then sequences (stepped along axis 0). Body inputs: constants, carries, one element
 * of each sequence. Body outputs: carries, then one element of each stacked output. With `reverse` the last element is
 * stepped first, and outputs keep the order of the sequences.
 *
 * Derivative: the body and its own derivative are traced together once. What the derivative half reads of the forward
 * half becomes extra stacked outputs of the forward loop, so the backward loop computes nothing twice. A constant's
 * cotangent that is a matrix product in every step, as a recurrent weight's is, becomes one product over all steps after
 * the loop.
 */
import { type Shape, sameShape } from '../../base/shape';
import { differentiate } from '../differentiate';
import * as F from '../functions';
import { scan } from '../loop-functions';
import { definePrimitive, getPrimitive } from '../primitive';
import { type Attributes, type Equation, type Program, type ValueId, type ValueType, valueType } from '../program';
import { inline, type Tensor, Trace, withTrace } from '../tracer';

export interface ScanAttributes {
  readonly body: Program;
  readonly length: number;
  readonly constants: number;
  readonly carries: number;
  readonly reverse: boolean;
}

export const scanAttributes = (a: Attributes): ScanAttributes => a as unknown as ScanAttributes;

const rowOf = (t: ValueType): ValueType => ({ shape: t.shape.slice(1), dtype: t.dtype });
const stackOf = (t: ValueType, length: number): ValueType => ({ shape: [length, ...t.shape], dtype: t.dtype });

function programFlops(p: Program): number {
  let total = 0;
  for (const eq of p.equations) total += equationFlops(p, eq);
  return total;
}

/** Floating point operations of one equation of a program. */
export function equationFlops(p: Pick<Program, 'values'>, eq: Equation): number {
  const outs = eq.outputs.map((id) => valueType(p, id));
  const primitive = getPrimitive(eq.op);
  if (primitive.flops) {
    return primitive.flops(
      eq.inputs.map((id) => valueType(p, id)),
      outs,
      eq.attrs,
    );
  }
  return outs.reduce((n, t) => n + t.shape.reduce((a, d) => a * d, 1), 0);
}

definePrimitive({
  name: 'scan',
  infer: (inputs, attrs) => {
    const { body, length, constants, carries } = scanAttributes(attrs);
    inputs.forEach((t, i) => {
      const seen = i < constants + carries ? t : rowOf(t);
      const want = valueType(body, body.inputs[i] as ValueId);
      if (!sameShape(seen.shape, want.shape) || seen.dtype !== want.dtype) {
        throw new Error(
          `scan: input ${i} is ${seen.dtype} [${seen.shape}], its body takes ${want.dtype} [${want.shape}].`,
        );
      }
      if (i >= constants + carries && t.shape[0] !== length)
        throw new Error(`scan: sequence ${i} has not ${length} steps.`);
    });
    return body.outputs.map((id, i) => {
      const type = valueType(body, id);
      return i < carries ? type : stackOf(type, length);
    });
  },
  flops: (_i, _o, attrs) => {
    const a = scanAttributes(attrs);
    return a.length * programFlops(a.body);
  },
  vjp: ({ inputs, attrs, cotangents, needed, extend }) => {
    const a = scanAttributes(attrs);
    const { forward, backward, residuals, accumulated, products } = splitBody(a, needed);
    // The forward loop itself is made to save what the backward loop reads, so nothing is computed twice.
    const saved = extend(
      { ...attrs, body: forward },
      residuals.stacked.map((id) => stackOf(valueType(forward, id), a.length)),
    );
    const outs = a.body.outputs;
    const ctOf = (i: number): Tensor => {
      const type = valueType(a.body, outs[i] as ValueId);
      const shape: Shape = i < a.carries ? type.shape : [a.length, ...type.shape];
      return cotangents[i] ?? F.zeros(shape);
    };
    // Backward carries: cotangents of the carries, then the accumulated cotangents of the constants.
    const carryCts = Array.from({ length: a.carries }, (_, i) => floatOrZero(a, i, ctOf));
    const constantSums = accumulated.map((i) => F.zeros((inputs[i] as Tensor).shape));
    const stackedCts = outs.slice(a.carries).map((_, i) => ctOf(a.carries + i));
    const fixed = residuals.fixed.map((i) => inputs[i] as Tensor);
    const rows = residuals.rows.map((i) => inputs[i] as Tensor);
    const back = scan(
      {
        body: backward,
        length: a.length,
        constants: fixed.length,
        carries: carryCts.length + constantSums.length,
        reverse: !a.reverse,
      },
      fixed,
      [...carryCts, ...constantSums],
      [...saved, ...rows, ...stackedCts],
    );
    const firstStack = a.carries + accumulated.length;
    const stackOfValue = (place: Place): Tensor => {
      if (place.of === 'saved') return saved[place.index] as Tensor;
      return place.of === 'input' ? (inputs[place.index] as Tensor) : (back[firstStack + place.index] as Tensor);
    };
    return inputs.map((_, i) => {
      if (!needed[i]) return null;
      if (i < a.constants) {
        const product = products.get(i);
        if (product) return productOverSteps(stackOfValue(product.left), stackOfValue(product.right));
        const at = accumulated.indexOf(i);
        return at < 0 ? null : (back[a.carries + at] as Tensor);
      }
      if (i < a.constants + a.carries) return back[i - a.constants] as Tensor;
      const slot = residuals.sequenceGrads.indexOf(i);
      return slot < 0 ? null : (back[firstStack + slot] as Tensor);
    });
  },
});

/** Σ over steps of leftᵀ·right, for stacks [steps, rows, k] and [steps, rows, n]: one product of all rows. */
function productOverSteps(left: Tensor, right: Tensor): Tensor {
  const flat = (x: Tensor): Tensor => {
    const [steps, rows, columns] = x.shape as [number, number, number];
    return F.reshape(x, [steps * rows, columns]);
  };
  return F.matmul(flat(left), flat(right), true, false);
}

/** Integer and boolean carries have no cotangent; a float zero of their shape keeps the loop's layout regular. */
function floatOrZero(a: ScanAttributes, i: number, ctOf: (i: number) => Tensor): Tensor {
  const type = valueType(a.body, a.body.outputs[i] as ValueId);
  return type.dtype === 'float32' ? ctOf(i) : F.zeros(type.shape);
}

/** Where the stack of a value over all steps is found after the backward loop. */
interface Place {
  readonly of: 'saved' | 'input' | 'back';
  readonly index: number;
}

interface Split {
  /** The body with the residuals as extra stacked outputs. */
  readonly forward: Program;
  /** (fixed residuals, carry cotangents, constant sums, saved residuals, rows, stacked cotangents) -> (carry cts, sums, sequence cts) */
  readonly backward: Program;
  readonly residuals: {
    /** Values of `forward`. */
    readonly stacked: readonly ValueId[];
    readonly fixed: readonly number[];
    readonly rows: readonly number[];
    readonly sequenceGrads: readonly number[];
  };
  /** Constants whose cotangent is summed up step by step. */
  readonly accumulated: readonly number[];
  /** Constants whose cotangent is a product over all steps. */
  readonly products: ReadonlyMap<number, { readonly left: Place; readonly right: Place }>;
}

function splitBody(a: ScanAttributes, needed: readonly boolean[]): Split {
  const t = new Trace();
  return withTrace(t, () => {
    const args = a.body.inputs.map((id) => t.input(valueType(a.body, id)));
    const { outputs } = inline(a.body, args);
    const boundary = t.equations.length;
    const cts = outputs.map((o) => t.input({ shape: o.shape, dtype: 'float32' }));
    const isFloat = (i: number): boolean => args[i]?.dtype === 'float32';
    // Carries always pass their cotangent on; constants and sequences only where asked.
    const wanted = args.map((_, i) => {
      const isCarry = i >= a.constants && i < a.constants + a.carries;
      return isFloat(i) && (isCarry || needed[i] === true);
    });
    const grads = differentiate(
      t,
      outputs,
      outputs.map((o, i) => (o.dtype === 'float32' ? (cts[i] as Tensor) : null)),
      args.map((x, i) => (wanted[i] ? x : null)),
    );
    const factors = new Map<number, readonly [ValueId, ValueId]>();
    for (let i = 0; i < a.constants; i++) {
      const pair = stepProduct(t, grads[i] ?? null, boundary, new Set(args.slice(0, a.constants).map((x) => x.id)));
      if (pair) factors.set(i, pair);
    }
    const accumulated = args.map((_, i) => i).filter((i) => i < a.constants && grads[i] && !factors.has(i));
    const sums = accumulated.map((i) => t.input({ shape: (args[i] as Tensor).shape, dtype: 'float32' }));
    const carryGrads = args
      .slice(a.constants, a.constants + a.carries)
      .map((x, i) => grads[a.constants + i] ?? F.zeros(x.shape));
    const sequenceGrads = args.map((_, i) => i).filter((i) => i >= a.constants + a.carries && grads[i]);
    const backOutputs = [
      ...carryGrads,
      ...accumulated.map((i, k) => F.add(sums[k] as Tensor, grads[i] as Tensor)),
      ...sequenceGrads.map((i) => grads[i] as Tensor),
    ];
    return assemble(t, a, boundary, { args, outputs, cts, sums, backOutputs, accumulated, sequenceGrads, factors });
  });
}

/** The two factors of a cotangent leftᵀ·right that the backward half makes of matrices that change from step to step. */
function stepProduct(
  t: Trace,
  grad: Tensor | null,
  boundary: number,
  fixed: ReadonlySet<ValueId>,
): readonly [ValueId, ValueId] | null {
  const made = grad ? t.producers.get(grad.id) : undefined;
  if (made?.op !== 'matmul' || made.attrs.transposeA !== true || made.attrs.transposeB === true) return null;
  const [left, right] = made.inputs as [ValueId, ValueId];
  const isMatrix = t.tensor(left).rank === 2;
  if (!isMatrix || fixed.has(left) || fixed.has(right) || t.equations.indexOf(made) < boundary) return null;
  return [left, right];
}

interface Parts {
  readonly args: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly cts: readonly Tensor[];
  readonly sums: readonly Tensor[];
  readonly backOutputs: readonly Tensor[];
  readonly accumulated: readonly number[];
  readonly sequenceGrads: readonly number[];
  readonly factors: ReadonlyMap<number, readonly [ValueId, ValueId]>;
}

/** Cuts the joint trace in two at `boundary` and finds what the second half reads of the first. */
function assemble(t: Trace, a: ScanAttributes, boundary: number, parts: Parts): Split {
  const forwardEquations = t.equations.slice(0, boundary);
  const backwardEquations = t.equations.slice(boundary);
  const madeForward = new Set(forwardEquations.flatMap((eq) => eq.outputs));
  const argIndex = new Map(parts.args.map((x, i) => [x.id, i] as const));
  const read = new Set<ValueId>();
  for (const eq of backwardEquations) for (const id of eq.inputs) read.add(id);
  for (const o of parts.backOutputs) read.add(o.id);
  const residualIds = [...read].filter((id) => madeForward.has(id));
  const readArgs = [...read].filter((id) => argIndex.has(id)).map((id) => argIndex.get(id) as number);
  const fixed = readArgs.filter((i) => i < a.constants);
  const carriesRead = readArgs.filter((i) => i >= a.constants && i < a.constants + a.carries);
  const rows = readArgs.filter((i) => i >= a.constants + a.carries);
  const argId = (i: number): ValueId => (parts.args[i] as Tensor).id;
  const stackedIds = [...residualIds, ...carriesRead.map(argId)];
  // Stacks the backward loop puts out: cotangents of sequences, then factors found nowhere else.
  const stacks = parts.backOutputs.slice(parts.backOutputs.length - parts.sequenceGrads.length).map((x) => x.id);
  const placeOf = (id: ValueId): Place => {
    const arg = argIndex.get(id);
    if (arg !== undefined && arg >= a.constants + a.carries) return { of: 'input', index: arg };
    if (stackedIds.includes(id)) return { of: 'saved', index: stackedIds.indexOf(id) };
    if (!stacks.includes(id)) stacks.push(id);
    return { of: 'back', index: stacks.indexOf(id) };
  };
  const products = new Map(
    [...parts.factors].map(([i, [left, right]]) => [i, { left: placeOf(left), right: placeOf(right) }] as const),
  );
  const summed = parts.backOutputs.slice(0, parts.backOutputs.length - parts.sequenceGrads.length);
  const forward: Program = {
    inputs: parts.args.map((x) => x.id),
    outputs: [...parts.outputs.map((x) => x.id), ...stackedIds],
    equations: forwardEquations,
    values: t.values,
  };
  const backward: Program = {
    inputs: [
      ...fixed.map(argId),
      ...parts.cts.slice(0, a.carries).map((x) => x.id),
      ...parts.sums.map((x) => x.id),
      ...stackedIds,
      ...rows.map(argId),
      ...parts.cts.slice(a.carries).map((x) => x.id),
    ],
    outputs: [...summed.map((x) => x.id), ...stacks],
    equations: backwardEquations,
    values: t.values,
  };
  return {
    forward,
    backward,
    residuals: { stacked: stackedIds, fixed, rows, sequenceGrads: parts.sequenceGrads },
    accumulated: parts.accumulated,
    products,
  };
}
