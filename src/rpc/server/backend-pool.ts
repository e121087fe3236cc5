/**
 * The backends of this device: made when first wanted, kept, replaced when lost. Chooses one for a run by timing the
 * user's own training step on each.
 */
import type { Backend, BackendName } from '../../backends/backend';
import { createTfjsBackend } from '../../backends/tfjs';
import { type Problem, ProblemError, problem, problemOf } from '../../base/problem';
import type { PreparedData } from '../../data/prepared';
import { DeviceModel } from '../../engine/device-model';
import type { TrainingPlan } from '../../engine/training-plan';
import type { BackendReport } from '../train-protocol';
import { macrotask } from './macrotask';

type Choosable = 'cpu' | 'webgl' | 'webgpu';

/** The order they are tried in: what starts fastest first. */
const CANDIDATES: readonly Choosable[] = ['cpu', 'webgl', 'webgpu'];

const LABELS: Record<Choosable, string> = { cpu: 'CPU', webgl: 'WebGL', webgpu: 'WebGPU' };

/** A step this short on the CPU is below what it costs a GPU to be asked at all. */
const GPU_OVERHEAD_MS = 4;
const TIMED_STEPS = 2;

export interface Choice {
  readonly backend: Backend;
  readonly reports: readonly BackendReport[];
  readonly why: string;
}

export class BackendPool {
  private readonly made = new Map<Choosable, Promise<Backend>>();
  private readonly lost = new Map<Choosable, string>();

  private make(name: Choosable): Promise<Backend> {
    const known = this.made.get(name);
    if (known) return known;
    const making = createTfjsBackend(name);
    this.made.set(name, making);
    making.then(
      (backend) =>
        backend.onLost((reason) => {
          this.made.delete(name);
          this.lost.set(name, reason);
        }),
      () => this.made.delete(name),
    );
    return making;
  }

  /** What works here, and why the rest does not. */
  async reports(): Promise<BackendReport[]> {
    const out: BackendReport[] = [];
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
   * @throws ProblemError when the one asked for, or every one, does not work
   */
  async choose(wanted: BackendName | 'auto', plan: TrainingPlan, data: PreparedData, batch: number): Promise<Choice> {
    if (wanted !== 'auto') {
      const name = CANDIDATES.find((c) => c === wanted);
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
    const reports: BackendReport[] = [];
    let best: { backend: Backend; ms: number } | null = null;
    let failure: Problem | null = null;
    for (const name of CANDIDATES) {
      const label = LABELS[name];
      if (best && best.ms < GPU_OVERHEAD_MS) {
        reports.push({
          name,
          label,
          available: true,
          reason: `not timed: the CPU needs ${best.ms.toFixed(1)} ms a step`,
        });
        continue;
      }
      try {
        const backend = await this.make(name);
        const ms = await timeStep(backend, plan, data, batch);
        reports.push({ name, label: backend.label, available: true, stepMs: ms });
        if (!best || ms < best.ms) best = { backend, ms };
      } catch (error) {
        failure = problemOf(error);
        reports.push({ name, label, available: false, reason: failure.message });
      }
    }
    if (!best) throw new ProblemError(failure ?? problem('no-backend', 'No backend works in this browser.'));
    const timed = reports.filter((r) => r.stepMs !== undefined);
    const why =
      timed.length > 1 ? 'Fastest of those timed on your own model.' : 'Fast enough that a GPU could not gain.';
    return { backend: best.backend, reports, why };
  }
}

/** Milliseconds of one training step after a first one that compiles; the fastest of a few. */
async function timeStep(backend: Backend, plan: TrainingPlan, data: PreparedData, batch: number): Promise<number> {
  const rows = data.parts.train.slice(0, batch);
  const model = new DeviceModel(backend, plan, data);
  try {
    let fastest = Number.POSITIVE_INFINITY;
    for (let i = 0; i <= TIMED_STEPS; i++) {
      const begin = performance.now();
      model.trainBatch(rows);
      await model.trainResults();
      if (i > 0) fastest = Math.min(fastest, performance.now() - begin);
      await macrotask();
    }
    return fastest;
  } finally {
    model.dispose();
  }
}
