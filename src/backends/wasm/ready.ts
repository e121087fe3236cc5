/** Which equations the compiled kernels do, and with which arguments: sizes as numbers, arrays as addresses. */
import { type Shape, sizeOf } from '../../base/shape';
import { getPrimitive } from '../../ops/primitive';
import { poolAttributes } from '../../ops/primitives/window';
import type { Equation, ValueType } from '../../ops/program';
import type { ReadyArgument, ReadyCall } from '../lowering/device';
import { planConv, planConvGradInput, planConvGradKernel } from './ready-conv';
import { call, type Geometry, geometryOf, INPUT, image, OUTPUT, poolSizes, scratch } from './ready-geometry';
import { productCall } from './ready-product';
import { planArgsort } from './ready-sort';

type Plan = (eq: Equation, inputs: readonly Shape[], output: Shape) => ReadyCall;

function planMatmul(eq: Equation, [a]: readonly Shape[], out: Shape): ReadyCall {
  const rank = out.length;
  const [ta, tb] = [eq.attrs.transposeA === true, eq.attrs.transposeB === true];
  const [m, n] = [out[rank - 2] as number, out[rank - 1] as number];
  const k = (a as Shape)[ta ? rank - 2 : rank - 1] as number;
  return productCall([sizeOf(out.slice(0, -2)), m, k, n], [ta, tb], out);
}

function poolOf(eq: Equation, x: Shape, y: Shape): Geometry {
  const a = poolAttributes(eq.attrs);
  return geometryOf({ x, y, window: a.window, strides: a.strides, padding: a.padding });
}

function planPool(eq: Equation, x: Shape, y: Shape, largest: boolean): ReadyCall {
  const g = poolOf(eq, x, y);
  const sizes = [g.batch, g.channels, Number(largest), ...poolSizes(g)];
  return call('pool', y, image(g.padded, g.channels), [...sizes, INPUT(0), OUTPUT, scratch(0)]);
}

/** `of` are the inputs x, y and dy, as far as there are such. */
function planPoolGrad(eq: Equation, x: Shape, y: Shape, of: readonly ReadyArgument[], largest: boolean): ReadyCall {
  const g = poolOf(eq, x, y);
  const bytes = image(g.padded, g.channels);
  const sizes = [g.batch, g.channels, Number(largest), ...poolSizes(g)];
  return call('pool_grad', x, 2 * bytes, [...sizes, ...of, OUTPUT, scratch(0), scratch(bytes)]);
}

/** Joins arrays of four-byte elements along an axis. */
function planConcat(eq: Equation, inputs: readonly Shape[], [out]: readonly ValueType[]): ReadyCall {
  const { shape, dtype } = out as ValueType;
  const axis = eq.attrs.axis as number;
  const step = 4 * sizeOf(shape.slice(axis));
  const rows = sizeOf(shape.slice(0, axis));
  let offset = 0;
  const calls = inputs.flatMap((part, k) => {
    const bytes = 4 * sizeOf(part.slice(axis));
    const to: ReadyArgument = { of: 'output', offset };
    offset += bytes;
    return bytes === 0 ? [] : [{ name: 'place_rows', args: [rows, bytes, step, INPUT(k), to] }];
  });
  return { output: { dtype, length: sizeOf(shape) }, scratch: 0, calls };
}

/** Rows of a table of four-byte elements. */
function planGather([table, indices]: readonly ValueType[], out: ValueType): ReadyCall {
  const { shape } = table as ValueType;
  const count = sizeOf((indices as ValueType).shape);
  const args = [count, shape[0] as number, sizeOf(shape.slice(1)), INPUT(0), INPUT(1), OUTPUT];
  return {
    output: { dtype: out.dtype, length: sizeOf(out.shape) },
    scratch: 0,
    calls: [{ name: 'gather_rows', args }],
  };
}

const PLANS: Readonly<Record<string, Plan>> = {
  matmul: planMatmul,
  max_pool: (eq, [x], y) => planPool(eq, x as Shape, y, true),
  sum_pool: (eq, [x], y) => planPool(eq, x as Shape, y, false),
  max_pool_grad: (eq, [x, y]) => planPoolGrad(eq, x as Shape, y as Shape, [INPUT(0), INPUT(1), INPUT(2)], true),
  sum_pool_grad: (eq, [dy], x) => planPoolGrad(eq, x, dy as Shape, [INPUT(0), INPUT(0), INPUT(0)], false),
  conv: (eq, [x, k], y) => planConv(eq, x as Shape, k as Shape, y),
  conv_grad_input: (eq, [dy, k], x) => planConvGradInput(eq, x, k as Shape, dy as Shape),
  conv_grad_kernel: (eq, [x, dy], k) => planConvGradKernel(eq, x as Shape, k, dy as Shape),
};

const isGathered = ([table, indices]: readonly ValueType[], out: ValueType): boolean =>
  (table?.dtype === 'float32' || table?.dtype === 'int32') &&
  indices?.dtype === 'int32' &&
  sizeOf(table.shape) > 0 &&
  sizeOf(out.shape) > 0;

/** The calls that compute an equation, or null when the generated kernels have to. */
export function planReady(eq: Equation, inputs: readonly ValueType[], outputs: readonly ValueType[]): ReadyCall | null {
  const [out] = outputs;
  if (eq.op === 'concat' && out && out.dtype !== 'bool' && sizeOf(out.shape) > 0) {
    return planConcat(
      eq,
      inputs.map((t) => t.shape),
      outputs,
    );
  }
  if (eq.op === 'argsort' && out && sizeOf(out.shape) > 0) return planArgsort(eq, inputs[0] as ValueType);
  if (eq.op === 'gather' && out && isGathered(inputs, out)) return planGather(inputs, out);
  const plan = PLANS[eq.op];
  // A sum over nothing, and results of nothing, are no work for them.
  if (!plan || !out || [...inputs, out].some((t) => t.dtype !== 'float32' || sizeOf(t.shape) === 0)) return null;
  const ready = plan(
    eq,
    inputs.map((t) => t.shape),
    out.shape,
  );
  return { ...ready, work: getPrimitive(eq.op).flops?.(inputs, outputs, eq.attrs) ?? 0 };
}
