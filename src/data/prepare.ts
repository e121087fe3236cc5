/** `prepare`: a data set and its spec to what the engine trains on. The same two give the same bytes, always. */
import { fail, ok, problem, type Result } from '../base/problem';
import type { DataSpec, ImageSpec, SplitSpec } from '../graph/data-spec';
import { imageHashes } from './copies';
import type { Dataset, ImageDataset, Pixels, SeriesDataset } from './dataset';
import { encodeNumber, moments } from './encoders';
import { canonicalJson, hashOf } from './hash';
import { fitPixels } from './images/resample';
import { classTarget, guarded, numberTarget, prepareTable } from './prepare-table';
import type { FeatureInfo, PreparedData, RowsArray, TargetInfo } from './prepared';
import { type Parts, split } from './split';

/** Part of every key, so that a change of method here makes new keys. */
const METHOD = 'prepared-1';

/** The key `prepare` gives its result, known without preparing. */
export function preparedKey(dataset: Dataset, spec: DataSpec): string {
  const { source: _, ...rest } = spec;
  return hashOf(METHOD, dataset.key, canonicalJson(rest));
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

/** Which images are used, in which part, and their target. */
export interface ImagePlan {
  readonly rows: Int32Array;
  readonly parts: Parts;
  readonly target: { readonly array: RowsArray; readonly info: TargetInfo };
}

export function planImages(dataset: ImageDataset, spec: ImageSpec, splitSpec: SplitSpec): Result<ImagePlan> {
  const { labels, pixels } = dataset;
  const out = new Set((spec.excludeClasses ?? []).map((c) => labels.classes.indexOf(c)));
  const rows = Int32Array.from(labels.codes, (_, i) => i).filter((i) => !out.has(labels.codes[i] as number));
  const { values } = labels;
  const made =
    spec.task === 'regression' && values !== undefined
      ? numberTarget(
          'label',
          Float64Array.from(rows, (row) => values[row] as number),
        )
      : classTarget(
          'class',
          labels.classes,
          rows.map((row) => labels.codes[row] as number),
        );
  if (!made.ok) return made;
  const hashes = splitSpec.keepCopiesTogether ? imageHashes(pixels) : undefined;
  const groups = hashes && Float64Array.from(rows, (row) => hashes[row] as number);
  const parts = split({ rows: rows.length, strata: made.value.strata, ...(groups && { groups }) }, splitSpec);
  if (!parts.ok) return parts;
  return ok({ rows, parts: parts.value, target: made.value.finish(parts.value) });
}

function prepareImages(
  dataset: ImageDataset,
  spec: ImageSpec,
  splitSpec: SplitSpec,
  key: string,
): Result<PreparedData> {
  const planned = planImages(dataset, spec, splitSpec);
  if (!planned.ok) return planned;
  const { rows, parts, target } = planned.value;
  const { pixels } = dataset;
  const fitted = fitPixels(pixels, spec);
  // A copy: the result is handed to another thread by transfer, and the data set must keep its own pixels.
  const all = rows.length === pixels.count;
  const data = all ? (fitted === pixels ? pixels.data.slice() : fitted.data) : pickImages(fitted, rows);
  return ok({
    rows: rows.length,
    inputs: [{ name: 'input', shape: [spec.height, spec.width, spec.channels], dtype: 'float32', data }],
    targets: [target.array],
    parts,
    features: [],
    target: target.info,
    ...(!all && { sourceRows: rows }),
    inputKind: 'image',
    key,
  });
}

/** The pixels of the given images, in that order. */
export function pickImages(pixels: Pixels, rows: ArrayLike<number>): Uint8Array {
  const size = pixels.width * pixels.height * pixels.channels;
  const out = new Uint8Array(rows.length * size);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    out.set(pixels.data.subarray(row * size, (row + 1) * size), i * size);
  }
  return out;
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
    data.parts.train,
    data.parts.validation,
    data.parts.test,
    ...(data.sourceRows === undefined ? [] : [data.sourceRows]),
  ];
  return [...new Set(arrays.map((a) => a.buffer as ArrayBuffer))];
}
