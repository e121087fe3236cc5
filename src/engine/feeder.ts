/**
 * Gets batches to the device. Data that fits stays there whole and a batch is a list of row numbers; larger data stays
 * with the host, which sends each batch's rows.
 */
import type { Backend, DeviceArray } from '../backends/backend';
import { type Shape, sameShape, sizeOf } from '../base/shape';
import type { PreparedData, RowsArray } from '../data/prepared';
import type { FeedMode } from './programs';
import type { DataSignature } from './training-plan';

/** Data up to this size is kept on the device whole (float32 there, whatever it is on the host). */
export const RESIDENT_LIMIT_BYTES = 192 * 2 ** 20;

/** Larger data is sent so much at a time, several batches where they are small, so that a call can take several steps. */
const SENT_BYTES = 2 * 2 ** 20;

/** For each target the place of its weights among those fed; null for none. */
function weightPlaces({ targets, weights = [], weighted }: PreparedData): (number | null)[] {
  return targets.map((_, i) => (weighted ? (weighted[i] ?? null) : weights.length > 0 ? 0 : null));
}

/** All that is fed, in the order programs declare it: inputs, targets, weights as far as a target has them. */
function fedArrays(data: PreparedData): RowsArray[] {
  const weights = Math.max(0, ...weightPlaces(data).map((at) => (at ?? -1) + 1));
  return [...data.inputs, ...data.targets, ...(data.weights ?? []).slice(0, weights)];
}

/**
 * What is fed, each array once however often it is read (an autoencoder's images are its targets too), and for all that
 * is fed, in order, its place among these.
 */
function heldArrays(fed: readonly RowsArray[]): {
  readonly arrays: readonly RowsArray[];
  readonly places: readonly number[];
} {
  const arrays: RowsArray[] = [];
  const places = fed.map((a) => {
    const known = arrays.findIndex((b) => b.data === a.data && b.dtype === a.dtype && sameShape(b.shape, a.shape));
    return known < 0 ? arrays.push(a) - 1 : known;
  });
  return { arrays, places };
}

export function signatureOf(data: PreparedData): DataSignature {
  const feed = (a: RowsArray) => ({ shape: a.shape, dtype: a.dtype });
  return {
    inputs: data.inputs.map(feed),
    targets: data.targets.map(feed),
    sampleWeights: weightPlaces(data),
    places: heldArrays(fedArrays(data)).places,
  };
}

/** Bytes of all rows as devices store them, each array once. */
export function feedBytes(data: PreparedData): number {
  return heldArrays(fedArrays(data)).arrays.reduce((n, a) => n + a.data.length * 4, 0);
}

/** Whether data stays on the device whole. */
export function feedMode(data: PreparedData, limit = RESIDENT_LIMIT_BYTES): FeedMode {
  return feedBytes(data) <= limit ? { kind: 'resident', rows: data.rows } : { kind: 'rows' };
}

/** Batches whose rows are sent together, where rows are sent. */
export function batchesSent(data: PreparedData, batch: number): number {
  return Math.max(1, Math.floor((SENT_BYTES * data.rows) / (batch * feedBytes(data))));
}

/** What a call of the device is fed: one array per input of a program, those in `own` the caller's to free. */
export interface Feed {
  readonly feed: readonly DeviceArray[];
  readonly own: readonly DeviceArray[];
}

export class Feeder {
  readonly mode: FeedMode;
  private readonly held: readonly RowsArray[];
  private tables: DeviceArray[] = [];

  constructor(
    private readonly backend: Backend,
    private readonly data: PreparedData,
    limit = RESIDENT_LIMIT_BYTES,
  ) {
    this.held = heldArrays(fedArrays(data)).arrays;
    this.mode = feedMode(data, limit);
    if (this.mode.kind === 'resident') {
      this.tables = this.held.map((a) => backend.upload(storage(a), [data.rows, sizeOf(a.shape)], a.dtype));
    }
  }

  /** Inputs of a train or evaluation program for a batch. */
  batch(rows: Int32Array): Feed {
    return this.fed(rows, [rows.length]);
  }

  /** Like `batch` for several batches at once: what is in `own` has one array for each, stacked. */
  batches(rows: Int32Array, size: number): Feed {
    return this.fed(rows, [rows.length / size, size]);
  }

  private fed(rows: Int32Array, leading: Shape): Feed {
    if (this.mode.kind === 'resident') {
      const index = this.backend.upload(rows, leading, 'int32');
      return { feed: [...this.tables, index], own: [index] };
    }
    const own = this.held.map((a) => this.rowsOf(a, rows, leading));
    return { feed: own, own };
  }

  /** Most batches `batches` may be asked for. */
  together(size: number): number {
    return this.mode.kind === 'resident' ? Number.POSITIVE_INFINITY : batchesSent(this.data, size);
  }

  /** The rows themselves, for programs that are always fed rows. */
  rows(rows: Int32Array): DeviceArray[] {
    return this.held.map((a) => this.rowsOf(a, rows));
  }

  private rowsOf(a: RowsArray, rows: Int32Array, leading: Shape = [rows.length]): DeviceArray {
    const width = sizeOf(a.shape);
    const out = a.dtype === 'int32' ? new Int32Array(rows.length * width) : new Float32Array(rows.length * width);
    for (let r = 0; r < rows.length; r++) {
      const from = (rows[r] as number) * width;
      out.set(a.data.subarray(from, from + width), r * width);
    }
    return this.backend.upload(out, [...leading, ...a.shape], a.dtype);
  }

  dispose(): void {
    for (const t of this.tables) this.backend.dispose(t);
    this.tables = [];
  }
}

/** The array in the storage type of its dtype: bytes of images become floats. */
function storage(a: RowsArray): Float32Array | Int32Array {
  if (a.dtype === 'int32') return a.data instanceof Int32Array ? a.data : new Int32Array(a.data);
  return a.data instanceof Float32Array ? a.data : new Float32Array(a.data);
}
