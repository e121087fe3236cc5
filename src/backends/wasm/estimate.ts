/** What a program will need here, found out without taking any memory or compiling anything. */
import type { Program } from '../../ops/program';
import type { Recording } from './device';
import { readKernel } from './dialect';
import { inPlaceInputs } from './in-place';
import { MemoryPlan, type PlanSizes } from './plan';
import { record } from './record';

const sketch = (threaded: boolean): Recording => ({
  threaded,
  generate: (kernel) => ({
    code: { params: [], results: [], locals: [], code: [] },
    yielding: inPlaceInputs(kernel, readKernel(kernel)),
  }),
  get memory(): WebAssembly.Memory {
    throw new Error('A sketch of a program cannot be run.');
  },
});

/**
 * @param donated positions of inputs whose memory the outputs take over
 * @param threaded whether threads share large calls, each with room of its own
 */
export function plannedSizes(program: Program, donated: ReadonlySet<number>, threaded: boolean): PlanSizes {
  return new MemoryPlan(record(sketch(threaded), program, donated), 0).sizes;
}
