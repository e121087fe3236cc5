/**
 * A model alive on a backend: its carried state as device arrays, the programs compiled for the batch sizes in use, and
 * the few things one can do with them. It owns every array it makes and frees them all in `dispose`.
 */
import type { Backend, DeviceArray, Executable } from '../backends/backend';
import { concatenate, type TypedArray } from '../base/dtype';
import { sizeOf } from '../base/shape';
import type { PreparedData } from '../data/prepared';
import { type Program, peakBytes } from '../ops';
import { Feeder, RESIDENT_LIMIT_BYTES } from './feeder';
import type { Phase } from './metric-plan';
import { LEARNING_RATE, predictProgram } from './programs';
import { ofModel, RECORD_LENGTH, type Slot } from './state-layout';
import { Traced } from './traced';
import type { TrainingPlan } from './training-plan';

export interface Results {
  readonly logs: { readonly [key: string]: number };
  /** Learning rate of the next step; NaN in evaluation. */
  readonly learningRate: number;
  /** Ring of the last batch losses, training only. */
  readonly record: Float32Array;
}

/** Training that is forgotten. */
export interface Rehearsal {
  /** Trains on the given rows and reads what came of it. */
  step(rows: Int32Array): Promise<void>;
  end(): void;
}

interface ResultReader {
  readonly executable: Executable;
  readonly keys: readonly string[];
  readonly slots: readonly Slot[];
}

export class DeviceModel {
  private state: DeviceArray[];
  private readonly feeder: Feeder;
  private readonly executables = new Map<string, Executable>();
  private readonly readers = new Map<Phase, ResultReader>();
  private readonly donatedState: ReadonlySet<number>;

  constructor(
    readonly backend: Backend,
    readonly plan: TrainingPlan,
    data: PreparedData,
    initial?: ReadonlyMap<string, TypedArray>,
    private readonly traced = new Traced(plan),
    residentBytes = RESIDENT_LIMIT_BYTES,
  ) {
    this.feeder = new Feeder(backend, data, residentBytes);
    const given = (name: string | undefined) => (name === undefined ? undefined : initial?.get(name));
    this.state = plan.slots.map((s) =>
      backend.upload(given(s.name) ?? given(s.startsAs) ?? s.initial(), s.shape, s.dtype),
    );
    this.donatedState = new Set(plan.slots.keys());
  }

  private compiled(key: string, make: () => Program, donated?: ReadonlySet<number>): Executable {
    const known = this.executables.get(key);
    if (known) return known;
    const executable = this.backend.compile(make(), donated);
    this.executables.set(key, executable);
    return executable;
  }

  private trainer(batch: number): Executable {
    return this.compiled(`train/${batch}`, () => this.traced.train(batch, this.feeder.mode), this.donatedState);
  }

  private evaluator(batch: number): Executable {
    const carried = this.plan.evalSlots.length + this.traced.moved.length;
    const donated = new Set(Array.from({ length: carried }, (_, i) => i));
    return this.compiled(`eval/${batch}`, () => this.traced.evaluation(batch, this.feeder.mode), donated);
  }

  /**
   * What a run compiles, piece by piece, so that whoever does it ahead can stop between two of them: the step, the figures
   * after it, the last, smaller batch, and validation.
   */
  *compileAhead(training: number, validation: number, batch: number): Generator<void> {
    const sizes = (rows: number, most: number): Set<number> =>
      new Set([Math.min(most, rows), rows % most].filter((n) => n > 0));
    const [first = 0, ...rest] = sizes(training, batch);
    this.trainer(first);
    yield;
    this.reader('train');
    for (const size of rest) {
      yield;
      this.trainer(size);
    }
    for (const size of sizes(validation, this.atMost(batch))) {
      yield;
      this.evaluator(size);
    }
    if (validation === 0) return;
    yield;
    this.reader('eval');
  }

  /**
   * Begins to train a copy of the state, which is forgotten at the end: the device has then seen the step, and the model is
   * as it was. Nothing else may be done with the model meanwhile.
   */
  async rehearse(): Promise<Rehearsal> {
    const { state } = this;
    const values = await this.readSlots(() => true);
    this.state = this.plan.slots.map((s) => this.backend.upload(values.get(s.name) ?? s.initial(), s.shape, s.dtype));
    return {
      step: async (rows) => {
        this.trainBatch(rows);
        await this.trainResults();
      },
      end: () => {
        for (const a of this.state) this.backend.dispose(a);
        this.state = state;
      },
    };
  }

  /** Most bytes in use during a training step, the data set included where it is resident. */
  peakBytes(batch: number): number {
    const { program, peakBytes: planned } = this.trainer(batch);
    return planned ?? peakBytes(program);
  }

  /** Trains on the given rows. Returns at once; work may still be queued on the device. */
  trainBatch(rows: Int32Array): void {
    this.trainSteps(rows, rows.length);
  }

  /** Trains on batch after batch of the given rows, in one call where the backend can and the data is on the device. */
  trainSteps(rows: Int32Array, batch: number): void {
    this.state = this.stepped(this.trainer(batch), this.state, this.donatedState, [], rows, batch);
  }

