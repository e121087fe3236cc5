/**
 * What a backend is: something that keeps arrays on a device and executes programs on them. The engine knows nothing
 * else of a device. Arrays are owned by whoever received them and are freed by `dispose`.
 */
import type { DType, TypedArray } from '../base/dtype';
import type { Shape } from '../base/shape';
import type { Program } from '../ops/program';

export type BackendName = 'reference' | 'cpu' | 'webgl' | 'webgpu' | 'wasm';

/** An array on a backend's device. */
export interface DeviceArray {
  readonly shape: Shape;
  readonly dtype: DType;
}

export interface BackendMemory {
  /** Arrays alive. */
  readonly arrays: number;
  /** Bytes they take on the device, as far as the backend knows. */
  readonly bytes: number;
}

/** A program made ready to run. */
export interface Executable {
  readonly program: Program;
  /**
   * Runs the program once. The caller keeps ownership of the inputs, except those at `donated` positions, which are
   * consumed: their memory may be reused for an output, and they must not be used or disposed of afterwards. The caller
   * owns the outputs. An output that is an input unchanged is a new reference with a life of its own.
   */
  run(inputs: readonly DeviceArray[], donated?: ReadonlySet<number>): DeviceArray[];
  /**
   * Runs the program `steps` times in one call, where the backend can: what a donated input's output gives is the next
   * step's input, and inputs at positions in `rows` hold one array for each step, stacked. The outputs are the last
   * step's.
   */
  runSteps?(
    inputs: readonly DeviceArray[],
    donated: ReadonlySet<number>,
    steps: number,
    rows: ReadonlySet<number>,
  ): DeviceArray[];
  /**
   * Most bytes of device memory in use while it runs, the arrays it is given and gives included; null where the backend
   * does not know beforehand.
   */
  readonly peakBytes: number | null;
  dispose(): void;
}

export interface Backend {
  readonly name: BackendName;
  /** One line for the user: `WebGPU`, `CPU (plain JavaScript)`. */
  readonly label: string;
  /** Copies values to the device. The array's storage type must be that of `dtype`. */
  upload(values: TypedArray, shape: Shape, dtype: DType): DeviceArray;
  /** Copies an array back; the promise settles when everything it depends on has run. */
  read(array: DeviceArray): Promise<TypedArray>;
  dispose(array: DeviceArray): void;
  /**
   * @param donated the inputs that will be donated, if that is known: memory is planned for it
   * @throws ProblemError code `backend-unsupported` when the program has something this backend cannot run,
   *   `out-of-memory` when it is known not to fit
   */
  compile(program: Program, donated?: ReadonlySet<number>): Executable;
  memory(): BackendMemory;
  /** Most bytes it can hold at once; absent where it does not know. */
  readonly mostBytes?: number;
  /** Settles when all queued work is done. */
  sync(): Promise<void>;
  /** Frees the device. The backend is unusable afterwards. */
  close(): void;
  /** Calls back once when the device is lost (GPU reset, context loss); every later call fails with `device-lost`. */
  onLost(listener: (reason: string) => void): void;
}
