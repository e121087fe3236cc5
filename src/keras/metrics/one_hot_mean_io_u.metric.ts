/** OneHotMeanIoU: mean overlap of all classes for one-hot targets. */
import type { Tensor } from '../../ops';
import { defineMetric } from '../core/definitions';
import {
  addToMatrix,
  allClasses,
  axisArg,
  classesArg,
  ignoreArg,
  matrixNames,
  matrixProblem,
  matrixStates,
  meanOverlap,
  sparsePredArg,
} from './iou';

export default defineMetric({
  name: 'OneHotMeanIoU',
  aliases: ['intersection over union', 'Jaccard', 'segmentation'],
  summary: 'Mean overlap of all classes for one-hot targets.',
  logName: 'one_hot_mean_io_u',
  better: 'up',
  masking: 'ignore',
  args: {
    num_classes: classesArg,
    ...matrixNames,
    ignore_class: ignoreArg,
    sparse_y_pred: sparsePredArg(false),
    axis: axisArg,
  },
  check: (c, t, p) => matrixProblem('OneHotMeanIoU', { ...c, sparse_y_true: false }, t, p),
  states: matrixStates,
  update: (c, states, yTrue, yPred, sampleWeight) =>
    addToMatrix(c, { ...c, sparse_y_true: false }, states, yTrue, yPred, sampleWeight),
  result: (c, states) => meanOverlap(states[0] as Tensor, allClasses(c.num_classes)),
  cases: [
    {
      name: 'scores',
      config: { num_classes: 3 },
      inputs: [
        { shape: [6, 3], oneHot: true },
        { shape: [6, 3], simplex: true },
      ],
      extra: { batches: 3 },
    },
    {
      name: 'ignored class',
      config: { num_classes: 3, ignore_class: 2 },
      inputs: [
        { shape: [6, 3], oneHot: true },
        { shape: [6, 3], simplex: true },
      ],
    },
    {
      name: 'columns',
      config: { num_classes: 3, sparse_y_pred: true, axis: 0 },
      inputs: [
        { shape: [3, 6], oneHot: true },
        { shape: [6], dtype: 'int32', high: 3 },
      ],
    },
  ],
});