  /**
   * Carries `carried` through a step for each batch of the rows. `fixed` are the program's inputs between what is
   * carried and the feed.
   */
  private stepped(
    executable: Executable,
    carried: DeviceArray[],
    donated: ReadonlySet<number>,
    fixed: readonly DeviceArray[],
    rows: Int32Array,
    batch: number,
  ): DeviceArray[] {
    let now = carried;
    const together = executable.runSteps ? this.feeder.together(batch) : 1;
    for (let from = 0; from < rows.length; ) {
      const steps = Math.max(1, Math.min(together, Math.floor((rows.length - from) / batch)));
      const part = rows.subarray(from, from + steps * batch);
      from += part.length;
      const { feed, own } = steps > 1 ? this.feeder.batches(part, batch) : this.feeder.batch(part);
      const inputs = [...now, ...fixed, ...feed];
      try {
        now =
          steps > 1 && executable.runSteps
            ? executable.runSteps(inputs, donated, steps, positions(inputs, own))
            : executable.run(inputs, donated);
      } finally {
        for (const a of own) this.backend.dispose(a);
      }
    }
    return now;
  }

  /** Batches of at most this many rows: layers that carry states have no more of them. */
  private atMost(batch: number): number {
    return Math.min(batch, this.plan.stateRows ?? batch);
  }

  /**
   * Loss and metrics over the given rows. `pause` is awaited between calls of the device, each of which takes up to
   * `stepsPerCall` batches. With `keep` random streams and states of layers that moved on stay so, as in the validation
   * of fit; without, a run goes on as if nobody had looked.
   */
  async evaluate(
    rows: Int32Array,
    batch: number,
    pause: () => Promise<void>,
    stepsPerCall = 1,
    keep = false,
  ): Promise<Results['logs']> {
    const { moved } = this.traced;
    const streams = await this.readSlots((s) => moved.includes(s));
    const upload = (s: Slot): DeviceArray => this.backend.upload(streams.get(s.name) ?? s.initial(), s.shape, s.dtype);
    let slots = [...this.plan.evalSlots, ...moved].map(upload);
    const donated = new Set(slots.keys());
    const still = this.state.filter((_, i) => {
      const slot = this.plan.slots[i] as Slot;
      return ofModel(slot) && !moved.includes(slot);
    });
    const metrics = this.plan.evalSlots.length;
    const most = this.atMost(batch);
    try {
      let from = 0;
      while (from < rows.length) {
        const left = rows.length - from;
        const size = Math.min(most, left);
        const part = rows.subarray(from, from + size * Math.min(stepsPerCall, Math.floor(left / size)));
        slots = this.stepped(this.evaluator(size), slots, donated, still, part, size);
        from += part.length;
        await pause();
      }
      if (keep) this.writeSlots(await this.named(moved, slots.slice(metrics)));
      return (await this.results('eval', slots.slice(0, metrics))).logs;
    } finally {
      for (const a of slots) this.backend.dispose(a);
    }
  }

  /**
   * One output of the model for rows of the data, with the loss of each row. Layers that carry states go on from where
   * training left them, row after row, and the run goes on as if nobody had looked.
   */
  async predictRows(
    rows: Int32Array,
    batch: number,
    pause: () => Promise<void>,
    output = 0,
  ): Promise<{ outputs: Float32Array; width: number; losses: Float32Array }> {
    const size = this.atMost(batch);
    const now = await this.readSlots((s) => s.group === 'state');
    const predictor = this.predictor((s) => now.get(s.name) ?? s.initial());
    const chunks: Float32Array[] = [];
    const losses = new Float32Array(rows.length);
    try {
      for (let from = 0; from < rows.length; from += size) {
        const part = rows.subarray(from, Math.min(from + size, rows.length)).slice();
        const arrays = await predictor.run(part.length, this.feeder.rows(part), true);
        losses.set(arrays[arrays.length - 1] as Float32Array, from);
        chunks.push(arrays[output] as Float32Array);
        await pause();
      }
    } finally {
      predictor.dispose();
    }
    const outputs = concatenate(chunks);
    return { outputs, width: rows.length > 0 ? outputs.length / rows.length : 0, losses };
  }

  /**
   * One output for rows that are not part of the data: encoded inputs, row-major. To layers that carry states they are
   * beginnings.
   */
  async predict(
    inputs: readonly TypedArray[],
    rows: number,
    output = 0,
  ): Promise<{ outputs: Float32Array; width: number }> {
    const size = this.atMost(rows);
    const chunks: Float32Array[] = [];
    for (let from = 0; from < rows; from += size) {
      const count = Math.min(size, rows - from);
      const feed = this.plan.data.inputs.map((f, i) => {
        const width = sizeOf(f.shape);
        const values = (inputs[i] as TypedArray).subarray(from * width, (from + count) * width);
        return this.backend.upload(values, [count, ...f.shape], f.dtype);
      });
      const predictor = this.predictor((s) => s.initial());
      try {
        chunks.push((await predictor.run(count, feed, false))[output] as Float32Array);
      } finally {
        predictor.dispose();
      }
    }
    const outputs = concatenate(chunks);
    return { outputs, width: outputs.length / rows };
  }

