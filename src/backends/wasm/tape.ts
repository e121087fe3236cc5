/**
 * What a program does on linear memory, written down once: calls, copies and loops over arrays that have no address yet.
 * Lowering is run a single time on such arrays; the planner then gives each a place, and one function plays the tape.
 */
import type { DType } from '../../base/dtype';
import type { DeviceBuffer } from '../lowering/device';
import type { CompiledFunction } from './encode';

/**
 * Where an array lives: in the workspace, in room that is every thread's own and of use during one call, with the caller
 * (input, output), or for as long as the program (literal).
 */
export type Home =
  | { readonly kind: 'planned' }
  | { readonly kind: 'scratch' }
  | { readonly kind: 'input' | 'output'; readonly index: number }
  | { readonly kind: 'literal'; readonly values: Uint8Array };

export interface Storage {
  readonly home: Home;
  readonly bytes: number;
  /** The loop in whose body it is made, anew at each turn; null outside loops. */
  readonly loop: Loop | null;
}

/** An array, whole or a part of one. In a loop the part may move on from turn to turn. */
export interface Place extends DeviceBuffer {
  readonly dtype: DType;
  readonly storage: Storage;
  /** Bytes from the storage's start. */
  readonly offset: number;
  readonly bytes: number;
  readonly strides: readonly Stride[];
}

/** Bytes a place moves on with each turn of a loop. */
export interface Stride {
  readonly loop: Loop;
  readonly bytes: number;
}

/** A number, the address of a place, or the 32-bit word at the start of a place. */
export type Argument = number | { readonly address: Place; readonly plus?: number } | { readonly word: Place };

export type Callee =
  /** A kernel compiled beforehand. */
  | { readonly kind: 'compiled'; readonly name: string }
  /** A function generated for a kernel. */
  | { readonly kind: 'generated'; readonly code: CompiledFunction; readonly name: string }
  /** JavaScript, called with the addresses of reads and writes. */
  | { readonly kind: 'host'; readonly run: (addresses: readonly number[]) => void; readonly name: string };

export interface Call {
  readonly kind: 'call';
  readonly callee: Callee;
  readonly args: readonly Argument[];
  /** About how many microseconds it takes: worked out when asked for, which is where threads may share it. */
  cost(): number;
  /** How threads may share it; absent where they may not. */
  readonly cut?: Cut;
  readonly reads: readonly Place[];
  readonly writes: readonly Place[];
  /** Those of the reads a result may overwrite: element i is read for element i only, and before it is written. */
  readonly yielding: readonly Place[];
}

/** Some bytes of a place, counted from its start. */
export interface Extent {
  readonly place: Place;
  readonly from: number;
  readonly to: number;
}

/** A part of a call, as a call of its own. */
export interface Part {
  readonly callee: Callee;
  readonly args: readonly Argument[];
  /** Everything it may read or write, but for scratch. */
  readonly reads: readonly Extent[];
  readonly writes: readonly Extent[];
}

/** A call can be cut along something: rows, samples, elements. Each number comes out as if it were not. */
export interface Cut {
  readonly length: number;
  /** Where it may be cut: at multiples of this. */
  readonly unit: number;
  /** Smaller parts are made only where there would be too few for all threads. */
  readonly grain?: number;
  part(from: number, to: number): Part;
}

/** Moves as many bytes as both places have. */
export interface Copy {
  readonly kind: 'copy';
  readonly from: Place;
  readonly to: Place;
}

export interface Loop {
  readonly kind: 'loop';
  readonly turns: number;
  /** Counts down: the last row is first. */
  readonly reverse: boolean;
  readonly body: Command[];
  readonly parent: Loop | null;
}

export type Command = Call | Copy | Loop;

export interface Tape {
  readonly commands: readonly Command[];
  /** For each output: the donated input whose memory it takes over, or null where it is given new memory. */
  readonly outputs: readonly { readonly bytes: number; readonly replaces: number | null }[];
  readonly inputs: readonly { readonly bytes: number }[];
}

export const wholePlace = (storage: Storage, dtype: DType, length: number): Place => ({
  dtype,
  length,
  storage,
  offset: 0,
  bytes: storage.bytes,
  strides: [],
});
