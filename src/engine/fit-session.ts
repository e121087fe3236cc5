/**
 * One run of fit: epochs of batches on a DeviceModel, with callbacks, validation, frames for the page, and control from
 * outside (pause, resume, single steps, stop, learning rate, number of epochs).
 *
 * The loop works in bursts: some steps are queued, then one small transfer brings back losses and running metrics. The
 * burst's length follows the clock so that a reading comes about ten times a second; between bursts the worker's event
 * loop gets its turn by a macrotask, so commands are heard and hidden tabs go on training.
 */
import type { TypedArray } from '../base/dtype';
import type { Json, JsonObject } from '../base/json';
import { type Problem, ProblemError, problem } from '../base/problem';
import type { PreparedData } from '../data/prepared';
import type { FitSpec } from '../graph/document';
import type { ObjectSpec } from '../graph/model';
import { type CallbackHooks, type CallbackHost, type Logs, type ObjectValue, resolve } from '../keras';
import { exchangeAverages, putAverages } from './averages';
import { packArrays, unpackArrays } from './checkpoint';
import type { DeviceModel } from './device-model';
import type { Checkpoint, EndReason, TrainFrame, TrainStatus } from './events';
import { Frames } from './frames';
import { EMPTY_HISTORY, GrowingHistory, type RunEvent, type RunHistory } from './history';
import { Pace } from './pace';
import { createShuffler, type Shuffler } from './shuffle';
import { RECORD_LENGTH } from './state-layout';
import { optimizerSlot } from './training-plan';

/** A synchronous backend yields inside a burst when it has held the worker this long. */
const YIELD_MS = 30;
/** Checkpoints for resuming come at epoch ends, but no more often than this. */
const CHECKPOINT_MS = 2000;

/** What a session tells the outside. */
export interface SessionListener {
  status(status: TrainStatus, reason?: EndReason, message?: string): void;
  frame(frame: TrainFrame): void;
  epoch(epoch: number, logs: Logs): void;
  event(event: RunEvent): void;
  checkpoint(slot: 'resume' | 'best' | 'last', checkpoint: Checkpoint): void;
  file(name: string, text: string): void;
  problem(problem: Problem): void;
}

/** Time and yielding come from outside, so tests can run without a clock. */
export interface SessionClock {
  now(): number;
  /** Gives the event loop a turn (a macrotask, never an animation frame). */
  yield(): Promise<void>;
}

interface Snapshot {
  readonly arrays: ReadonlyMap<string, TypedArray>;
  readonly meta: JsonObject;
}

const SNAPSHOT = 'snapshot:';

export class FitSession {
  private epoch = 0;
  private batch = 0;
  private step = 0;
  private epochs: number;
  private history = new GrowingHistory(EMPTY_HISTORY);
  private paused = false;
  private stopRequest: { reason: EndReason; message: string } | null = null;
  /** Steps still allowed before pausing again; null for no limit. */
  private allowance: { unit: 'batch' | 'epoch' } | null = null;
  private wake: (() => void) | null = null;
  private readonly tasks: (() => Promise<void>)[] = [];
  private readonly snapshots = new Map<string, Snapshot>();
  private readonly callbacks: { hooks: CallbackHooks; name: string }[];
  private learningRate: number;
  private reported = 0;
  private said: TrainStatus | null = null;
  /** Figures of the epoch in progress as of its newest step; null where none was taken since the run went on. */
  private figures: Logs | null = null;
  private lastCheckpoint = Number.NEGATIVE_INFINITY;
  private validationMs = 0;
  private readonly learningRateSlot: string | null;
  private readonly shuffler: Shuffler;
  private readonly pace: Pace;
  private readonly frames: Frames;

