/** What a program will need here, found out without taking any memory or compiling anything. */
import type { Program } from '../../ops/program';
import { compileVectors } from './compile';
import type { Recording } from './device';
import { alone, readKernel } from './dialect';
import type { CompiledFunction } from './encode';
import { Imports } from './imports';
import { generated } from './machine';
import { MemoryPlan, type PlanSizes } from './plan';
import { record } from './record';
import { MOST_PLAYERS } from './threads';

const imports = new Imports(false);

const NOTHING: CompiledFunction = { params: [], results: [], locals: [], code: [] };

const sketch = (players: number): Recording => ({
  players,
  generate: (kernel) => {
    const group = alone(kernel);
    return generated(group, readKernel(group), NOTHING, true);
  },
  // Only writing a group shows whether it can be one.
  generateGroup: (group) => {
    const tree = readKernel(group);
    const code = compileVectors(group, tree, imports);
    return code && generated(group, tree, code, true);
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
