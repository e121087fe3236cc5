/** Describes a data set for people: its columns, classes or values, and how it was read. */
import type { DataSpec, ImageSpec } from '../graph/data-spec';
import type { Dataset, ImageLabels } from './dataset';
import type { ImageFiles } from './images/image-files';
import { planTable } from './prepare-table';
import { rowCount } from './sample';
import { columnStatistics } from './statistics';

const SHOWN_VALUES = 2000;

/** With a spec, the columns of a table are summed up over its training part. Image files need not be decoded. */
export function describeDataset(dataset: Dataset | ImageFiles, spec?: DataSpec) {
  if (dataset.kind === 'image-files') {
    const { name, problems, read, labels, paths, proposed } = dataset;
    return {
      kind: 'images' as const,
      name,
      rows: paths.length,
      problems,
      read,
      columns: [],
      images: imageFacts(labels, proposed),
    };
  }
  const common = {
    kind: dataset.kind,
    name: dataset.name,
    rows: rowCount(dataset),
    problems: dataset.problems,
    ...(dataset.provenance && { provenance: dataset.provenance }),
    ...(dataset.read && { read: dataset.read }),
  };
  switch (dataset.kind) {
    case 'table': {
      const plan = spec?.table && planTable(dataset, spec.table, spec.split);
      const rows = plan?.ok ? plan.value.parts.train.map((i) => plan.value.rows[i] as number) : undefined;
      return { ...common, columns: dataset.table.columns.map((c) => columnStatistics(c, rows)) };
    }
    case 'images':
      return { ...common, columns: [], images: imageFacts(dataset.labels, dataset.pixels) };
    case 'series': {
      const values = Float32Array.from(dataset.values.subarray(0, SHOWN_VALUES));
      return { ...common, columns: [], series: { values, length: dataset.values.length, window: dataset.window } };
    }
  }
}

function imageFacts(
  labels: ImageLabels,
  { width, height, channels }: Pick<ImageSpec, 'width' | 'height' | 'channels'>,
) {
  const counts = new Array<number>(labels.classes.length).fill(0);
  for (const code of labels.codes) counts[code] = (counts[code] ?? 0) + 1;
  const classes = labels.classes.map((name, i) => ({ name, count: counts[i] as number }));
  return { width, height, channels, classes, numericLabels: labels.values !== undefined };
}
