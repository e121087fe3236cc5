/** OneHotIoU: overlap of chosen classes for one-hot targets. */
import type { Tensor } from '../../ops';
import { defineMetric } from '../core/definitions';
import {
  addToMatrix,
  axisArg,
  classesArg,
  ignoreArg,
  matrixNames,
  matrixProblem,
  matrixStates,
  meanOverlap,
  sparsePredArg,
  targetsArg,
  targetsProblem,
} from './iou';

export default defineMetric({
  name: 'OneHotIoU',
  aliases: ['intersection over union', 'Jaccard', 'segmentation'],
  summary: 'Overlap of chosen classes for one-hot targets.',
  logName: 'one_hot_io_u',
  better: 'up',
  masking: 'ignore',
  args: {
    num_classes: classesArg,
    target_class_ids: targetsArg,
    ...matrixNames,
    ignore_class: ignoreArg,
    sparse_y_pred: sparsePredArg(false),
    axis: axisArg,
  },
  together: (c) => targetsProblem('OneHotIoU', c.target_class_ids, c.num_classes),
  check: (c, t, p) => matrixProblem('OneHotIoU', { ...c, sparse_y_true: false }, t, p),
  states: matrixStates,
  update: (c, states, yTrue, yPred, sampleWeight) =>
    addToMatrix(c, { ...c, sparse_y_true: false }, states, yTrue, yPred, sampleWeight),
  result: (c, states) => meanOverlap(states[0] as Tensor, c.target_class_ids),
  cases: [
    {
      name: 'scores',
      config: { num_classes: 3, target_class_ids: [0, 2] },
      inputs: [
        { shape: [6, 3], oneHot: true },
        { shape: [6, 3], simplex: true },
      ],
      extra: { batches: 3 },
    },
    {
      name: 'ignored class, weights',
      config: { num_classes: 3, target_class_ids: [1, 2], ignore_class: 0 },
      inputs: [
        { shape: [6, 3], oneHot: true },
        { shape: [6, 3], simplex: true },
        { shape: [6], low: 0, high: 3 },
      ],
    },
    {
      name: 'class indices predicted',
      config: { num_classes: 3, target_class_ids: [0], sparse_y_pred: true },
      inputs: [
        { shape: [6, 3], oneHot: true },
        { shape: [6], dtype: 'int32', high: 3 },
      ],
    },
    {
      name: 'columns',
      config: { num_classes: 3, target_class_ids: [0, 1], axis: 0 },
      inputs: [
        { shape: [3, 8], low: 0, high: 1 },
        { shape: [3, 8], low: 0, high: 1 },
      ],
    },
  ],
});
