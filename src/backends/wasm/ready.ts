/** Which equations the compiled kernels do, and with which arguments: sizes as numbers, arrays as addresses. */
import { type Shape, sizeOf } from '../../base/shape';
import { convAttributes, poolAttributes } from '../../ops/primitives/window';
import type { Equation, ValueType } from '../../ops/program';
import type { ReadyArgument, ReadyCall } from '../lowering/device';
import { planDepthwise, planDepthwiseGradInput, planDepthwiseGradKernel } from './ready-conv';
import { geometryOf, INPUT, image, OUTPUT, scratch } from './ready-geometry';

type Plan = (eq: Equation, inputs: readonly Shape[], output: Shape) => ReadyCall | null;

const floats = (length: number): ReadyCall['output'] => ({ dtype: 'float32', length });

function planMatmul(eq: Equation, [a]: readonly Shape[], out: Shape): ReadyCall {
  const rank = out.length;
  const [ta, tb] = [eq.attrs.transposeA === true, eq.attrs.transposeB === true];
  const [m, n] = [out[rank - 2] as number, out[rank - 1] as number];
  const k = (a as Shape)[ta ? rank - 2 : rank - 1] as number;
  const batch = sizeOf(out.slice(0, -2));
  return {
    output: floats(sizeOf(out)),
    scratch: matmulRoom(m, k, n),
    calls: [{ name: 'matmul', args: [batch, m, k, n, Number(ta), Number(tb), INPUT(0), INPUT(1), OUTPUT, scratch(0)] }],
  };
}

const DEPTH = 512;
/** Bytes the packed operands of a product take (`kernels/matmul.ts`). */
export const matmulRoom = (m: number, k: number, n: number): number =>
  (Math.ceil(m / 4) * 4 + Math.ceil(n / 8) * 8) * Math.min(k, DEPTH) * 4;

/** max_pool and sum_pool; `x` and `y` are the whole shapes. */
function planPool(eq: Equation, x: Shape, y: Shape, largest: boolean): ReadyCall {
  const a = poolAttributes(eq.attrs);
  const g = geometryOf({ x, y, window: a.window, strides: a.strides, padding: a.padding });
  const args: ReadyArgument[] = [
    g.batch, g.channels, Number(largest), ...g.input, ...g.low, ...g.padded, ...g.output, ...g.window, ...g.strides,
  ]; // biome-ignore format: a list of triples
  return {
    output: floats(sizeOf(y)),
    scratch: image(g.padded, g.channels),
    calls: [{ name: 'pool', args: [...args, INPUT(0), OUTPUT, scratch(0)] }],
  };
}

/** The derivatives of both; `of` are the inputs x, y and dy, whichever there are. */
function planPoolGrad(eq: Equation, x: Shape, y: Shape, of: readonly ReadyArgument[], largest: boolean): ReadyCall {
  const a = poolAttributes(eq.attrs);
  const g = geometryOf({ x, y, window: a.window, strides: a.strides, padding: a.padding });
  const bytes = image(g.padded, g.channels);
  const args: ReadyArgument[] = [
    g.batch, g.channels, Number(largest), ...g.input, ...g.low, ...g.padded, ...g.output, ...g.window, ...g.strides,
  ]; // biome-ignore format: a list of triples
  return {
    output: floats(sizeOf(x)),
    scratch: 2 * bytes,
    calls: [{ name: 'pool_grad', args: [...args, ...of, OUTPUT, scratch(0), scratch(bytes)] }],
  };
}

const isDepthwise = (eq: Equation, channels: number): boolean => {
  const { groups } = convAttributes(eq.attrs);
  return groups > 1 && groups === channels;
};
const last = (s: Shape): number => s[s.length - 1] as number;

const PLANS: Readonly<Record<string, Plan>> = {
  matmul: planMatmul,
  max_pool: (eq, [x], y) => planPool(eq, x as Shape, y, true),
  sum_pool: (eq, [x], y) => planPool(eq, x as Shape, y, false),
  max_pool_grad: (eq, [x, y]) => planPoolGrad(eq, x as Shape, y as Shape, [INPUT(0), INPUT(1), INPUT(2)], true),
  sum_pool_grad: (eq, [dy], x) => planPoolGrad(eq, x, dy as Shape, [INPUT(0), INPUT(0), INPUT(0)], false),
  conv: (eq, [x, k], y) => (isDepthwise(eq, last(x as Shape)) ? planDepthwise(eq, x as Shape, k as Shape, y) : null),
  conv_grad_input: (eq, [dy, k], x) =>
    isDepthwise(eq, last(x)) ? planDepthwiseGradInput(eq, x, k as Shape, dy as Shape) : null,
  conv_grad_kernel: (eq, [x, dy], k) =>
    isDepthwise(eq, last(x as Shape)) ? planDepthwiseGradKernel(eq, x as Shape, k, dy as Shape) : null,
};

/** The calls that compute an equation, or null when the generated kernels have to. */
export function planReady(eq: Equation, inputs: readonly ValueType[], outputs: readonly ValueType[]): ReadyCall | null {
  const plan = PLANS[eq.op];
  const [out] = outputs;
  // A sum over nothing, and results of nothing, are no work for them.
  if (!plan || !out || [...inputs, out].some((t) => t.dtype !== 'float32' || sizeOf(t.shape) === 0)) return null;
  return plan(
    eq,
    inputs.map((t) => t.shape),
    out.shape,
  );
}
