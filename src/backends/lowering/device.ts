/**
 * What lowering asks of a device: storage for flat arrays, generated kernels, a matrix product, and rows of a stack.
 * Buffers know no shape (programs do) and are counted by reference: `retain` adds an owner, `release` removes one.
 */
import type { DType, TypedArray } from '../../base/dtype';
import type { Equation, ValueType } from '../../ops/program';
import type { BackendName } from '../backend';
import type { Kernel, KernelGroup } from './kernel';

/** A flat array on the device, row-major, never padded. */
export interface DeviceBuffer {
  readonly dtype: DType;
  readonly length: number;
}

/** One or a stack of matrix products with static sizes. */
export interface MatmulSpec {
  readonly batch: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** A kernel translated for the device. `params` are the kernel's integer parameters. */
export type Runnable = (inputs: readonly DeviceBuffer[], params?: readonly number[]) => DeviceBuffer;

/** An argument of a ready-made kernel: a number, or an address that is known when it runs, in bytes from its start. */
export type ReadyArgument = number | { readonly of: number | 'output' | 'scratch'; readonly offset?: number };

/** One equation as calls of ready-made kernels: sizes are fixed, addresses are filled in at each run. */
export interface ReadyCall {
  readonly output: { readonly dtype: DType; readonly length: number };
  /** Bytes of room wanted during the calls. */
  readonly scratch: number;
  /** Floating point operations, where threads may share the call. */
  readonly work?: number;
  /** `of: k` in an argument is the equation's input k. */
  readonly calls: readonly { readonly name: string; readonly args: readonly ReadyArgument[] }[];
}

/** A plain two-dimensional convolution the device may have a kernel of its own for. */
export interface Conv2dSpec {
  readonly x: readonly [number, number, number, number];
  readonly kernel: readonly [number, number, number, number];
  readonly y: readonly [number, number, number, number];
  readonly strides: readonly [number, number];
  readonly padding: readonly [readonly [number, number], readonly [number, number]];
}

export interface Device {
  readonly name: BackendName;
  readonly label: string;
  /** Most arrays a generated kernel may read. */
  readonly maxInputs: number;
  /** False stores every value, pointwise ones too: to see what fusion brings. */
  readonly fused?: boolean;
  /** Longest im2col matrix, in elements, before a convolution is cut along the batch. */
  readonly maxPatches: number;
  /** Whether one thread computes one element, so that long sums must be cut in two stages. */
  readonly parallel: boolean;
  upload(values: TypedArray, dtype: DType): DeviceBuffer;
  read(buffer: DeviceBuffer): Promise<TypedArray>;
  /** Reads at once, stalling the device. Only for the rare turn of device values into random keys. */
  readNow(buffer: DeviceBuffer): TypedArray;
  retain(buffer: DeviceBuffer): void;
  release(buffer: DeviceBuffer): void;
  prepare(kernel: Kernel): Runnable;
  /** Where kernels may have several results; null where these are better done one by one. */
  prepareGroup?(group: KernelGroup): ((inputs: readonly DeviceBuffer[]) => DeviceBuffer[]) | null;
  matmul(spec: MatmulSpec): (a: DeviceBuffer, b: DeviceBuffer) => DeviceBuffer;
  /** Kernels the device has compiled beforehand; `plan` is null where it has none for an equation. */
  readonly ready?: {
    plan(eq: Equation, inputs: readonly ValueType[], outputs: readonly ValueType[]): ReadyCall | null;
    prepare(call: ReadyCall): (inputs: readonly DeviceBuffer[]) => DeviceBuffer;
    /** A product's call that adds its third input along the last axis, and then takes the larger of 0 and that. */
    end?(call: ReadyCall, relu: boolean): ReadyCall | null;
  };
  /** float32 in [0, 1) as `base/random` draws them. */
  randomUniform(key: readonly [number, number], length: number): DeviceBuffer;
  /** `length` elements from `offset` on; shares memory where the device can. */
  row(source: DeviceBuffer, offset: number, length: number): DeviceBuffer;
  /** Joins equal rows in order; the rows stay the caller's. */
  stack(rows: readonly DeviceBuffer[]): DeviceBuffer;
  /** Rows of zeros with each float row of `updates` added at its (clamped) index, where one thread may do it all. */
  readonly scatterAdd?: (spec: ScatterSpec) => (indices: DeviceBuffer, updates: DeviceBuffer) => DeviceBuffer;
  /** im2col and its adjoint by hand, where the device has something better than the generated kernels. */
  readonly images?: {
    patches(spec: PatchSpec): (x: DeviceBuffer) => DeviceBuffer;
    fold(spec: PatchSpec): (columns: DeviceBuffer) => DeviceBuffer;
  };
  /** A convolution the device does without an im2col matrix in memory. */
  readonly conv2d?: (spec: Conv2dSpec) => (x: DeviceBuffer, kernel: DeviceBuffer) => DeviceBuffer;
  /** Unsigned words (random keys) among the device's own arrays; without it they are the host's. */
  readonly words?: {
    /** `randomUniform` with a key that is on the device. */
    uniform(key: DeviceBuffer, length: number): DeviceBuffer;
    /** Evaluates on plain arrays in the middle of a run. */
    evaluate(
      run: (inputs: readonly TypedArray[]) => TypedArray[],
      inputs: readonly DeviceBuffer[],
      outputs: readonly ValueType[],
    ): readonly DeviceBuffer[];
  };
  /** Loops of the device's own; without it JavaScript steps them. */
  readonly loop?: {
    /** An array whose contents come by `copy`. */
    make(dtype: DType, length: number): DeviceBuffer;
    copy(from: DeviceBuffer, to: DeviceBuffer): void;
    /** `rowOf` gives the row of a stack that belongs to the turn, counted from the end where `reverse` is set. */
    run(
      turns: number,
      reverse: boolean,
      body: (rowOf: (stack: DeviceBuffer, length: number) => DeviceBuffer) => void,
    ): void;
  };
  memory(): { readonly arrays: number; readonly bytes: number };
  sync(): Promise<void>;
  close(): void;
  onLost(listener: (reason: string) => void): void;
}

export interface ScatterSpec {
  /** Update rows, rows of the result, and elements of a row. */
  readonly count: number;
  readonly rows: number;
  readonly width: number;
}

/** Windows of an image laid out as matrix rows: [n * places, taps * channels]. Ungrouped, no axis order changes. */
export interface PatchSpec {
  readonly batch: number;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly window: readonly number[];
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
  /** Padding before the first element of each axis. */
  readonly low: readonly number[];
  readonly channels: number;
}
