/** From images and their spec to rows for the engine: classes left out leave first, then the split is made. */
import { ok, type Result } from '../base/problem';
import type { ImageSpec, SplitSpec } from '../graph/data-spec';
import { imageHashes } from './copies';
import type { ImageDataset, Pixels } from './dataset';
import { fitPixels } from './images/resample';
import { classTarget, numberTarget } from './prepare-table';
import type { PreparedData, RowsArray, TargetInfo } from './prepared';
import { remembered } from './remember';
import { copyParts, type Parts, split } from './split';

/** Which images are used, in which part, and their target. */
export interface ImagePlan {
  readonly rows: Int32Array;
  readonly parts: Parts;
  readonly target: { readonly array: RowsArray; readonly info: TargetInfo };
}

/** The plan is remembered and shared: what is handed out of this thread must be copied. */
export function planImages(dataset: ImageDataset, spec: ImageSpec, splitSpec: SplitSpec): Result<ImagePlan> {
  return remembered(dataset, [spec, splitSpec], () => makePlan(dataset, spec, splitSpec));
}

function makePlan(dataset: ImageDataset, spec: ImageSpec, splitSpec: SplitSpec): Result<ImagePlan> {
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

export function prepareImages(
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
    targets: [{ ...target.array, data: target.array.data.slice() }],
    parts: copyParts(parts),
    features: [],
    target: target.info,
    ...(!all && { sourceRows: rows.slice() }),
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
