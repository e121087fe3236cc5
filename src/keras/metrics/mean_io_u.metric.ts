/** MeanIoU: mean overlap of all classes. */
import { axisArg, classesArg, defineOverlap, ignoreArg, matrixNames, sparsePredArg, sparseTrueArg } from './iou';

export default defineOverlap({
  name: 'MeanIoU',
  summary: 'Mean overlap of all classes.',
  logName: 'mean_io_u',
  args: {
    num_classes: classesArg,
    ...matrixNames,
    ignore_class: ignoreArg,
    sparse_y_true: sparseTrueArg,
    sparse_y_pred: sparsePredArg(true),
    axis: axisArg,
  },
  cases: [
    {
      name: 'classes',
      config: { num_classes: 3 },
      inputs: [
        { shape: [8], dtype: 'int32', high: 3 },
        { shape: [8], dtype: 'int32', high: 3 },
      ],
      extra: { batches: 3 },
    },
    {
      name: 'absent class',
      config: { num_classes: 5, ignore_class: 1 },
      inputs: [
        { shape: [8], dtype: 'int32', high: 3 },
        { shape: [8], dtype: 'int32', high: 3 },
      ],
    },
    {
      name: 'scores',
      config: { num_classes: 3, sparse_y_pred: false },
      inputs: [
        { shape: [8], dtype: 'int32', high: 3 },
        { shape: [8, 3], simplex: true },
      ],
    },
    {
      name: 'columns',
      config: { num_classes: 3, sparse_y_true: false, sparse_y_pred: false, axis: 0 },
      inputs: [
        { shape: [3, 8], low: 0, high: 1 },
        { shape: [3, 8], low: 0, high: 1 },
      ],
    },
  ],
});
