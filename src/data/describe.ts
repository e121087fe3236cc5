/** Describes a data set for people: its columns, classes or values, and how it was read. */
import type { DataSpec } from '../graph/data-spec';
import type { Dataset } from './dataset';
import { planTable } from './prepare-table';
import { rowCount } from './sample';
import { columnStatistics } from './statistics';

const SHOWN_VALUES = 2000;

export function describeDataset(dataset: Dataset, spec?: DataSpec) {
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
    case 'images': {
      const { pixels, labels } = dataset;
      const counts = new Array<number>(labels.classes.length).fill(0);
      for (const code of labels.codes) counts[code] = (counts[code] ?? 0) + 1;
      const classes = labels.classes.map((name, i) => ({ name, count: counts[i] as number }));
      const { width, height, channels } = pixels;
      return {
        ...common,
        columns: [],
        images: { width, height, channels, classes, numericLabels: labels.values !== undefined },
      };
    }
    case 'series': {
      const values = Float32Array.from(dataset.values.subarray(0, SHOWN_VALUES));
      return { ...common, columns: [], series: { values, length: dataset.values.length, window: dataset.window } };
    }
  }
}
