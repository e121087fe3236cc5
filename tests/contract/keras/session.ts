/** Runs a traced program on a backend and shows that it left nothing behind. */
import type { Backend } from '../../../src/backends/backend';
import type { TypedArray } from '../../../src/base/dtype';
import type { Shape } from '../../../src/base/shape';
import { simplify, type Tensor, Trace, valueType, withTrace } from '../../../src/ops';
import { type Data, type FixtureTensor, typed } from './fixtures';

export interface RunResult {
  readonly shape: Shape;
  readonly values: TypedArray;
}

/** A compiled program; one set of values after another can be sent through it. */
export interface Compiled {
  /** @param values one array per input, in the order they were declared */
  run(values: readonly TypedArray[]): Promise<RunResult[]>;
  /** @throws Error when arrays of any run stay alive on the backend. */
  dispose(): void;
}

/** Collects the inputs of a program with their values while it is traced. */
export class Session {
  readonly trace = new Trace();
  readonly values: TypedArray[] = [];

  /** An input with the values of a fixture, or with others of the same shape and type. */
  feed(t: FixtureTensor, data: Data = t.data): Tensor {
    const tensor = this.trace.input({ shape: t.shape, dtype: t.dtype });
    this.values.push(typed(t, data));
    return tensor;
  }

  /** Traces `body` and compiles it. */
  compile(backend: Backend, body: () => readonly Tensor[]): Compiled {
    const program = simplify(this.trace.finish(withTrace(this.trace, body)));
    const before = backend.memory().arrays;
    const executable = backend.compile(program);
    return {
      run: async (values) => {
        const inputs = values.map((v, i) => {
          const { shape, dtype } = valueType(program, program.inputs[i] as number);
          return backend.upload(v, shape, dtype);
        });
        const outputs = executable.run(inputs);
        const results: RunResult[] = [];
        for (const o of outputs) results.push({ shape: o.shape, values: await backend.read(o) });
        for (const a of [...inputs, ...outputs]) backend.dispose(a);
        return results;
      },
      dispose: () => {
        executable.dispose();
        const left = backend.memory().arrays - before;
        if (left !== 0) throw new Error(`${left} arrays stayed alive on the backend.`);
      },
    };
  }

  /** Traces `body` and runs it once with the values fed. */
  async run(backend: Backend, body: () => readonly Tensor[]): Promise<RunResult[]> {
    const compiled = this.compile(backend, body);
    const results = await compiled.run(this.values);
    compiled.dispose();
    return results;
  }
}
