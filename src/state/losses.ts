/**
 * The loss of every batch of a run, kept for drawing: at most a few thousand buckets of equal width, each with the least,
 * the greatest and the mean of its batches. When they are full, pairs are joined, so a long run costs what a short one
 * does and no spike is lost. Plain mutable arrays, outside of undo and of the stores.
 */
import type { PackedLosses } from '../rpc/files-protocol';

const BUCKETS = 4096;

/** What is saved of a series; `LossSeries.from` makes it whole again. */
export type SavedLosses = PackedLosses;

/** One point to draw: a stretch of batches. */
export interface LossPoint {
  /** Batches trained in the run up to the middle of the stretch. */
  readonly step: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
}

export class LossSeries {
  /** Batches per bucket. */
  private width = 1;
  private min = new Float32Array(BUCKETS);
  private max = new Float32Array(BUCKETS);
  private sum = new Float64Array(BUCKETS);
  private count = new Uint32Array(BUCKETS);
  private total = 0;

  /** Batches seen. */
  get steps(): number {
    return this.total;
  }

  /** Adds losses of the batches from number `first` on. Batches seen already are left out; a gap stays empty. */
  append(first: number, losses: Float32Array): void {
    for (let i = 0; i < losses.length; i++) {
      const step = first + i;
      if (step < this.total) continue;
      while (Math.floor(step / this.width) >= BUCKETS) this.halve();
      const at = Math.floor(step / this.width);
      const value = losses[i] as number;
      const n = this.count[at] as number;
      this.min[at] = n === 0 ? value : Math.min(this.min[at] as number, value);
      this.max[at] = n === 0 ? value : Math.max(this.max[at] as number, value);
      this.sum[at] = (this.sum[at] as number) + value;
      this.count[at] = n + 1;
      this.total = step + 1;
    }
  }

  /** Forgets batches from number `step` on (the run went back to a checkpoint); a bucket cut in the middle goes whole. */
  truncate(step: number): void {
    if (step >= this.total) return;
    const from = Math.floor(step / this.width);
    for (const array of [this.min, this.max, this.sum, this.count]) array.fill(0, from);
    this.total = step;
  }

  /** Points in order, empty stretches left out. Not-a-number and infinite losses stay what they are. */
  points(): LossPoint[] {
    const points: LossPoint[] = [];
    const buckets = Math.ceil(this.total / this.width);
    for (let i = 0; i < buckets; i++) {
      const n = this.count[i] as number;
      if (n === 0) continue;
      const start = i * this.width;
      points.push({
        step: start + (Math.min(this.width, this.total - start) + 1) / 2,
        min: this.min[i] as number,
        max: this.max[i] as number,
        mean: (this.sum[i] as number) / n,
      });
    }
    return points;
  }

  save(): SavedLosses {
    const n = Math.ceil(this.total / this.width);
    return {
      width: this.width,
      steps: this.total,
      min: this.min.slice(0, n),
      max: this.max.slice(0, n),
      mean: Float32Array.from({ length: n }, (_, i) => (this.sum[i] as number) / Math.max(1, this.count[i] as number)),
      count: this.count.slice(0, n),
    };
  }

  static from(saved: SavedLosses): LossSeries {
    const series = new LossSeries();
    const n = Math.min(saved.count.length, BUCKETS);
    series.width = saved.width;
    series.total = Math.min(saved.steps, n * saved.width);
    series.min.set(saved.min.subarray(0, n));
    series.max.set(saved.max.subarray(0, n));
    for (let i = 0; i < n; i++) series.sum[i] = (saved.mean[i] as number) * (saved.count[i] as number);
    series.count.set(saved.count.subarray(0, n));
    return series;
  }

  private halve(): void {
    for (let i = 0; i < BUCKETS / 2; i++) {
      const a = 2 * i;
      const b = a + 1;
      const na = this.count[a] as number;
      const nb = this.count[b] as number;
      this.min[i] =
        nb === 0 || na === 0
          ? (this.min[na === 0 ? b : a] as number)
          : Math.min(this.min[a] as number, this.min[b] as number);
      this.max[i] =
        nb === 0 || na === 0
          ? (this.max[na === 0 ? b : a] as number)
          : Math.max(this.max[a] as number, this.max[b] as number);
      this.sum[i] = (this.sum[a] as number) + (this.sum[b] as number);
      this.count[i] = na + nb;
    }
    for (const array of [this.min, this.max, this.sum, this.count]) array.fill(0, BUCKETS / 2);
    this.width *= 2;
  }
}