  /** Predicts batch after batch with states of its own, which start as given and go on from batch to batch. */
  private predictor(start: (slot: Slot) => TypedArray) {
    const carried = this.plan.slots.filter((s) => s.group === 'state');
    let states = carried.map((s) => this.backend.upload(start(s), s.shape, s.dtype));
    const drop = (arrays: readonly DeviceArray[]): void => {
      for (const a of arrays) this.backend.dispose(a);
    };
    return {
      /** Outputs of the model and, with targets in the feed, the loss of each row. The feed is freed. */
      run: async (rows: number, feed: readonly DeviceArray[], withLoss: boolean): Promise<TypedArray[]> => {
        const inputs = this.plan.slots.flatMap((s, i) => {
          if (!ofModel(s)) return [];
          return [(s.group === 'state' ? states[carried.indexOf(s)] : this.state[i]) as DeviceArray];
        });
        const key = `${withLoss ? 'loss' : 'predict'}/${rows}`;
        try {
          const program = this.compiled(key, () => predictProgram(this.plan, rows, withLoss));
          const made = program.run([...inputs, ...feed]);
          drop(states);
          states = made.splice(made.length - states.length);
          return await this.readAll(made);
        } finally {
          drop(feed);
        }
      },
      dispose: () => drop(states),
    };
  }

  private async readAll(arrays: readonly DeviceArray[]): Promise<TypedArray[]> {
    try {
      return await Promise.all(arrays.map((a) => this.backend.read(a)));
    } finally {
      for (const a of arrays) this.backend.dispose(a);
    }
  }

  private reader(phase: Phase): ResultReader {
    const known = this.readers.get(phase);
    if (known) return known;
    const { program, keys, slots } = this.traced.results(phase);
    const reader = { executable: this.backend.compile(program), keys, slots };
    this.readers.set(phase, reader);
    return reader;
  }

  private async results(phase: Phase, given?: readonly DeviceArray[]): Promise<Results> {
    const reader = this.reader(phase);
    const slots = given ?? reader.slots.map((s) => this.state[this.plan.slots.indexOf(s)] as DeviceArray);
    const [vector] = (await this.readAll(reader.executable.run(slots))) as [Float32Array];
    const logs: Record<string, number> = {};
    let learningRate = Number.NaN;
    reader.keys.forEach((key, i) => {
      if (key === LEARNING_RATE) learningRate = vector[i] as number;
      else logs[key] = vector[i] as number;
    });
    return {
      learningRate,
      logs,
      record: phase === 'train' ? vector.slice(vector.length - RECORD_LENGTH) : new Float32Array(0),
    };
  }

  /** Running results of the epoch and the record of recent batch losses, in one transfer. */
  trainResults(): Promise<Results> {
    return this.results('train');
  }

  /** Clears the epoch's accumulators. */
  resetTrainMetrics(): void {
    this.plan.slots.forEach((s, i) => {
      if (s.group === 'train-metric') this.replace(i, s.initial());
    });
  }

  /** Starts what layers carry from batch to batch afresh. */
  resetStates(): void {
    this.plan.slots.forEach((s, i) => {
      if (s.group === 'state') this.replace(i, s.initial());
    });
  }

  private replace(i: number, values: TypedArray): void {
    const slot = this.plan.slots[i] as Slot;
    this.backend.dispose(this.state[i] as DeviceArray);
    this.state[i] = this.backend.upload(values, slot.shape, slot.dtype);
  }

  /** Values of arrays by the names of their slots. */
  private async named(slots: readonly Slot[], arrays: readonly DeviceArray[]): Promise<Map<string, TypedArray>> {
    const values = await Promise.all(arrays.map((a) => this.backend.read(a)));
    return new Map(slots.map((s, i) => [s.name, values[i] as TypedArray]));
  }

  /** Copies slots whose name passes `want` to the host. */
  async readSlots(want: (slot: Slot) => boolean): Promise<Map<string, TypedArray>> {
    const picked = this.plan.slots.map((slot, i) => ({ slot, i })).filter(({ slot }) => want(slot));
    const arrays = await Promise.all(picked.map(({ i }) => this.backend.read(this.state[i] as DeviceArray)));
    return new Map(picked.map(({ slot }, k) => [slot.name, arrays[k] as TypedArray]));
  }

  /** Replaces slots by values of the same size; unknown names are ignored. */
  writeSlots(values: ReadonlyMap<string, TypedArray>): void {
    this.plan.slots.forEach((s, i) => {
      const v = values.get(s.name);
      if (v) this.replace(i, v);
    });
  }

  dispose(): void {
    for (const a of this.state) this.backend.dispose(a);
    this.state = [];
    for (const e of this.executables.values()) e.dispose();
    for (const r of this.readers.values()) r.executable.dispose();
    this.executables.clear();
    this.readers.clear();
    this.feeder.dispose();
  }
}

/** Where in a list some of its arrays are. */
const positions = (list: readonly DeviceArray[], some: readonly DeviceArray[]): ReadonlySet<number> =>
  new Set(some.map((a) => list.indexOf(a)));
