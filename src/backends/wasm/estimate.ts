/** What a program will need here, found out without taking any memory or compiling anything. */
import type { Program } from '../../ops/program';
import type { KernelGroup } from '../lowering/kernel';
import { compileVectors } from './compile';
import type { Recording } from './device';
import { alone, type KernelTree, readKernel } from './dialect';
import type { CompiledFunction } from './encode';
import { Imports } from './imports';
import { inPlaceInputs } from './in-place';
import { type Generated, generated } from './machine';
import { MemoryPlan, type PlanSizes } from './plan';
import { record } from './record';
import { MOST_PLAYERS } from './threads';

const imports = new Imports(false);

const NOTHING: CompiledFunction = { params: [], results: [], locals: [], code: [] };

const sketched = (group: KernelGroup, tree: KernelTree, code: CompiledFunction): Generated =>
  generated(tree, { code, yielding: inPlaceInputs(group, tree), vectors: true });

const sketch = (players: number): Recording => ({
  players,
  generate: (kernel) => {
    const group = alone(kernel);
    return sketched(group, readKernel(group), NOTHING);
  },
  // Only writing a group shows whether it can be one.
  generateGroup: (group) => {
    const tree = readKernel(group);
    const code = compileVectors(group, tree, imports);
    return code && sketched(group, tree, code);
  },
  smallProduct: () => NOTHING,
  get memory(): WebAssembly.Memory {
    throw new Error('A sketch of a program cannot be run.');
  },
});

/**
 * @param donated positions of inputs whose memory the outputs take over
 * @param threaded whether threads share the work, each with room of its own
 */
export function plannedSizes(program: Program, donated: ReadonlySet<number>, threaded: boolean): PlanSizes {
  const players = threaded ? MOST_PLAYERS : 1;
  const tape = record(sketch(players), program, donated);
  return new MemoryPlan(tape, 0, players).sizes;
}
