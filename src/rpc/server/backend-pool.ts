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
import type { DeviceModel } from '../../engine/device-model';
import type { Program } from '../../ops';
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
const AGAINST: Readonly<Record<Choosable, { readonly passedOver?: string }>> = {
  wasm: {},
  webgl: { passedOver: SOFTWARE },
  webgpu: { passedOver: SOFTWARE },
  cpu: { passedOver: PLAIN },
};
const NOT_TIMED = 'not timed: a step is shorter on the CPU than a GPU needs to answer';

/** What a backend is wanted for. */
export interface Wish {
  /** The training step. */
  readonly program: () => Program;
  /** Puts the model on a backend. */
  readonly make: (backend: Backend) => DeviceModel;
  /** Rows of a step. */
  readonly rows: Int32Array;
}

export interface Choice {
  readonly backend: Backend;
  readonly reports: readonly BackendReport[];
  readonly why: string;
  /** The model on it, where it was put there to be timed: as it was before. The caller's to free. */
  readonly model: DeviceModel | null;
}

type Models = ReadonlyMap<BackendName, DeviceModel>;

const NONE: Models = new Map();

export class BackendPool {
  private readonly made = new Map<Choosable, Promise<Backend>>();
  private readonly timings = new Map<string, Chosen>();
  /** Whether a GPU interface is only software: asked once, as asking takes a context. */
  private readonly imitated = new Map<Choosable, Promise<boolean>>();
  /** Those of which it is known by now. */
  private readonly imitations = new Set<Choosable>();

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
    const known = this.imitated.get(name);
    if (known) return known;
    const asked = isSoftwareDriver(name).catch(() => false);
    this.imitated.set(name, asked);
    void asked.then((yes) => yes && this.imitations.add(name));
    return asked;
  }

  /** Whether a backend it gave is still in use: one that was lost is not. */
  async keeps(backend: Backend): Promise<boolean> {
    const all = await Promise.all([...this.made.values()].map((making) => making.catch(() => null)));
    return all.includes(backend);
  }

  /** Most bytes the CPU can hold at once; null where WebAssembly does not work. */
  async mostBytes(): Promise<number | null> {
    return (await this.processor())?.mostBytes ?? null;
  }

  /** The fastest way to compute on the CPU; null where WebAssembly does not work. */
  processor(): Promise<Backend | null> {
    return this.make('wasm').catch(() => null);
  }

  /**
   * What works here, and why the rest does not.
   * @param turn awaited before each, as some take long to find out
   */
  async reports(turn: () => Promise<void> = async () => undefined): Promise<BackendReport[]> {
    const out: BackendReport[] = [];
    for (const name of CANDIDATES) {
      await turn();
      try {
        if (GPUS.has(name)) await this.isImitated(name);
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
  async choose(wanted: BackendName | 'auto', wish: Wish, still: () => boolean = () => true): Promise<Choice> {
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
        return {
          backend,
          reports: [{ name, label: backend.label, available: true }],
          why: 'You chose it.',
          model: null,
        };
      } catch (error) {
        const p = problemOf(error);
        throw new ProblemError({
          ...p,
          where: 'fit.backend',
          fixes: [{ label: 'Choose automatically', action: 'set-fit', params: { argument: 'backend', value: 'auto' } }],
        });
      }
    }
    const { name: fastest, trials, models } = await this.fastest(wish, still);
    const reports = CANDIDATES.map((name): BackendReport => {
      const trial = trials.find((t) => t.name === name);
      const unasked = GPUS.has(name) && !this.imitations.has(name) ? NOT_TIMED : AGAINST[name].passedOver;
      const untimed = trial?.stepMs === null && name !== fastest ? unasked : undefined;
      const reason = trial?.passedOver ?? trial?.problem?.message ?? untimed;
      return {
        name,
        label: LABELS[name],
        available: !trial?.problem,
        ...(reason ? { reason } : {}),
        ...(trial?.stepMs != null ? { stepMs: trial.stepMs } : {}),
      };
    });
    const tried = trials.filter((t) => t.passedOver === undefined);
    // The only one there is has its trouble told by the run itself.
    const only = tried.length === 1 ? tried[0]?.name : undefined;
    const chosen = CANDIDATES.find((c) => c === (fastest ?? only));
    if (!chosen) {
      const failure = trials.find((t) => t.problem)?.problem;
      throw new ProblemError(failure ?? problem('no-backend', 'No backend works in this browser.'));
    }
    const timed = reports.filter((r) => r.stepMs !== undefined);
    const why = timed.length > 1 ? 'Fastest of those timed on your own model.' : 'Nothing else here would be faster.';
    return { backend: await this.make(chosen), reports, why, model: models.get(chosen) ?? null };
  }

  /** Times the candidates, unless this program was timed on them before. Leaves the model of the fastest only. */
  private async fastest(wish: Wish, still: () => boolean): Promise<Chosen & { readonly models: Models }> {
    if ([...GPUS].every((name) => this.imitations.has(name)) && (await this.works('wasm'))) {
      const trials = CANDIDATES.map((name) => ({ name, stepMs: null, problem: null, ...AGAINST[name] }));
      return { name: 'wasm', trials, models: NONE };
    }
    const key = programHash(wish.program());
    const known = this.timings.get(key);
    if (known) return { ...known, models: NONE };
    const models = new Map<BackendName, DeviceModel>();
    const candidates = CANDIDATES.map(
      (name): Candidate => ({
        name,
        passOver: () => this.reasonAgainst(name),
        prepare: () => this.stepper(name, wish, still, models),
      }),
    );
    const chosen = await chooseBackend(candidates, { steps: TIMED_STEPS, goodEnoughMs: GPU_OVERHEAD_MS });
    for (const [name, model] of models) {
      if (name === chosen.name && still()) continue;
      model.dispose();
      models.delete(name);
    }
    // Half a comparison is not to be remembered.
    if (!still()) throw cancelled();
    this.timings.set(key, chosen);
    return { ...chosen, models };
  }

  /** Why a backend is not worth timing, or null. */
  private async reasonAgainst(name: Choosable): Promise<string | null> {
    const against = GPUS.has(name) ? await this.isImitated(name) : name === 'cpu' && (await this.works('wasm'));
    return against ? (AGAINST[name].passedOver ?? null) : null;
  }

  private works(name: Choosable): Promise<boolean> {
    return this.make(name).then(
      () => true,
      () => false,
    );
  }

  /** A training step of the user's own, to be timed on a copy of the model, which is left in `models`. */
  private async stepper(
    name: Choosable,
    { make, rows }: Wish,
    still: () => boolean,
    models: Map<BackendName, DeviceModel>,
  ) {
    if (!still()) throw cancelled();
    const model = make(await this.make(name));
    models.set(name, model);
    const rehearsal = await model.rehearse();
    return {
      step: async () => {
        if (!still()) throw cancelled();
        await rehearsal.step(rows);
        await macrotask();
      },
      dispose: rehearsal.end,
    };
  }
}
