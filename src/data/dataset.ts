/** What the data worker holds for a source: a table, pictures or a series, with where it came from and what was noted. */
import type { Problem } from '../base/problem';
import type { Table } from './columns';

/** Where a data set came from, for people. */
export interface Provenance {
  readonly title: string;
  readonly description: string;
  /** Who made it and where it can be found. */
  readonly origin: string;
  readonly licence: string;
}

/** How a file was read, for the line under its name. */
export interface ReadInfo {
  readonly fileName: string;
  readonly bytes: number;
  readonly milliseconds: number;
  readonly delimiter?: string;
  readonly encoding?: string;
  readonly header?: boolean;
  readonly decimal?: string;
}

interface Common {
  readonly name: string;
  /** Content hash: two equal keys hold equal data. */
  readonly key: string;
  /** What was noticed when it was made or read. */
  readonly problems: readonly Problem[];
  readonly provenance?: Provenance;
  readonly read?: ReadInfo;
}

export interface TableDataset extends Common {
  readonly kind: 'table';
  readonly table: Table;
  /** The column to predict, where the source itself says so. */
  readonly target?: string;
}

/** Pixels of one size, (count, height, width, channels) in bytes 0..255. */
export interface Pixels {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** What the images are: a class each, or a number each. `names` are file names (empty for made ones). */
export interface ImageLabels {
  readonly classes: readonly string[];
  /** Class index per image. */
  readonly codes: Int32Array;
  /** Present when labels are numbers: the task may then be regression. */
  readonly values?: Float64Array;
}

/** Images already as pixels: built in, drawn, or decoded from files at the size a spec asks for. */
export interface ImageDataset extends Common {
  readonly kind: 'images';
  readonly pixels: Pixels;
  readonly labels: ImageLabels;
  readonly names: readonly string[];
}

/** One series and how long a window looks back; row i is values[i .. i+window) and its target values[i+window]. */
export interface SeriesDataset extends Common {
  readonly kind: 'series';
  readonly values: Float64Array;
  readonly window: number;
  readonly column: string;
}

export type Dataset = TableDataset | ImageDataset | SeriesDataset;
