/** `prepare`: a data set and its spec to what the engine trains on. The same two give the same bytes, always. */
import { fail, ok, problem, type Result } from '../base/problem';
import type { DataSpec, SplitSpec } from '../graph/data-spec';
import type { Dataset, SeriesDataset } from './dataset';
import { encodeNumber, moments } from './encoders';
import { guarded } from './guarded';
import { canonicalJson, hashOf } from './hash';
import type { ImageFiles } from './images/image-files';
import { prepareImages } from './prepare-images';
import { prepareTable } from './prepare-table';
import type { FeatureInfo, PreparedData } from './prepared';
import { split } from './split';

/** Part of every key, so that a change of method here makes new keys. */
const METHOD = 'prepared-1';

/** The key `prepare` gives its result, known without preparing. */
export function preparedKey(dataset: Dataset | ImageFiles, spec: DataSpec): string {
  const used = { table: spec.table, images: spec.image, 'image-files': spec.image, series: null }[dataset.kind];
  return hashOf(METHOD, dataset.key, canonicalJson([spec.split, used ?? null]));
}

export function prepare(dataset: Dataset, spec: DataSpec): Result<PreparedData> {
  const key = preparedKey(dataset, spec);
  return guarded(() => {
    switch (dataset.kind) {
      case 'table':
        return spec.table === undefined ? fail(misfit('table')) : prepareTable(dataset, spec.table, spec.split, key);
      case 'images':
        return spec.image === undefined ? fail(misfit('image')) : prepareImages(dataset, spec.image, spec.split, key);
      case 'series':
        return prepareSeries(dataset, spec.split, key);
    }
  });
}

function misfit(part: string) {
  return problem('data-spec-misfit', `The project says nothing on how to use this ${part} data.`, {
    where: 'data',
    expected: `a spec with its ${part} part`,
    fixes: [{ label: 'Propose settings', action: 'data.propose' }],
  });
}

/** Windows of the series and the value after each, both standardised by what the training windows saw. */
function prepareSeries(dataset: SeriesDataset, splitSpec: SplitSpec, key: string): Result<PreparedData> {
  const { values, window, column } = dataset;
  const rows = Math.max(0, values.length - window);
  const parts = split({ rows }, splitSpec);
  if (!parts.ok) return parts;
  const seen = new Uint8Array(values.length);
  for (const row of parts.value.train) seen.fill(1, row, row + window + 1);
  const { shift, scale } = moments(values.filter((_, i) => seen[i] === 1));
  const feature: FeatureInfo = { column, offset: 0, size: 1, encoding: 'standardize', shift, scale };
  const encoded = Float32Array.from(values, (v) => encodeNumber(feature, v));
  const data = new Float32Array(rows * window);
  for (let row = 0; row < rows; row++) data.set(encoded.subarray(row, row + window), row * window);
  return ok({
    rows,
    inputs: [{ name: 'input', shape: [window, 1], dtype: 'float32', data }],
    targets: [{ name: 'target', shape: [1], dtype: 'float32', data: encoded.slice(window) }],
    parts: parts.value,
    features: [feature],
    target: { column, task: 'regression', shift, scale },
    inputKind: 'series',
    key,
  });
}

/** The buffers of prepared data, each once: what to transfer. */
export function buffersOf(data: PreparedData): ArrayBuffer[] {
  const arrays = [
    ...data.inputs.map((i) => i.data),
    ...data.targets.map((t) => t.data),
    ...(data.weights ?? []).map((w) => w.data),
    data.parts.train,
    data.parts.validation,
    data.parts.test,
    ...(data.sourceRows === undefined ? [] : [data.sourceRows]),
  ];
  return [...new Set(arrays.map((a) => a.buffer as ArrayBuffer))];
}
