/** CustomScaleLayer: a + b · scale, as InceptionResNetV2 has it. Source: keras/src/applications/inception_resnet_v2.py. */
import { problem } from '../../../base/problem';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { mergeProblem } from '../merging/merge';

export default defineLayer({
  name: 'CustomScaleLayer',
  family: 'merging',
  summary: 'Adds its second input, times a fixed number, to its first.',
  unlisted: true,
  inputs: { count: 2 },
  args: { scale: arg.float(undefined, { doc: 'What the second input is multiplied by.' }) },
  card: (c) => [`× ${c.scale}`],
  check(_c, inputs) {
    const [a, b] = inputs.map((x) => x.shape.length);
    if (a === b) return mergeProblem('CustomScaleLayer', inputs);
    return problem('merge-shapes', 'CustomScaleLayer adds two tensors with the same number of axes.', {
      expected: `two of ${a} axes`,
      received: `${a} and ${b} axes`,
    });
  },
  call: (_ctx, c, [a, b]) => ops.add(a as Tensor, ops.mul(b as Tensor, c.scale)),
  cases: [{ name: 'plain', config: { scale: 0.17 }, inputs: [{ shape: [2, 3, 2] }, { shape: [2, 3, 2] }] }],
});
