/** A dedicated worker that opens a backend, runs a program, and answers with what came. */
import { createTfjsBackend, type DeviceKind } from '../../../src/backends/tfjs';
import { matmul, randomUniform, trace } from '../../../src/ops';

export interface WorkerAnswer {
  readonly values?: readonly number[];
  readonly error?: string;
}

async function answer(kind: DeviceKind): Promise<WorkerAnswer> {
  const backend = await createTfjsBackend(kind);
  const program = trace(
    [
      { shape: [2], dtype: 'uint32' },
      { shape: [3, 2], dtype: 'float32' },
    ],
    (key, x) => [matmul(randomUniform(key, [2, 3]), x)],
  );
  const inputs = [
    backend.upload(Uint32Array.of(0, 7), [2], 'uint32'),
    backend.upload(Float32Array.of(1, 0, 0, 1, 1, 1), [3, 2], 'float32'),
  ];
  const [out] = backend.compile(program).run(inputs);
  if (!out) throw new Error('no output');
  return { values: [...(await backend.read(out))] };
}

self.onmessage = (event: MessageEvent<DeviceKind>) => {
  answer(event.data).then(
    (a) => self.postMessage(a),
    (error: unknown) => self.postMessage({ error: String(error) }),
  );
};
