/** What a step has to do at least: arithmetic, and bytes that go through memory when everything pointwise is fused. */

import { isInlinable } from '../../src/backends/lowering/graph';
import { sizeOf } from '../../src/base/shape';
import { type Program, peakBytes } from '../../src/ops';
import { equationFlops, scanAttributes } from '../../src/ops/primitives/scan';
import { bytesOf, type Equation, type ValueId, valueType } from '../../src/ops/program';

export interface StepCosts {
  /** Floating point operations, all. */
  readonly flops: number;
  /** Those of matrix products and convolutions. */
  readonly productFlops: number;
  readonly bytes: number;
  /** Numbers the optimizer updates. */
  readonly parameters: number;
  /** Highest number of bytes alive at once, the data set included. */
  readonly peakBytes: number;
}

const PRODUCTS = new Set(['matmul', 'conv', 'conv_grad_input', 'conv_grad_kernel']);

function productFlops(program: Program): number {
  return program.equations.reduce((sum, eq) => {
    if (eq.op === 'scan') {
      const { body, length } = scanAttributes(eq.attrs);
      return sum + length * productFlops(body);
    }
    return PRODUCTS.has(eq.op) ? sum + equationFlops(program, eq) : sum;
  }, 0);
}

const size = (program: Program, id: ValueId): number => bytesOf(valueType(program, id));

/** A gather reads the rows it gives, not its table; a scatter starts from nothing. */
function equationBytes(program: Program, eq: Equation): number {
  if (eq.op === 'scan') {
    const { body, length } = scanAttributes(eq.attrs);
    return length * bodyBytes(body);
  }
  const written = eq.outputs.reduce((sum, id) => sum + size(program, id), 0);
  const read = eq.inputs.reduce((sum, id) => sum + size(program, id), 0);
  return eq.op === 'gather' ? 2 * written : read + written;
}

const bodyBytes = (program: Program): number =>
  program.equations.reduce((sum, eq) => (isInlinable(eq.op) ? sum : sum + equationBytes(program, eq)), 0);

/**
 * Costs of a program that trains: state in, state out.
 * @param state how many of its first inputs are state
 */
export function costsOf(program: Program, state: number, parameters: number): StepCosts {
  const carried = program.inputs.slice(0, state).reduce((sum, id) => sum + size(program, id), 0);
  return {
    flops: program.equations.reduce((sum, eq) => sum + equationFlops(program, eq), 0),
    productFlops: productFlops(program),
    bytes: bodyBytes(program) + 2 * carried,
    parameters,
    peakBytes: peakBytes(program),
  };
}

/** Numbers in arrays of these shapes. */
export const numbersIn = (shapes: readonly (readonly number[])[]): number =>
  shapes.reduce((sum, shape) => sum + sizeOf(shape), 0);
