/**
 * The backends of this device: made when first wanted, kept, replaced when lost. Chooses one for a run by timing the
 * user's own training step on each.
 */
import type { Backend, BackendName } from '../../backends/backend';
import { type Candidate, type Chosen, chooseBackend } from '../../backends/choose';
import { createTfjsBackend } from '../../backends/tfjs';
import { isSoftwareDriver } from '../../backends/tfjs/software-driver';
import { createWasmBackend } from '../../backends/wasm';
import { ProblemError, problem, problemOf } from '../../base/problem';
import type { PreparedData } from '../../data/prepared';
import { DeviceModel } from '../../engine/device-model';
import { feedMode } from '../../engine/feeder';
import type { Traced } from '../../engine/traced';
import { programHash } from '../../ops/program-hash';
import { cancelled } from '../rpc';
import type { BackendReport } from '../train-protocol';
import { macrotask } from './macrotask';
import { browserThreads } from './threads';

type Choosable = 'wasm' | 'webgl' | 'webgpu' | 'cpu';

/** The order they are tried in: what starts fastest first. */
const CANDIDATES: readonly Choosable[] = ['wasm', 'webgl', 'webgpu', 'cpu'];

const GPUS: ReadonlySet<Choosable> = new Set(['webgl', 'webgpu']);

const LABELS: Record<Choosable, string> = { wasm: 'WebAssembly', webgl: 'WebGL', webgpu: 'WebGPU', cpu: 'CPU' };

/** A step this short on the CPU is below what it costs a GPU to be asked at all. */
const GPU_OVERHEAD_MS = 4;
const TIMED_STEPS = 2;

const SOFTWARE = 'not timed: its driver is software, slower than the CPU itself';
const PLAIN = 'not timed: WebAssembly does the same faster';
const NOT_TIMED = 'not timed: a step is shorter on the CPU than a GPU needs to answer';

export interface Choice {
  readonly backend: Backend;
  readonly reports: readonly BackendReport[];
  readonly why: string;
}

export class BackendPool {
  private readonly made = new Map<Choosable, Promise<Backend>>();
  private readonly timings = new Map<string, Chosen>();
  /** Whether a GPU interface is only software: asked once, as asking takes a context. */
  private readonly imitated = new Map<Choosable, Promise<boolean>>();

  private make(name: Choosable): Promise<Backend> {
    const known = this.made.get(name);
    if (known) return known;
    const making =
      name === 'wasm' ? (async () => createWasmBackend({ threads: browserThreads() }))() : createTfjsBackend(name);
    this.made.set(name, making);
    making.then(
      (backend) =>
        backend.onLost(() => {
          this.made.delete(name);
          // A device that failed is not to be taken for the fastest again without a look.
          this.timings.clear();
        }),
      () => this.made.delete(name),
    );
    return making;
  }

  private isImitated(name: Choosable): Promise<boolean> {
    const known = this.imitated.get(name) ?? isSoftwareDriver(name).catch(() => false);
    this.imitated.set(name, known);
    return known;
  }

  /** Whether a backend it gave is still in use: one that was lost is not. */
  async keeps(backend: Backend): Promise<boolean> {
    const all = await Promise.all([...this.made.values()].map((making) => making.catch(() => null)));
    return all.includes(backend);
  }

  /** Most bytes the CPU can hold at once; null where WebAssembly does not work. */
  async mostBytes(): Promise<number | null> {
    const backend = await this.make('wasm').catch(() => null);
    return backend?.mostBytes ?? null;
  }

  /** What works here, and why the rest does not. */
  async reports(): Promise<BackendReport[]> {
    const out: BackendReport[] = [];
    for (const name of GPUS) void this.isImitated(name);
    for (const name of CANDIDATES) {
      try {
        const backend = await this.make(name);
        out.push({ name, label: backend.label, available: true });
      } catch (error) {
        out.push({ name, label: LABELS[name], available: false, reason: problemOf(error).message });
      }
    }
    return out;
  }

