/**
 * What a training step carries from one batch to the next, as one flat list: model variables, optimizer state, metric
 * accumulators and the record of recent losses. Programs, checkpoints and resuming all follow this list.
 */
import type { DType, TypedArray } from '../base/dtype';
import { allocate } from '../base/dtype';
import { type Shape, sizeOf } from '../base/shape';
import type { Tensor } from '../ops';

export type SlotGroup = 'variable' | 'state' | 'optimizer' | 'train-metric' | 'eval-metric' | 'record';

export interface Slot {
  /** Unique: `variable:dense/kernel`, `optimizer:adam/iteration`. */
  readonly name: string;
  readonly group: SlotGroup;
  readonly shape: Shape;
  readonly dtype: DType;
  /** A slot whose starting value it takes where that is given from outside. */
  readonly startsAs?: string;
  /** A fresh starting value. */
  initial(): TypedArray;
}

/** Whether the model reads it: its variables, and the states its layers carry from batch to batch. */
export const ofModel = (slot: Slot): boolean => slot.group === 'variable' || slot.group === 'state';

/** A slot that starts filled with one number. */
export function filledSlot(name: string, group: SlotGroup, shape: Shape, dtype: DType, value = 0): Slot {
  return { name, group, shape, dtype, initial: () => allocate(dtype, sizeOf(shape)).fill(value) };
}

/** Batch losses kept on the device between two readings; a reading must come at least this often, in steps. */
export const RECORD_LENGTH = 512;

/** Values of the slots during a trace: reading after writing gives the written value. */
export class SlotValues {
  private readonly values: Tensor[];
  private readonly index = new Map<string, number>();

  constructor(slots: readonly Slot[], tensors: readonly Tensor[]) {
    this.values = [...tensors];
    slots.forEach((s, i) => {
      this.index.set(s.name, i);
    });
  }

  private at(name: string): number {
    const i = this.index.get(name);
    if (i === undefined) throw new Error(`There is no slot ${name}.`);
    return i;
  }
  read(name: string): Tensor {
    return this.values[this.at(name)] as Tensor;
  }
  write(name: string, value: Tensor): void {
    const i = this.at(name);
    const old = this.values[i] as Tensor;
    if (value.dtype !== old.dtype || sizeOf(value.shape) !== sizeOf(old.shape)) {
      throw new Error(`Slot ${name} is ${old.dtype} [${old.shape}], not ${value.dtype} [${value.shape}].`);
    }
    this.values[i] = value;
  }
  all(): Tensor[] {
    return [...this.values];
  }
}
