/** Laws of a rebuilt input's scale: the input is fed as it is and compared times the scale, in losses and in metrics. */
import { describe, expect, it } from 'vitest';
import { createCpuBackend } from '../../src/backends/cpu';
import { createWasmBackend } from '../../src/backends/wasm';
import type { PreparedData } from '../../src/data/prepared';
import { feedBytes } from '../../src/engine/feeder';
import { feedModel } from '../../src/engine/feeds';
import { compileSpec, layer, setup, stack, xorData } from './support';

const SCALE = 1 / 255;
const given: PreparedData = (() => {
  const data = xorData();
  const [x] = data.inputs;
  const bytes = Float32Array.from(x?.data ?? [], (v) => Math.round(127.5 * (v + 1)));
  return { ...data, inputs: [{ name: 'x', shape: [2], dtype: 'float32', data: bytes }] };
})();
const net = () => stack([2], layer('Rescaling', { scale: SCALE }), layer('Dense', { units: 2 }));
const compile = compileSpec(layer('Adam', { learning_rate: 0.05 }), layer('MeanSquaredError'), [
  layer('MeanAbsoluteError'),
]);
const feeds = { y: ['input'] as const, y_scale: [SCALE] };
const fed = feedModel(given, net(), feeds);
const beforehand: PreparedData = {
  ...given,
  targets: [
    { name: 'y', shape: [2], dtype: 'float32', data: Float32Array.from(fed.inputs[0]?.data ?? [], (v) => v * SCALE) },
  ],
};

/** Where rows are kept on the device, and where they are sent. */
const PLACES = [
  ['on the device', undefined],
  ['with the host', 0],
] as const;

describe.each(PLACES)('the input as target, data %s', (_, residentBytes) => {
  const here = residentBytes === undefined ? {} : { residentBytes };

  it('gives the losses and metrics of data scaled beforehand', async () => {
    const scaled = await setup(net(), compile, fed, { ...here, fit: feeds }).session.run(null, false);
    const same = await setup(net(), compile, beforehand, here).session.run(null, false);
    for (const [key, values] of Object.entries(same.history.logs)) {
      const found = scaled.history.logs[key];
      for (const [i, v] of values.entries()) expect(found?.[i], key).toBeCloseTo(v as number, 5);
    }
    expect(scaled.history.logs.loss?.[0]).toBeLessThan(10);
  });
});

describe('a scale', () => {
  it('is one where none is given or the output is compared with the target', () => {
    const scaleOf = (fit: object) => setup(net(), compile, fed, { fit }).plan.losses[0]?.targetScale;
    expect(scaleOf({ y: ['input'] })).toBe(1);
    expect(scaleOf({ y: ['input'], y_scale: [null] })).toBe(1);
    expect(scaleOf({ y: ['target'], y_scale: [SCALE] })).toBe(1);
    expect(scaleOf(feeds)).toBe(SCALE);
  });

  it('leaves the data one array, input and target', () => {
    expect(fed.targets[0]).toBe(fed.inputs[0]);
  });
});

describe('an array that is read twice', () => {
  const bytesOf = (data: PreparedData, residentBytes?: number) => {
    const sent: number[] = [];
    const backend = createCpuBackend();
    const { upload } = backend;
    backend.upload = (values, shape, dtype) => {
      sent.push(values.byteLength);
      return upload.call(backend, values, shape, dtype);
    };
    const { model } = setup(net(), compile, data, { backend, ...(residentBytes !== undefined && { residentBytes }) });
    const start = sent.splice(0).reduce((a, b) => a + b, 0);
    model.trainBatch(Int32Array.of(0, 1, 2));
    return { start, batch: sent.reduce((a, b) => a + b, 0) };
  };
  const x = fed.inputs[0]?.data as Float32Array;
  const apart: PreparedData = {
    ...fed,
    targets: [{ name: 'y', shape: [2], dtype: 'float32', data: x.slice() }],
  };

  it('is kept on the device once', () => {
    expect(bytesOf(apart).start - bytesOf(fed).start).toBe(x.byteLength);
    expect(feedBytes(fed)).toBe(x.byteLength);
    expect(feedBytes(apart)).toBe(2 * x.byteLength);
  });

  it('is sent with a batch once', () => {
    expect(bytesOf(fed, 0).batch).toBe(3 * 2 * 4);
    expect(bytesOf(apart, 0).batch).toBe(2 * 3 * 2 * 4);
  });

  it.each(PLACES)('gives the same bits as two arrays, data %s, and its predictions', async (_, residentBytes) => {
    const of = async (data: PreparedData) => {
      const backend = createWasmBackend({ guarded: true });
      const here = residentBytes === undefined ? {} : { residentBytes };
      const run = setup(net(), compile, data, { ...here, backend, tick: 0.01, fit: { y: ['input'] } });
      const { history } = await run.session.run(null, false);
      const rows = await run.model.predictRows(Int32Array.of(4, 5, 6), 2, () => Promise.resolve());
      return { logs: history.logs, rows };
    };
    expect(await of(fed)).toEqual(await of(apart));
  });
});
