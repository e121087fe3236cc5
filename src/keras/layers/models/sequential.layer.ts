/** Sequential: a plain chain of layers that acts as one layer of another model. */
import { defineLayer } from '../../core/definitions';
import { CHAIN, MASKED } from './examples';
import { buildNested, callNested, checkNested, graphOf, modelArgs, takesMaskInside } from './nested';

export default defineLayer({
  name: 'Sequential',
  family: 'core',
  summary: 'A stack of layers used as one layer.',
  aliases: ['nested model', 'group', 'block'],
  unlisted: true,
  inputs: { dtype: 'any' },
  args: modelArgs,
  masking: 'own',
  takesMask: takesMaskInside,
  // The input is no layer of a stack.
  card: (c) => [`${Object.keys(graphOf(c).layers).length - 1} layers`],
  check: checkNested,
  build: buildNested,
  call: callNested,
  cases: [
    { name: 'plain', config: { model: CHAIN }, inputs: [{ shape: [3, 4] }] },
    { name: 'training', config: { model: CHAIN }, inputs: [{ shape: [3, 4] }], training: true },
    { name: 'frozen', config: { model: CHAIN, trainable: false }, inputs: [{ shape: [3, 4] }], training: true },
    { name: 'masks go in and out', config: { model: MASKED }, inputs: [{ shape: [2, 3, 4], mask: [2, 3] }] },
  ],
});
