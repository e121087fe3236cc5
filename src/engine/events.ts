/** What a run reports while it goes: frames, status, checkpoints. Plain data that crosses worker boundaries. */
import type { RunHistory } from './history';

/** A run's complete state between two batches: going on from it gives the numbers an uninterrupted run gives. */
export interface Checkpoint {
  /** Epochs finished, and batches finished of the next one. */
  readonly epoch: number;
  readonly batch: number;
  /** Batches trained in the whole run. */
  readonly step: number;
  readonly history: RunHistory;
  /** Variables, optimizer and metric states, packed as `engine/checkpoint.ts` describes. */
  readonly tensors: ArrayBuffer;
  /** States of callbacks and kept snapshots' names. */
  readonly callbacks: string;
}

export type TrainStatus = 'preparing' | 'running' | 'paused' | 'ended';
export type EndReason = 'finished' | 'stopped' | 'early-stop' | 'diverged' | 'failed';

/** About ten times a second while running: what changed since the last frame. */
export interface TrainFrame {
  /** Epoch being trained (from 0), batches finished of it, batches per epoch, epochs planned. */
  readonly epoch: number;
  readonly batch: number;
  readonly batches: number;
  readonly epochs: number;
  readonly step: number;
  /** Loss of each batch trained since the last frame; the first is that of step `step - batchLosses.length`. */
  readonly batchLosses: Float32Array;
  /** Running averages of the epoch so far, Keras' keys. */
  readonly logs: { readonly [key: string]: number };
  readonly samplesPerSecond: number;
  /** Milliseconds left at the present pace; null while unknown. */
  readonly remainingMs: number | null;
  readonly learningRate: number;
}
