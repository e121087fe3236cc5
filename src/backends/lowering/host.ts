/**
 * Random keys and counters (uint32) live on the host: GPUs of the web have no dependable unsigned arithmetic in tfjs,
 * and keys are tiny. Equations over them are evaluated by the reference kernels, which are exact for integers.
 */
import type { TypedArray } from '../../base/dtype';
import { toTyped } from '../../base/dtype';
import { type Equation, type Program, type ValueId, valueType } from '../../ops/program';
import { evaluate, makeNd } from '../reference';
import type { Device, DeviceBuffer } from './device';

/** An array that stays in JavaScript's memory. */
export class HostBuffer implements DeviceBuffer {
  readonly dtype = 'uint32';
  constructor(readonly values: Uint32Array) {}
  get length(): number {
    return this.values.length;
  }
}

/** Gives back a reference to an array; the host's are the garbage collector's. */
export function release(device: Device, buffer: DeviceBuffer): void {
  if (!(buffer instanceof HostBuffer)) device.release(buffer);
}

/** Adds a reference to an array. */
export function retain(device: Device, buffer: DeviceBuffer): void {
  if (!(buffer instanceof HostBuffer)) device.retain(buffer);
}

/** One equation as a program of its own, evaluated on plain arrays. */
export function hostEvaluator(program: Program, eq: Equation): (inputs: readonly TypedArray[]) => TypedArray[] {
  const single: Program = {
    inputs: [...new Set(eq.inputs)],
    outputs: eq.outputs,
    equations: [eq],
    values: program.values,
  };
  const first = single.inputs.map((id) => eq.inputs.indexOf(id));
  return (inputs) => {
    const arrays = single.inputs.map((id: ValueId, i) => {
      const type = valueType(program, id);
      return makeNd(type.shape, type.dtype, Float64Array.from(inputs[first[i] as number] as TypedArray));
    });
    return evaluate(single, arrays).map((o) => toTyped(o.dtype, o.data));
  };
}
