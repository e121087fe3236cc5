/** Identity: hands its input on. */
import { defineLayer } from '../../core/definitions';

export default defineLayer({
  name: 'Identity',
  family: 'core',
  summary: 'Hands its input on unchanged; a place to name or branch from.',
  aliases: ['pass through', 'no-op'],
  inputs: { dtype: 'any' },
  args: {},
  masking: 'pass',
  call: (_ctx, _c, inputs) => inputs,
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [2, 3] }] },
    { name: 'hands the mask on', config: {}, inputs: [{ shape: [2, 3, 4], mask: [2, 3] }] },
  ],
});