  /**
   * The backend for a run: the one asked for, or the fastest by time.
   * @param still false once nobody waits for it: timing then ends
   * @throws ProblemError when the one asked for, or every one, does not work, and `cancelled` when nobody waits
   */
  async choose(
    wanted: BackendName | 'auto',
    traced: Traced,
    data: PreparedData,
    batch: number,
    still: () => boolean = () => true,
  ): Promise<Choice> {
    if (wanted !== 'auto') {
      // Who asks for the CPU gets the fastest way to compute on it.
      const meant = wanted === 'cpu' && (await this.works('wasm')) ? 'wasm' : wanted;
      const name = CANDIDATES.find((c) => c === meant);
      if (!name)
        throw new ProblemError(
          problem('backend-unknown', `There is no backend ${wanted} here.`, { where: 'fit.backend' }),
        );
      try {
        const backend = await this.make(name);
        return { backend, reports: [{ name, label: backend.label, available: true }], why: 'You chose it.' };
      } catch (error) {
        const p = problemOf(error);
        throw new ProblemError({
          ...p,
          where: 'fit.backend',
          fixes: [{ label: 'Choose automatically', action: 'set-fit', params: { argument: 'backend', value: 'auto' } }],
        });
      }
    }
    const passedOver = new Map<BackendName, string>();
    const candidates: Candidate[] = [];
    for (const name of CANDIDATES) {
      if (GPUS.has(name) && (await this.isImitated(name))) passedOver.set(name, SOFTWARE);
      else if (name === 'cpu' && (await this.works('wasm'))) passedOver.set(name, PLAIN);
      else candidates.push({ name, prepare: () => this.stepper(name, traced, data, batch, still) });
    }
    const { name: fastest, trials } = await this.fastest(candidates, traced, data, batch, still);
    const reports = CANDIDATES.map((name): BackendReport => {
      const trial = trials.find((t) => t.name === name);
      const reason =
        passedOver.get(name) ?? trial?.problem?.message ?? (trial?.stepMs === null ? NOT_TIMED : undefined);
      return {
        name,
        label: LABELS[name],
        available: !trial?.problem,
        ...(reason ? { reason } : {}),
        ...(trial?.stepMs != null ? { stepMs: trial.stepMs } : {}),
      };
    });
    const chosen = CANDIDATES.find((c) => c === fastest);
    if (!chosen) {
      const failure = trials.find((t) => t.problem)?.problem;
      throw new ProblemError(failure ?? problem('no-backend', 'No backend works in this browser.'));
    }
    const timed = reports.filter((r) => r.stepMs !== undefined);
    const why = timed.length > 1 ? 'Fastest of those timed on your own model.' : 'Nothing else here would be faster.';
    return { backend: await this.make(chosen), reports, why };
  }

  /** Times the candidates, unless there is one only or this program was timed on them before. */
  private async fastest(
    candidates: readonly Candidate[],
    traced: Traced,
    data: PreparedData,
    batch: number,
    still: () => boolean,
  ): Promise<Chosen> {
    const [first] = candidates;
    if (first && candidates.length === 1) return { name: first.name, trials: [] };
    const program = traced.train(Math.min(batch, data.parts.train.length), feedMode(data));
    const key = `${candidates.map((c) => c.name)} ${programHash(program)}`;
    const known = this.timings.get(key);
    if (known) return known;
    const chosen = await chooseBackend(candidates, { steps: TIMED_STEPS, goodEnoughMs: GPU_OVERHEAD_MS });
    // Half a comparison is not to be remembered.
    if (!still()) throw cancelled();
    this.timings.set(key, chosen);
    return chosen;
  }

  private works(name: Choosable): Promise<boolean> {
    return this.make(name).then(
      () => true,
      () => false,
    );
  }

  /** A training step of the user's own, to be timed. */
  private async stepper(name: Choosable, traced: Traced, data: PreparedData, batch: number, still: () => boolean) {
    if (!still()) throw cancelled();
    const rows = data.parts.train.slice(0, batch);
    const model = new DeviceModel(await this.make(name), traced.plan, data, undefined, traced);
    return {
      step: async () => {
        if (!still()) throw cancelled();
        model.trainBatch(rows);
        await model.trainResults();
        await macrotask();
      },
      dispose: () => model.dispose(),
    };
  }
}
