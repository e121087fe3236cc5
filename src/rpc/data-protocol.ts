/**
 * What the page and the data worker say to each other. Data sets stay in the worker; the page names them by the
 * DataSource of the document and receives descriptions, samples to show, and prepared arrays to pass on.
 */
import type { Problem } from '../base/problem';
import type { Cell } from '../data/columns';
import type { ReadOptions } from '../data/csv/read-table';
import type { Provenance, ReadInfo } from '../data/dataset';
import type { InputFile } from '../data/images/import-images';
import type { StoredData } from '../data/library';
import type { FeatureInfo, PreparedData } from '../data/prepared';
import type { Review } from '../data/review';
import type { CatalogEntry } from '../data/sources';
import type { ColumnStatistics } from '../data/statistics';
import type { DataSource, DataSpec, ImageSpec } from '../graph/data-spec';
import type { Method } from './rpc';

export type { Cell } from '../data/columns';
export type { ReadOptions } from '../data/csv/read-table';
export type { Provenance, ReadInfo } from '../data/dataset';
export type { InputFile } from '../data/images/import-images';
export type { StoredData } from '../data/library';
export type { Review } from '../data/review';
export type { CatalogEntry } from '../data/sources';
export type { ColumnStatistics } from '../data/statistics';

/** How far a long job is. `share` is 0..1; `done` counts rows or images. */
export interface DataProgress {
  readonly phase: 'reading' | 'unpacking' | 'decoding' | 'saving';
  readonly share: number;
  readonly done?: number;
  readonly total?: number;
}

/** A data set as the data screen shows it. */
export interface DatasetDescription {
  readonly source: DataSource;
  readonly kind: 'table' | 'images' | 'series';
  readonly name: string;
  readonly rows: number;
  /** What was noticed when it was read: encoding, ragged rows, skipped images and the like. */
  readonly problems: readonly Problem[];
  readonly provenance?: Provenance;
  readonly read?: ReadInfo;
  /** Tables: a summary of every column (of the training part when a spec was given). */
  readonly columns: readonly ColumnStatistics[];
  /** Images: how they are kept, and how many there are of each class. */
  readonly images?: {
    readonly width: number;
    readonly height: number;
    readonly channels: 1 | 3;
    readonly classes: readonly { readonly name: string; readonly count: number }[];
    /** Labels are numbers, so the task may be regression. */
    readonly numericLabels: boolean;
  };
  /** Series: its values (at most 2,000 of them) and how long a window is. */
  readonly series?: { readonly values: Float32Array; readonly length: number; readonly window: number };
}

export type PartName = 'train' | 'validation' | 'test';

export interface SampleRequest {
  readonly spec: DataSpec;
  /** At most this many rows; taken in order from `offset` among those that match. */
  readonly count: number;
  readonly offset?: number;
  readonly part?: PartName;
  /** Only rows of this class. */
  readonly className?: string;
  /** Exactly these rows of the prepared data (indices as in PreparedData.parts), in this order. */
  readonly rows?: readonly number[];
}

export interface SampleRow {
  /** Row of the prepared data; null for a row that is not used. */
  readonly prepared: number | null;
  /** 0-based row of the source. */
  readonly source: number;
  readonly part: PartName | null;
}

export type Sample =
  | {
      readonly kind: 'table';
      readonly total: number;
      readonly columns: readonly string[];
      readonly rows: readonly (SampleRow & { readonly cells: readonly Cell[] })[];
    }
  | {
      readonly kind: 'images';
      readonly total: number;
      readonly width: number;
      readonly height: number;
      readonly channels: 1 | 3;
      /** (rows, height, width, channels), bytes 0..255. */
      readonly pixels: Uint8Array;
      readonly rows: readonly (SampleRow & { readonly label: string; readonly name: string })[];
    }
  | {
      readonly kind: 'series';
      readonly total: number;
      readonly window: number;
      /** `window` values and the one after them, per row, in the source's units. */
      readonly rows: readonly (SampleRow & { readonly values: readonly number[] })[];
    };

/** What an import made: the source to put in the document, a proposal for the rest, and the description. */
export interface Imported {
  readonly spec: DataSpec;
  readonly description: DatasetDescription;
  /** Why the data could not be stored; it is usable all the same until the tab is closed. */
  readonly storage?: Problem;
}

export interface StorageUse {
  readonly kind: 'opfs' | 'indexeddb' | 'memory';
  /** Bytes this origin uses and may use, as the browser estimates. */
  readonly used: number | null;
  readonly quota: number | null;
  readonly sets: readonly StoredData[];
}

/** An image as bytes of RGBA, from a canvas. */
export interface RawImage {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray;
}

export interface DataApi {
  /** Must be the first call: where `data/…` files are fetched from. */
  configure: Method<{ readonly baseUrl: string }, null>;
  catalog: Method<null, readonly CatalogEntry[]>;
  propose: Method<{ readonly source: DataSource }, DataSpec, DataProgress>;
  describe: Method<{ readonly source: DataSource; readonly spec?: DataSpec }, DatasetDescription, DataProgress>;
  /** Fails as `prepare` would, with the problem; else says what is worth a look under this spec. */
  review: Method<{ readonly spec: DataSpec }, Review, DataProgress>;
  sample: Method<SampleRequest, Sample, DataProgress>;
  /** The key `prepare` would give, without preparing. */
  key: Method<{ readonly spec: DataSpec }, string>;
  prepare: Method<{ readonly spec: DataSpec }, PreparedData, DataProgress>;
  importTable: Method<
    { readonly file: Blob; readonly name: string; readonly options?: ReadOptions },
    Imported,
    DataProgress
  >;
  /** A folder's files with their paths, a zip, or image files and a CSV of labels; `name` is what to call the lot. */
  importImages: Method<{ readonly files: readonly InputFile[]; readonly name: string }, Imported, DataProgress>;
  /** Text files in a folder for each class; others are left out. */
  importTexts: Method<{ readonly files: readonly InputFile[]; readonly name: string }, Imported, DataProgress>;
  /** Input vectors of rows typed into a form, one after the other. */
  encodeRows: Method<
    { readonly features: readonly FeatureInfo[]; readonly rows: readonly { readonly [column: string]: Cell }[] },
    Float32Array
  >;
  /**
   * A picture as one row of input: (height, width, channels) bytes. `paper` is the grey 0..255 behind transparent
   * pixels, white unless told.
   */
  encodeImage: Method<
    { readonly image: Blob | RawImage; readonly spec: ImageSpec; readonly paper?: number },
    Uint8Array
  >;
  /** The user's data sets in this browser, and how much room there is. */
  storage: Method<null, StorageUse>;
  remove: Method<{ readonly datasetId: string }, null>;
  /** The bytes of a data set, for a project file. */
  exportData: Method<{ readonly datasetId: string }, Blob>;
  /** Takes in what `exportData` gave; the id is the same as before. */
  importData: Method<{ readonly data: Blob; readonly fileName: string }, Imported, DataProgress>;
}
