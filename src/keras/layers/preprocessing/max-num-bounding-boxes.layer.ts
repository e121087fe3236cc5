/** MaxNumBoundingBoxes: the same number of boxes for every image. */
import { problem } from '../../../base/problem';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';

export default defineLayer({
  name: 'MaxNumBoundingBoxes',
  family: 'preprocessing',
  summary: 'Brings the boxes of an image and their labels to one number: the first are kept, missing ones filled.',
  aliases: ['boxes', 'object detection', 'pad boxes'],
  inputs: { count: [1, 3] },
  args: {
    max_number: arg.int(undefined, { min: 1, doc: 'Number of boxes.' }),
    fill_value: arg.int(-1, { doc: 'What missing boxes and labels are filled with.' }),
  },
  card: (c) => [`${c.max_number} boxes`],
  check(_c, inputs) {
    const ranks = inputs.map((t) => t.shape.length);
    if (ranks.join() === '4' || (ranks.join() === '4,3,2' && inputs[1]?.shape[2] === 4)) return null;
    return problem('boxes', 'The inputs are images; or images, their boxes of four numbers, and the labels of these.', {
      expected: 'images, or images, boxes (batch, boxes, 4) and labels (batch, boxes)',
      received: inputs.map((t) => `${t.shape.length} dimensions`).join(', '),
    });
  },
  call(_ctx, c, [images, ...rest]) {
    const fitted = rest.map((x) => {
      const count = Math.min(x.shape[1] as number, c.max_number);
      const missing = x.shape.map((_, i) => [0, i === 1 ? c.max_number - count : 0] as const);
      return ops.pad(ops.sliceAxis(x, 1, 0, count), missing, c.fill_value);
    });
    return [images as Tensor, ...fitted];
  },
  cases: [
    { name: 'images', config: { max_number: 3 }, inputs: [{ shape: [2, 2, 3, 1] }] },
    {
      name: 'too few',
      config: { max_number: 4, fill_value: -2 },
      inputs: [{ shape: [2, 2, 2, 1] }, { shape: [2, 3, 4] }, { shape: [2, 3] }],
    },
    {
      name: 'too many',
      config: { max_number: 2 },
      inputs: [{ shape: [1, 2, 2, 1] }, { shape: [1, 3, 4] }, { shape: [1, 3] }],
    },
  ],
});
