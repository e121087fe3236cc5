/**
 * Image files as they came, with their labels: what an import keeps, so that pixels can be made again at any size.
 * The files lie end to end in one Blob, which the browser may keep on disk.
 */
import type { Problem } from '../../base/problem';
import type { ImageSpec } from '../../graph/data-spec';
import type { ImageDataset, ImageLabels, Pixels, ReadInfo } from '../dataset';

export interface ImageFiles {
  readonly kind: 'image-files';
  readonly name: string;
  readonly key: string;
  readonly problems: readonly Problem[];
  readonly read: ReadInfo;
  readonly paths: readonly string[];
  readonly labels: ImageLabels;
  readonly pack: Blob;
  /** File i is pack[ranges[2 i] .. ranges[2 i + 1]). */
  readonly ranges: Float64Array;
  /** Size, channels and fit that suit the files. */
  readonly proposed: ImageSpec;
}

/** How pixels are asked for; the part of a spec that decides them. */
export type PixelSpec = Pick<ImageSpec, 'width' | 'height' | 'channels' | 'fit'>;

export function fileBlob(files: ImageFiles, index: number): Blob {
  return files.pack.slice(files.ranges[2 * index], files.ranges[2 * index + 1]);
}

/** The data set that the files are once decoded. */
export function asDataset(files: ImageFiles, pixels: Pixels): ImageDataset {
  const { name, key, problems, read, labels, paths } = files;
  return { kind: 'images', name, key, problems, read, labels, names: paths, pixels };
}
