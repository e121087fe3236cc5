/** Pipeline: layers one after another, as one. */
import type { Json } from '../../../base/json';
import { problem } from '../../../base/problem';
import { arg, isObjectValue, type ObjectValue } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { snakeCase } from '../../core/naming';

const isLayer = (v: Json): v is Exclude<ObjectValue, string> & Json => isObjectValue(v) && typeof v !== 'string';

/** The layers with the paths their weights have in Keras' files. */
function parts(layers: readonly Json[] | null): { value: ObjectValue; path: string }[] {
  const used = new Map<string, number>();
  return (layers ?? []).filter(isLayer).map((value) => {
    const stem = snakeCase(value.className);
    const count = used.get(stem) ?? 0;
    used.set(stem, count + 1);
    return { value, path: `layers/${stem}${count ? `_${count}` : ''}` };
  });
}

export default defineLayer({
  name: 'Pipeline',
  family: 'preprocessing',
  summary: 'Several layers as one: they are called in turn.',
  aliases: ['sequence', 'group', 'chain'],
  inputs: { dtype: 'any' },
  args: { layers: arg.layers({ doc: 'The layers, first to last.' }) },
  masking: 'own',
  card: (c) => [`${parts(c.layers).length} layers`],
  check(c) {
    if (c.layers?.length && c.layers.every(isLayer)) return null;
    return problem('layers-needed', 'A pipeline lists layers.', {
      where: 'layers',
      expected: 'at least one layer',
      received: JSON.stringify(c.layers),
    });
  },
  build(b, c, inputs) {
    parts(c.layers).reduce((types, { value, path }) => b.built(path, value, types), inputs);
  },
  call(ctx, c, inputs) {
    const start = { outputs: inputs, masks: ctx.masks };
    const end = parts(c.layers).reduce((at, { path }) => ctx.call(path, at.outputs, at.masks), start);
    end.masks.forEach((mask, i) => {
      ctx.setMask(mask, i);
    });
    return end.outputs;
  },
  cases: [
    {
      name: 'augmentation',
      config: {
        layers: [
          { className: 'RandomFlip', config: { mode: 'horizontal', seed: 3 } },
          { className: 'RandomBrightness', config: { factor: [-0.2, 0.2], seed: 4 } },
          { className: 'Rescaling', config: { scale: 0.5 } },
        ],
      },
      inputs: [{ shape: [2, 3, 3, 1], low: 0, high: 255 }],
      training: true,
    },
    {
      name: 'with weights and a mask',
      config: {
        layers: [
          { className: 'Dense', config: { units: 3 } },
          { className: 'Dropout', config: { rate: 0.5 } },
          { className: 'Dense', config: { units: 2, activation: 'tanh' } },
        ],
      },
      inputs: [{ shape: [2, 4, 3], mask: [2, 4] }],
    },
  ],
});
