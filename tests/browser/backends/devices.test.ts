/** What a device is beyond arithmetic: it lives in a worker, needs no animation frames, and tells when it is lost. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Backend, DeviceArray } from '../../../src/backends/backend';
import { availableBackends, createTfjsBackend, type DeviceKind } from '../../../src/backends/tfjs';
import { randomUniform } from '../../../src/base/random';
import { add, mul, trace } from '../../../src/ops';
import type { WorkerAnswer } from './backend.worker';

const KINDS: readonly DeviceKind[] = ['cpu', 'webgl', 'webgpu'];

afterEach(() => {
  vi.restoreAllMocks();
});

const doubled = trace([{ shape: [4], dtype: 'float32' }], (x) => [add(mul(x, 2), 1)]);

async function runOnce(backend: Backend): Promise<number[]> {
  const x = backend.upload(Float32Array.of(1, 2, 3, 4), [4], 'float32');
  const [out] = backend.compile(doubled).run([x]) as [DeviceArray];
  return [...(await backend.read(out))];
}

test('all three are available in this browser', async () => {
  expect(await availableBackends()).toEqual(expect.arrayContaining(KINDS.map((kind) => ({ kind, problem: null }))));
});

describe.each(KINDS)('%s', (kind) => {
  test('runs in a dedicated worker', async () => {
    const worker = new Worker(new URL('./backend.worker.ts', import.meta.url), { type: 'module' });
    const answer = await new Promise<WorkerAnswer>((resolve, reject) => {
      worker.onmessage = (event: MessageEvent<WorkerAnswer>) => resolve(event.data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(kind);
    });
    worker.terminate();
    expect(answer.error).toBeUndefined();
    const u = randomUniform([0, 7], 6) as unknown as [number, number, number, number, number, number];
    const expected = [u[0] + u[2], u[1] + u[2], u[3] + u[5], u[4] + u[5]];
    expected.forEach((e, i) => {
      expect(answer.values?.[i]).toBeCloseTo(e, 5);
    });
  });

  test('never waits for an animation frame, which hidden tabs do not get', async () => {
    const frames = vi.spyOn(globalThis, 'requestAnimationFrame');
    const backend = await createTfjsBackend(kind);
    for (let i = 0; i < 3; i++) await runOnce(backend);
    await backend.sync();
    backend.close();
    expect(frames).not.toHaveBeenCalled();
  });

  test('a closed backend refuses work', async () => {
    const backend = await createTfjsBackend(kind);
    backend.close();
    expect(() => backend.upload(new Float32Array(1), [1], 'float32')).toThrow();
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** Every later call fails with the problem `device-lost`, and the listener hears of it once. */
async function expectLost(backend: Backend, lose: () => void): Promise<void> {
  expect(await runOnce(backend)).toEqual([3, 5, 7, 9]);
  const kept = backend.upload(new Float32Array(4), [4], 'float32');
  const executable = backend.compile(doubled);
  const heard: string[] = [];
  const told = new Promise<void>((resolve) => {
    backend.onLost((reason) => {
      heard.push(reason);
      resolve();
    });
  });
  const lost = { problem: { code: 'device-lost' } };
  const [pending] = executable.run([kept]) as [DeviceArray];
  const underWay = expect(backend.read(pending)).rejects.toMatchObject(lost);
  lose();
  await told;
  await underWay;
  await expect(backend.read(kept)).rejects.toMatchObject(lost);
  await expect(backend.sync()).rejects.toMatchObject(lost);
  expect(thrownBy(() => executable.run([kept]))).toMatchObject(lost);
  expect(thrownBy(() => backend.compile(doubled))).toMatchObject(lost);
  expect(thrownBy(() => backend.upload(new Float32Array(4), [4], 'float32'))).toMatchObject(lost);
  backend.dispose(kept);
  executable.dispose();
  backend.close();
  expect(heard.length).toBe(1);
}

test('a lost WebGL context is told', async () => {
  const opened: WebGL2RenderingContext[] = [];
  const original = OffscreenCanvas.prototype.getContext;
  vi.spyOn(OffscreenCanvas.prototype, 'getContext').mockImplementation(function (this: OffscreenCanvas, ...args) {
    const context = original.apply(this, args as Parameters<typeof original>);
    if (context instanceof WebGL2RenderingContext) opened.push(context);
    return context as never;
  });
  const backend = await createTfjsBackend('webgl');
  await expectLost(backend, () => opened[0]?.getExtension('WEBGL_lose_context')?.loseContext());
});

test('a lost WebGPU device is told', async () => {
  const opened: GPUDevice[] = [];
  const original = GPUAdapter.prototype.requestDevice;
  vi.spyOn(GPUAdapter.prototype, 'requestDevice').mockImplementation(async function (this: GPUAdapter, d) {
    const device = await original.call(this, d);
    opened.push(device);
    return device;
  });
  const backend = await createTfjsBackend('webgpu');
  await expectLost(backend, () => opened[0]?.destroy());
});

test('a card that computes in half precision under WebGL is refused in words', async () => {
  const original = WebGL2RenderingContext.prototype.getExtension;
  vi.spyOn(WebGL2RenderingContext.prototype, 'getExtension').mockImplementation(function (
    this: WebGL2RenderingContext,
    name: string,
  ) {
    return name === 'EXT_color_buffer_float' ? null : original.call(this, name as 'WEBGL_multi_draw');
  });
  await expect(createTfjsBackend('webgl')).rejects.toMatchObject({ problem: { code: 'backend-precision' } });
});

test('a browser without the API says what is missing', async () => {
  vi.spyOn(navigator.gpu, 'requestAdapter').mockResolvedValue(null);
  vi.spyOn(OffscreenCanvas.prototype, 'getContext').mockReturnValue(null as never);
  for (const kind of ['webgpu', 'webgl'] as const) {
    await expect(createTfjsBackend(kind)).rejects.toMatchObject({ problem: { code: 'backend-unavailable' } });
  }
  const found = await availableBackends();
  expect(found.filter((f) => f.problem === null).map((f) => f.kind)).toEqual(['cpu']);
});
