/** BinaryIoU: overlap of yes and no, with predictions cut at a threshold. */

import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineMetric } from '../core/definitions';
import { addToMatrix, matrixNames, matrixStates, meanOverlap, OVERLAP, targetsProblem } from './iou';

const INDICES = { ignore_class: null, sparse_y_true: true, sparse_y_pred: true, axis: -1 };

export default defineMetric({
  ...OVERLAP,
  name: 'BinaryIoU',
  summary: 'Overlap of predicted and true yes, and of no, at a threshold.',
  logName: 'binary_io_u',
  args: {
    target_class_ids: arg.numbers('int', [0, 1], { min: 0, doc: 'Whose overlap is averaged: 0 for no, 1 for yes.' }),
    threshold: arg.float(0.5, { doc: 'Predictions from here on mean yes.' }),
    ...matrixNames,
  },
  together: (c) => targetsProblem('BinaryIoU', c.target_class_ids, 2),
  states: (c) => matrixStates({ num_classes: 2, dtype: c.dtype }),
  update(c, states, yTrue, yPred, sampleWeight) {
    const called = ops.convert(ops.ge(ops.convert(yPred, 'float32'), c.threshold), 'int32');
    return addToMatrix({ num_classes: 2, dtype: c.dtype }, INDICES, states, yTrue, called, sampleWeight);
  },
  result: (c, states) => meanOverlap(states[0] as Tensor, c.target_class_ids),
  cases: [
    {
      name: 'probabilities',
      config: {},
      inputs: [
        { shape: [8, 1], dtype: 'int32' },
        { shape: [8, 1], low: 0, high: 1 },
      ],
      extra: { batches: 3 },
    },
    {
      name: 'yes alone, threshold, weights',
      config: { target_class_ids: [1], threshold: 0.3 },
      inputs: [
        { shape: [8], dtype: 'int32' },
        { shape: [8], low: 0, high: 1 },
        { shape: [8], low: 0, high: 3 },
      ],
    },
    {
      name: 'at the threshold',
      config: {},
      inputs: [
        { shape: [3], values: [0, 1, 1] },
        { shape: [3], values: [0.5, 0.5, 0.25] },
      ],
    },
  ],
});