  constructor(
    private readonly model: DeviceModel,
    private readonly fit: FitSpec,
    callbacks: readonly ObjectSpec[],
    private readonly data: PreparedData,
    private readonly listener: SessionListener,
    private readonly clock: SessionClock,
  ) {
    this.epochs = fit.epochs;
    this.shuffler = createShuffler(fit.seed);
    this.pace = new Pace(model.plan.stepsPerExecution);
    this.frames = new Frames((frame) => listener.frame(frame));
    const { optimizer } = model.plan;
    const own = optimizer.learningRate === null ? undefined : optimizer.states[optimizer.learningRate];
    this.learningRateSlot = own ? optimizerSlot(own) : null;
    this.learningRate = typeof own?.value === 'number' ? own.value : Number.NaN;
    this.callbacks = callbacks.map((spec) => {
      const { definition, config } = resolve('callback', spec as ObjectValue);
      return { hooks: definition.create(config, this.host()), name: definition.name };
    });
  }

  // --- control -----------------------------------------------------------------------------------------------------

  pause(): void {
    this.paused = true;
    this.allowance = null;
  }
  resume(): void {
    this.paused = false;
    this.allowance = null;
    this.wake?.();
  }
  stepOnce(unit: 'batch' | 'epoch'): void {
    this.allowance = { unit };
    this.paused = false;
    this.wake?.();
  }
  stop(): void {
    this.stopRequest ??= { reason: 'stopped', message: 'Stopped.' };
    this.wake?.();
  }
  /** @throws ProblemError when a schedule sets the learning rate. */
  setLearningRate(value: number): void {
    this.applyLearningRate(value);
    this.note('learning-rate', `Learning rate set to ${value}`, { value });
  }
  setEpochs(epochs: number): void {
    if (epochs !== this.epochs) this.note('epochs', `Epochs changed from ${this.epochs} to ${epochs}`, { epochs });
    this.epochs = Math.max(epochs, 1);
  }
  /** Runs `task` between two bursts, or at once when nothing is training. */
  exclusive<T>(task: () => Promise<T>): Promise<T> {
    return new Promise<T>((settle, fail) => {
      this.tasks.push(() => task().then(settle, fail));
      this.wake?.();
      if (this.idle) void this.drain();
    });
  }
  /** True before `run` and after it has settled. */
  idle = true;

  private async drain(): Promise<void> {
    for (let task = this.tasks.shift(); task; task = this.tasks.shift()) await task();
  }

  private applyLearningRate(value: number): void {
    if (!this.learningRateSlot) {
      const several = this.model.plan.optimizer.how === 'divided';
      const message = several
        ? 'This run has several optimizers, each with a learning rate of its own.'
        : 'A schedule sets the learning rate of this run.';
      throw new ProblemError(
        problem(several ? 'learning-rate-several' : 'learning-rate-scheduled', message, { where: 'compile.optimizer' }),
      );
    }
    this.learningRate = value;
    this.model.writeSlots(new Map([[this.learningRateSlot, Float32Array.of(value)]]));
  }

  private say(status: TrainStatus): void {
    if (status === this.said) return;
    this.said = status;
    this.listener.status(status);
  }

  private note(kind: string, message: string, data?: JsonObject): void {
    const event: RunEvent = { kind, epoch: this.epoch, step: this.step, message, ...(data ? { data } : {}) };
    this.history.note(event);
    this.listener.event(event);
  }

  private host(): CallbackHost {
    const session = this;
    return {
      direction: (key) => session.directionOf(key),
      get epochs() {
        return session.epochs;
      },
      getLearningRate: () => session.learningRate,
      setLearningRate: (value) => {
        if (value !== session.learningRate)
          session.note('learning-rate', `Learning rate ${session.learningRate} → ${value}`, { value });
        session.applyLearningRate(value);
      },
      stop: (reason) => {
        session.stopRequest ??= { reason: 'early-stop', message: reason };
      },
      snapshot: async (name, meta) => {
        const arrays = await session.model.readSlots((s) => s.group === 'variable');
        session.snapshots.set(name, { arrays, meta });
        if (name === 'best' || name === 'last') session.listener.checkpoint(name, await session.checkpoint());
      },
      restore: async (name) => {
        const kept = session.snapshots.get(name);
        if (kept) session.model.writeSlots(kept.arrays);
      },
      resetStates: () => session.model.resetStates(),
      event: (kind, message, data) => session.note(kind, message, data),
      appendFile: (name, text) => session.listener.file(name, text),
      backup: () => session.saveForResume(true),
      swapAverages: () => exchangeAverages(session.model, true),
      settleAverages: () => exchangeAverages(session.model, false),
    };
  }

