/** Sorting as a call of the compiled kernel: rows one after another, in a time that grows with their length alone. */
import { sizeOf } from '../../base/shape';
import type { Equation, ValueType } from '../../ops/program';
import type { ReadyCall } from '../lowering/device';
import { INPUT, OUTPUT, scratch } from './ready-geometry';

/** The call of an `argsort` that has something to sort. */
export function planArgsort(eq: Equation, x: ValueType): ReadyCall {
  const length = x.shape[x.shape.length - 1] as number;
  const rows = sizeOf(x.shape) / length;
  const flags = [Number(x.dtype === 'float32'), Number(eq.attrs.descending === true)];
  return {
    output: { dtype: 'int32', length: sizeOf(x.shape) },
    scratch: 1024 + 16 * length,
    calls: [{ name: 'argsort_rows', args: [rows, length, ...flags, INPUT(0), OUTPUT, scratch(0)] }],
  };
}
