/** OneHotIoU: overlap of chosen classes for one-hot targets. */
import { axisArg, classesArg, defineOverlap, ignoreArg, matrixNames, sparsePredArg, targetsArg } from './iou';

export default defineOverlap({
  name: 'OneHotIoU',
  summary: 'Overlap of chosen classes for one-hot targets.',
  logName: 'one_hot_io_u',
  args: {
    num_classes: classesArg,
    target_class_ids: targetsArg,
    ...matrixNames,
    ignore_class: ignoreArg,
    sparse_y_pred: sparsePredArg(false),
    axis: axisArg,
  },
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