  private directionOf(key: string): 'up' | 'down' | null {
    const stem = key.startsWith('val_') ? key.slice(4) : key;
    if (this.model.plan.trackers.some((t) => t.key === stem)) return 'down';
    return this.model.plan.metrics.find((m) => m.key === stem)?.definition.better ?? null;
  }

  // --- the loop -------------------------------------------------------------------------------------------------------

  /**
   * Trains until the epochs are done, a callback or the user stops, or the loss is no number any more.
   * @throws ProblemError when the device or the checkpoint fails
   */
  async run(from: Checkpoint | null, startPaused: boolean): Promise<{ reason: EndReason; history: RunHistory }> {
    this.idle = false;
    this.paused = startPaused;
    try {
      if (from) this.load(from);
      await this.each((h) => h.onTrainBegin?.());
      this.say(this.paused ? 'paused' : 'running');
      if (from) this.note('resume', `Continued at epoch ${this.epoch + 1}`, { batch: this.batch });
      while (this.epoch < this.epochs && !this.stopRequest) await this.trainEpoch();
      if (this.stopRequest?.reason !== 'stopped') await putAverages(this.model);
      this.frames.flush();
      const last = this.history.last();
      await this.each((h) => h.onTrainEnd?.(last));
      await this.saveForResume(true);
      const end = this.stopRequest ?? { reason: 'finished' as const, message: 'Finished.' };
      this.listener.status('ended', end.reason, end.message);
      return { reason: end.reason, history: this.history.snapshot() };
    } finally {
      // What was trained before a device failed is told, too.
      this.frames.flush();
      this.idle = true;
      await this.drain();
    }
  }

  private async each(call: (hooks: CallbackHooks) => void | Promise<void>): Promise<void> {
    for (const { hooks } of this.callbacks) await call(hooks);
  }

  private async trainEpoch(): Promise<void> {
    const { train, validation } = this.data.parts;
    const size = this.fit.batch_size;
    const batches = Math.ceil(train.length / size);
    if (batches === 0)
      throw new ProblemError(problem('no-training-rows', 'The training part has no rows.', { where: 'data.split' }));
    if (this.batch === 0) {
      this.model.resetTrainMetrics();
      await this.each((h) => h.onEpochBegin?.(this.epoch));
    }
    const order = this.fit.shuffle ? this.shuffler.order(this.epoch, train.length) : null;
    const rows = order ? order.map((i) => train[i] as number) : train;
    while (this.batch < batches) {
      await this.gate();
      if (this.stopRequest) return;
      await this.trainBurst(batches, rows);
    }
    await this.finishEpoch(validation);
    if (this.allowance) this.pauseAfterStep();
  }

  /** Waits while paused; runs queued tasks. */
  private async gate(): Promise<void> {
    await this.drain();
    while (this.paused && !this.stopRequest) {
      this.frames.flush();
      this.say('paused');
      await this.saveForResume(true);
      while (this.paused && !this.stopRequest) {
        await new Promise<void>((settle) => {
          this.wake = settle;
          if (!this.paused || this.stopRequest || this.tasks.length > 0) settle();
        });
        this.wake = null;
        await this.drain();
      }
      if (!this.stopRequest) this.say('running');
    }
  }

  private pauseAfterStep(): void {
    this.allowance = null;
    this.paused = true;
  }

