/** Functional: a graph of layers that acts as one layer of another model. */
import { defineLayer } from '../../core/definitions';
import { BRANCHED, INSIDE, NOISY, SHARED, TWO_WAYS } from './examples';
import { buildNested, callNested, checkNested, graphOf, modelArgs, takesMaskInside } from './nested';

export default defineLayer({
  name: 'Functional',
  family: 'core',
  summary: 'A model used as a layer: a graph of layers with its own inputs and outputs.',
  aliases: ['nested model', 'group', 'block'],
  unlisted: true,
  inputs: { count: [1, null], dtype: 'any' },
  args: modelArgs,
  masking: 'own',
  takesMask: takesMaskInside,
  card: (c) => [`${Object.keys(graphOf(c).layers).length} layers`],
  check: checkNested,
  build: buildNested,
  call: callNested,
  cases: [
    { name: 'branches', config: { model: BRANCHED }, inputs: [{ shape: [3, 4] }] },
    { name: 'branches, training', config: { model: BRANCHED }, inputs: [{ shape: [3, 4] }], training: true },
    { name: 'frozen', config: { model: BRANCHED, trainable: false }, inputs: [{ shape: [3, 4] }], training: true },
    { name: 'a random layer called twice', config: { model: NOISY }, inputs: [{ shape: [3, 4] }], training: true },
    { name: 'a layer called twice', config: { model: SHARED }, inputs: [{ shape: [2, 3] }] },
    {
      name: 'two inputs, two outputs',
      config: { model: TWO_WAYS },
      inputs: [{ shape: [2, 3] }, { shape: [2, 2, 4], mask: [2, 2] }],
    },
    { name: 'a model inside', config: { model: INSIDE }, inputs: [{ shape: [3, 4] }] },
  ],
});
