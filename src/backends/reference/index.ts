/** The reference backend: float64, plain, slow, and what every other backend is compared with. */
import { type TypedArray, toTyped } from '../../base/dtype';
import type { Program } from '../../ops/program';
import type { Backend, DeviceArray, Executable } from '../backend';
import { makeNd, type Nd } from './array';
import { evaluate } from './evaluate';

export { makeNd, type Nd } from './array';
export { evaluate } from './evaluate';

export function createReferenceBackend(): Backend {
  const alive = new Set<Nd>();
  const own = (a: DeviceArray): Nd => {
    if (!alive.has(a as Nd)) throw new Error('This array was disposed of or belongs to another backend.');
    return a as Nd;
  };
  const keep = (a: Nd): Nd => {
    alive.add(a);
    return a;
  };
  return {
    name: 'reference',
    label: 'Reference (float64)',
    upload: (values: TypedArray, shape, dtype) => keep(makeNd(shape, dtype, Float64Array.from(values))),
    read: async (a) => toTyped(a.dtype, own(a).data),
    dispose: (a) => {
      alive.delete(own(a));
    },
    compile: (program: Program): Executable => ({
      program,
      peakBytes: null,
      run: (inputs, donated) => {
        const outs = evaluate(program, inputs.map(own)).map((o) => keep(makeNd(o.shape, o.dtype, o.data)));
        donated?.forEach((i) => {
          alive.delete(inputs[i] as Nd);
        });
        return outs;
      },
      dispose: () => undefined,
    }),
    memory: () => ({ arrays: alive.size, bytes: [...alive].reduce((n, a) => n + a.data.byteLength, 0) }),
    sync: async () => undefined,
    close: () => alive.clear(),
    onLost: () => undefined,
  };
}
