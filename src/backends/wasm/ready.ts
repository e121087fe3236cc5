/** Which equations the compiled kernels do, and with which arguments: sizes as numbers, arrays as addresses. */
import { type Shape, sizeOf } from '../../base/shape';
import type { Equation, ValueType } from '../../ops/program';
import type { ReadyArgument, ReadyCall } from '../lowering/device';

type Plan = (eq: Equation, inputs: readonly Shape[], output: Shape) => ReadyCall | null;

const OUT: ReadyArgument = { of: 'output' };
const ROOM: ReadyArgument = { of: 'scratch' };
const input = (k: number): ReadyArgument => ({ of: k });

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
    calls: [{ name: 'matmul', args: [batch, m, k, n, Number(ta), Number(tb), input(0), input(1), OUT, ROOM] }],
  };
}

const DEPTH = 512;
/** Bytes the packed operands of a product take (`kernels/matmul.ts`). */
export const matmulRoom = (m: number, k: number, n: number): number =>
  (Math.ceil(m / 4) * 4 + Math.ceil(n / 8) * 8) * Math.min(k, DEPTH) * 4;

const PLANS: Readonly<Record<string, Plan>> = {
  matmul: planMatmul,
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
