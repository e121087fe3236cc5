/** Runs one traced program on a backend and shows that it left nothing behind. */
import type { Backend } from '../../../src/backends/backend';
import type { TypedArray } from '../../../src/base/dtype';
import type { Shape } from '../../../src/base/shape';
import { type Program, simplify, type Tensor, Trace, withTrace } from '../../../src/ops';
import { type Data, type FixtureTensor, typed } from './fixtures';

export interface RunResult {
  readonly shape: Shape;
  readonly values: TypedArray;
}

/** Collects the inputs of a program with their values while it is traced. */
export class Session {
  readonly trace = new Trace();
  private readonly values: TypedArray[] = [];

  /** An input with the values of a fixture, or with others of the same shape and type. */
  feed(t: FixtureTensor, data: Data = t.data): Tensor {
    const tensor = this.trace.input({ shape: t.shape, dtype: t.dtype });
    this.values.push(typed(t, data));
    return tensor;
  }

  /** Traces `body` and runs it. Throws when arrays stay alive on the backend. */
  async run(backend: Backend, body: () => readonly Tensor[]): Promise<RunResult[]> {
    const program: Program = simplify(this.trace.finish(withTrace(this.trace, body)));
    const before = backend.memory().arrays;
    const executable = backend.compile(program);
    const types = program.inputs.map((id) => program.values[id]);
    const inputs = this.values.map((v, i) => backend.upload(v, types[i]?.shape ?? [], types[i]?.dtype ?? 'float32'));
    const outputs = executable.run(inputs);
    const results: RunResult[] = [];
    for (const o of outputs) results.push({ shape: o.shape, values: await backend.read(o) });
    for (const a of [...inputs, ...outputs]) backend.dispose(a);
    executable.dispose();
    const left = backend.memory().arrays - before;
    if (left !== 0) throw new Error(`${left} arrays stayed alive on the backend.`);
    return results;
  }
}