  /** Some steps of an epoch with these rows, then one reading. */
  private async trainBurst(batches: number, epochRows: Int32Array): Promise<void> {
    const { clock } = this;
    const single = this.allowance?.unit === 'batch';
    const count = single ? 1 : this.pace.burstLength(this.batch, batches - this.batch, this.untilCallback());
    const begin = clock.now();
    let held = begin;
    let samples = 0;
    let done = 0;
    while (done < count) {
      const rows = this.nextRows(epochRows, Math.min(count - done, this.pace.callLength(this.batch)));
      const steps = Math.ceil(rows.length / this.fit.batch_size);
      this.model.trainSteps(rows, Math.min(rows.length, this.fit.batch_size));
      samples += rows.length;
      this.batch += steps;
      this.step += steps;
      done += steps;
      if (done < count && clock.now() - held > YIELD_MS) {
        await clock.yield();
        held = clock.now();
        if (this.stopRequest || this.paused || this.tasks.length > 0) break;
      }
    }
    const results = await this.model.trainResults();
    const elapsed = Math.max(clock.now() - begin, 0.01);
    this.pace.measured(done, elapsed);
    this.learningRate = results.learningRate;
    const losses = this.lossesSince(results.record);
    this.sendFrame(batches, results.logs, losses, (samples * 1000) / elapsed);
    await this.afterBatches(losses, results.logs);
    this.figures = results.logs;
    if (single) this.pauseAfterStep();
    await this.clock.yield();
  }

  /**
   * Rows of the next `count` batches, fewer where the epoch ends. A last batch with fewer rows comes alone, as it has a
   * program of its own.
   */
  private nextRows(epochRows: Int32Array, count: number): Int32Array {
    const size = this.fit.batch_size;
    const from = this.batch * size;
    const whole = Math.floor((epochRows.length - from) / size);
    return epochRows.subarray(from, whole > 0 ? from + Math.min(count, whole) * size : epochRows.length);
  }

  /** Steps until a callback wants to see the weights as they are. */
  private untilCallback(): number {
    const intervals = this.callbacks.flatMap(({ hooks }) => (hooks.batchInterval ? [hooks.batchInterval] : []));
    return Math.min(Number.POSITIVE_INFINITY, ...intervals.map((n) => n - (this.step % n)));
  }

  private lossesSince(record: Float32Array): Float32Array {
    const n = this.step - this.reported;
    const out = new Float32Array(n);
    for (let i = 0; i < n; i++) out[i] = record[(this.reported + i) % RECORD_LENGTH] as number;
    this.reported = this.step;
    return out;
  }

  private sendFrame(batches: number, logs: Logs, batchLosses: Float32Array, samplesPerSecond: number): void {
    const left = (this.epochs - this.epoch) * batches - this.batch;
    const progress = {
      epoch: this.epoch,
      batch: this.batch,
      batches,
      epochs: this.epochs,
      step: this.step,
      logs,
      samplesPerSecond,
      remainingMs: left * this.pace.stepMs + (this.epochs - this.epoch) * this.validationMs,
      learningRate: this.learningRate,
    };
    this.frames.add(progress, batchLosses, this.clock.now());
  }

  private async afterBatches(losses: Float32Array, logs: Logs): Promise<void> {
    const first = this.batch - losses.length;
    const { unit } = this.pace;
    for (let i = 0; i < losses.length; i++) {
      const last = i === losses.length - 1;
      if (!last && (first + i + 1) % unit !== 0) continue;
      await this.each((h) => h.onBatchEnd?.(first + i, { ...logs, loss: losses[i] as number }));
    }
    if (losses.some(Number.isNaN) && !this.stopRequest) {
      this.stopRequest = { reason: 'diverged', message: 'The loss is no number any more.' };
      this.listener.problem(
        problem('loss-not-finite', 'The loss became NaN: the weights have left the numbers a computer can hold.', {
          where: 'fit',
          expected: 'a finite loss',
          received: 'NaN',
          fixes: [
            { label: 'Use a tenth of the learning rate', action: 'scale-learning-rate', params: { factor: 0.1 } },
            {
              label: 'Clip gradients (clipnorm 1)',
              action: 'set-optimizer-argument',
              params: { argument: 'clipnorm', value: 1 },
            },
          ],
        }),
      );
    }
  }

