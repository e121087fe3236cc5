/** The words lowering's parts share. */
import type { Equation, Program, ValueId } from '../../ops/program';
import type { Device, DeviceBuffer } from './device';
import type { Graph } from './graph';

/** A compiled program as a loop sees it. */
export interface Body {
  run(inputs: readonly DeviceBuffer[], donated: (input: number) => boolean): DeviceBuffer[];
}

/** Runs one equation on the buffers of what it reads; the results belong to the caller. */
export type Lowered = (args: readonly DeviceBuffer[]) => readonly DeviceBuffer[];

export interface Lowering {
  readonly device: Device;
  readonly graph: Graph;
  readonly inlined: ReadonlySet<ValueId>;
  readonly eq: Equation;
  readonly reads: readonly ValueId[];
  /** Compiles the body of a loop; the plan is disposed of with the program. */
  readonly compile: (body: Program) => Body;
}
