/** IoU: overlap of chosen classes: shared samples over all of either. */
import {
  axisArg,
  classesArg,
  defineOverlap,
  ignoreArg,
  matrixNames,
  sparsePredArg,
  sparseTrueArg,
  targetsArg,
} from './iou';

export default defineOverlap({
  name: 'IoU',
  summary: 'Overlap of chosen classes: shared samples over all of either.',
  logName: 'io_u',
  args: {
    num_classes: classesArg,
    target_class_ids: targetsArg,
    ...matrixNames,
    ignore_class: ignoreArg,
    sparse_y_true: sparseTrueArg,
    sparse_y_pred: sparsePredArg(true),
    axis: axisArg,
  },
  cases: [
    {
      name: 'classes',
      config: { num_classes: 3, target_class_ids: [0, 2] },
      inputs: [
        { shape: [8], dtype: 'int32', high: 3 },
        { shape: [8], dtype: 'int32', high: 3 },
      ],
      extra: { batches: 3 },
    },
    {
      name: 'ignored class, weights',
      config: { num_classes: 3, target_class_ids: [1, 2], ignore_class: 0 },
      inputs: [
        { shape: [8], dtype: 'int32', high: 3 },
        { shape: [8], dtype: 'int32', high: 3 },
        { shape: [8], low: 0, high: 3 },
      ],
    },
    {
      name: 'float counts',
      config: { num_classes: 3, target_class_ids: [0, 1], dtype: 'float32' },
      inputs: [
        { shape: [8], dtype: 'int32', high: 3 },
        { shape: [8], dtype: 'int32', high: 3 },
        { shape: [8], low: 0, high: 3 },
      ],
    },
    {
      name: 'one-hot targets and scores',
      config: { num_classes: 3, target_class_ids: [0], sparse_y_true: false, sparse_y_pred: false },
      inputs: [
        { shape: [2, 4, 3], oneHot: true },
        { shape: [2, 4, 3], simplex: true },
      ],
    },
    {
      name: 'classes out of range',
      config: { num_classes: 3, target_class_ids: [0, 1] },
      inputs: [
        { shape: [4], dtype: 'int32', values: [0, 1, 7, -1] },
        { shape: [4], dtype: 'int32', values: [0, 5, 1, 1] },
      ],
    },
    {
      name: 'columns',
      config: { num_classes: 3, target_class_ids: [0, 2], sparse_y_true: false, sparse_y_pred: false, axis: 0 },
      inputs: [
        { shape: [3, 8], low: 0, high: 1 },
        { shape: [3, 8], low: 0, high: 1 },
      ],
    },
  ],
});