  private async finishEpoch(validation: Int32Array): Promise<void> {
    const trained = this.figures ?? (await this.model.trainResults()).logs;
    this.figures = null;
    const logs: Record<string, number> = { ...trained };
    if (validation.length > 0 && (this.epoch + 1) % this.fit.validation_freq === 0) {
      const begin = this.clock.now();
      await this.each((h) => h.onTestBegin?.());
      const judged = await this.judge(validation);
      await this.each((h) => h.onTestEnd?.());
      this.validationMs = this.clock.now() - begin;
      for (const [key, v] of Object.entries(judged)) logs[`val_${key}`] = v;
    }
    let all: Logs = sortedLogs(logs);
    for (const { hooks } of this.callbacks) {
      const added = await hooks.onEpochEnd?.(this.epoch, all);
      if (added) all = { ...all, ...added };
    }
    this.history.append(this.epoch, all);
    this.listener.epoch(this.epoch, all);
    this.epoch++;
    this.batch = 0;
    await this.saveForResume(false);
    await this.clock.yield();
  }

  private judge(validation: Int32Array): Promise<Logs> {
    let held = this.clock.now();
    const pause = async (): Promise<void> => {
      if (this.clock.now() - held < YIELD_MS) return;
      await this.clock.yield();
      held = this.clock.now();
    };
    return this.model.evaluate(validation, this.fit.batch_size, pause, this.pace.stepsInCall, true);
  }

  // --- keeping ----------------------------------------------------------------------------------------------------------

  private async saveForResume(always: boolean): Promise<void> {
    if (!always && this.clock.now() - this.lastCheckpoint < CHECKPOINT_MS) return;
    this.lastCheckpoint = this.clock.now();
    this.listener.checkpoint('resume', await this.checkpoint());
  }

  /** The run's complete state now. */
  async checkpoint(): Promise<Checkpoint> {
    const arrays = await this.model.readSlots(() => true);
    for (const [name, s] of this.snapshots)
      for (const [slot, a] of s.arrays) arrays.set(`${SNAPSHOT}${name}|${slot}`, a);
    const callbacks: JsonObject = {
      states: this.callbacks.map(({ hooks }) => hooks.save?.() ?? {}),
      snapshots: Object.fromEntries([...this.snapshots].map(([name, s]) => [name, s.meta])),
    };
    return {
      epoch: this.epoch,
      batch: this.batch,
      step: this.step,
      history: this.history.snapshot(),
      tensors: packArrays(arrays),
      callbacks: JSON.stringify(callbacks),
    };
  }

  private load(c: Checkpoint): void {
    const arrays = unpackArrays(c.tensors);
    this.model.writeSlots(arrays);
    this.epoch = c.epoch;
    this.batch = c.batch;
    this.step = c.step;
    this.reported = c.step;
    this.history = new GrowingHistory(c.history);
    if (this.learningRateSlot)
      this.learningRate = (arrays.get(this.learningRateSlot)?.[0] as number) ?? this.learningRate;
    const saved = JSON.parse(c.callbacks) as { states?: Json[]; snapshots?: Record<string, JsonObject> };
    this.callbacks.forEach(({ hooks }, i) => {
      const state = saved.states?.[i];
      if (state) hooks.load?.(state as JsonObject);
    });
    for (const [name, meta] of Object.entries(saved.snapshots ?? {})) {
      const prefix = `${SNAPSHOT}${name}|`;
      const kept = [...arrays]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, a]) => [key.slice(prefix.length), a] as const);
      this.snapshots.set(name, { arrays: new Map(kept), meta });
    }
  }
}

/** Keras hands logs on sorted by key. Source: keras/src/trainers/trainer.py, _pythonify_logs. */
function sortedLogs(logs: Logs): Logs {
  return Object.fromEntries(Object.entries(logs).sort(([a], [b]) => (a < b ? -1 : 1)));
}
