/** OneHotMeanIoU: mean overlap of all classes for one-hot targets. */
import { axisArg, classesArg, defineOverlap, ignoreArg, matrixNames, sparsePredArg } from './iou';

export default defineOverlap({
  name: 'OneHotMeanIoU',
  summary: 'Mean overlap of all classes for one-hot targets.',
  logName: 'one_hot_mean_io_u',
  args: {
    num_classes: classesArg,
    ...matrixNames,
    ignore_class: ignoreArg,
    sparse_y_pred: sparsePredArg(false),
    axis: axisArg,
  },
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
