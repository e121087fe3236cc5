/** Laws of a rebuilt input's scale: the input is fed as it is and compared times the scale, in losses and in metrics. */
import { describe, expect, it } from 'vitest';
import type { PreparedData } from '../../src/data/prepared';
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
