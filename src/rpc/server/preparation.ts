/**
 * What a run is made of before its first step: data fed to the model, the plan, traced programs, the backend, the model on
 * it. A run asks for it when it begins; where somebody may be about to press Train it is made ahead, in pieces between
 * which calls are heard, and a run of the same then begins at once. It is made by the same code in either case.
 */
import type { Backend } from '../../backends/backend';
import { canonicalJson } from '../../base/hash';
import type { PreparedData } from '../../data/prepared';
import { adaptedSlots } from '../../engine/adapt';
import { DeviceModel } from '../../engine/device-model';
import { feedBytes, feedMode, signatureOf } from '../../engine/feeder';
import { feedModel } from '../../engine/feeds';
import { type Staged, stageModel } from '../../engine/host-stage';
import { Traced } from '../../engine/traced';
import { planTraining } from '../../engine/training-plan';
import type { ModelGraph } from '../../graph/model';
import { countParameters } from '../../keras';
import type { RunSpec } from '../train-protocol';
import type { BackendPool, Choice, Wish } from './backend-pool';
import { macrotask } from './macrotask';

/** Nothing larger is made ahead: what is held twice, and computed in vain when the project changes, should be small. */
const MOST_PARAMETERS = 1_500_000;
const MOST_DATA_BYTES = 64 * 2 ** 20;

/** A step is rehearsed for so long, at least once and at most so often. */
const REHEARSAL_MS = 50;
const MOST_REHEARSED = 20;

/** A run as far as it needs no device. */
export interface Draft {
  readonly key: string;
  /** The model as it was given, before the host's part was taken out of it. */
  readonly model: ModelGraph;
  readonly staged: Staged;
  readonly traced: Traced;
}

export interface Prepared {
  readonly draft: Draft;
  readonly choice: Choice;
  /** Owned by who took it. */
  readonly model: DeviceModel;
}

type Wanted = 'all' | 'what is there' | 'nothing';

/** A preparation under way or done. */
interface Ahead {
  readonly key: string;
  /** How much of it is still wanted: a run that waits for it takes it as it is. */
  wanted: Wanted;
  readonly done: Promise<Prepared | null>;
}

/** What programs and state depend on: the same whatever the backend, the number of epochs, the callbacks. */
function draftKey({ model, compile, fit, dataKey }: RunSpec): string {
  const { backend: _, epochs: __, ...rest } = fit;
  return canonicalJson([model, compile, rest, dataKey]);
}

export class Preparation {
  private draft: Draft | null = null;
  private ahead: Ahead | null = null;
  /** Counts what was asked for: of several wishes the newest counts. */
  private wishes = 0;
  private taking = false;

  /**
   * @param pool gives the backends
   * @param data the data at hand; throws `ProblemError` where there is none
   */
  constructor(
    private readonly pool: Pick<BackendPool, 'choose' | 'keeps'>,
    private readonly data: () => PreparedData,
  ) {}

  /** @throws ProblemError when the model, the data or the choices do not fit together */
  draftOf(spec: RunSpec): Draft {
    const key = draftKey(spec);
    if (this.draft?.key !== key) {
      const staged = stageModel(spec.model, feedModel(this.data(), spec.model, spec.fit));
      const { compile, fit } = spec;
      const plan = planTraining({ model: staged.model, compile, fit, data: signatureOf(staged.data) });
      this.draft = { key, model: spec.model, staged, traced: new Traced(plan) };
    }
    return this.draft;
  }

  /**
   * Makes a run ready, in place of any other made ready before.
   * @returns whether it is ready; false where it is too large for that, was given up, or cannot be run
   */
  async make(spec: RunSpec, signal: AbortSignal): Promise<boolean> {
    const draft = this.taking ? null : this.plannable(spec);
    if (!draft) return false;
    const wish = ++this.wishes;
    const key = aheadKey(draft, spec);
    let { ahead } = this;
    if (ahead?.key !== key || wants(ahead, 'nothing')) {
      await this.drop();
      if (wish !== this.wishes || this.taking || signal.aborted || !isSmall(draft)) return false;
      const begun: { key: string; wanted: Wanted } = { key, wanted: 'all' };
      ahead = Object.assign(begun, { done: this.inPieces(spec, draft, begun) });
      this.ahead = ahead;
    }
    const joined = ahead;
    const giveUp = (): void => {
      if (wants(joined, 'all')) joined.wanted = 'nothing';
    };
    signal.addEventListener('abort', giveUp);
    const made = await joined.done;
    signal.removeEventListener('abort', giveUp);
    if (!made && this.ahead === joined) this.ahead = null;
    return made !== null;
  }

  /**
   * Hands over what a run needs, made ready before or made now. Nothing is made ahead meanwhile.
   * @param onChoice told of the backend before anything is put on it
   * @throws ProblemError when it cannot be made
   */
  async take(spec: RunSpec, onChoice: (choice: Choice) => void): Promise<Prepared> {
    this.taking = true;
    this.wishes++;
    try {
      const draft = this.draftOf(spec);
      const { ahead } = this;
      if (ahead?.key !== aheadKey(draft, spec) || wants(ahead, 'nothing')) {
        await this.drop();
      } else {
        ahead.wanted = 'what is there';
        this.ahead = null;
        const made = await ahead.done;
        if (made && (await this.pool.keeps(made.choice.backend))) {
          onChoice(made.choice);
          return made;
        }
      }
      return await this.onBackend(spec, draft, { onChoice });
    } finally {
      this.taking = false;
    }
  }

  /** The same made now, for weights to be loaded into; what was made ahead stays. @throws ProblemError like `take` */
  fresh(spec: RunSpec): Promise<Prepared> {
    return this.onBackend(spec, this.draftOf(spec));
  }

  /** Gives up what was made ahead. */
  async drop(): Promise<void> {
    const { ahead } = this;
    if (!ahead) return;
    this.ahead = null;
    ahead.wanted = 'nothing';
    const made = await ahead.done;
    if (made && (await this.pool.keeps(made.choice.backend))) made.model.dispose();
  }

  private plannable(spec: RunSpec): Draft | null {
    try {
      return this.draftOf(spec);
    } catch {
      return null;
    }
  }

  /** The data is another. */
  async forget(): Promise<void> {
    this.wishes++;
    await this.drop();
    this.draft = null;
  }

  private async onBackend(
    { fit }: RunSpec,
    draft: Draft,
    { onChoice, still }: { onChoice?: (choice: Choice) => void; still?: () => boolean } = {},
  ): Promise<Prepared> {
    const { traced, staged } = draft;
    const { data } = staged;
    let initial: ReturnType<typeof adaptedSlots> | null = null;
    const make = (backend: Backend): DeviceModel => {
      initial ??= adaptedSlots(traced.plan, data);
      return new DeviceModel(backend, traced.plan, data, initial, traced);
    };
    const rows = data.parts.train.slice(0, fit.batch_size);
    const wish: Wish = { make, rows, program: () => traced.train(rows.length, feedMode(data)) };
    const choice = await this.pool.choose(fit.backend, wish, still);
    onChoice?.(choice);
    return { draft, choice, model: choice.model ?? make(choice.backend) };
  }

  /** Never rejects: a run that has the same trouble tells of it. */
  private async inPieces(spec: RunSpec, draft: Draft, ahead: { readonly wanted: Wanted }): Promise<Prepared | null> {
    let made: Prepared | null = null;
    try {
      // A turn for calls that came meanwhile, which may say that this is no longer wanted.
      await macrotask();
      if (wants(ahead, 'nothing')) return null;
      made = await this.onBackend(spec, draft, { still: () => !wants(ahead, 'nothing') });
      const { model } = made;
      const { train, validation } = draft.staged.data.parts;
      const size = spec.fit.batch_size;
      const pieces = model.compileAhead(train.length, validation.length, size);
      for (let left = true; left && wants(ahead, 'all'); ) {
        await macrotask();
        if (wants(ahead, 'all')) left = !pieces.next().done;
      }
      if (wants(ahead, 'all')) await rehearse(model, train.slice(0, size), () => wants(ahead, 'all'));
      if (!wants(ahead, 'nothing')) return made;
    } catch {
      // Told by a run.
    }
    if (made && (await this.pool.keeps(made.choice.backend))) made.model.dispose();
    return null;
  }
}

/**
 * Has the engine compile what a step runs, and see it so often that it compiles it well: kernels are shared with the runs
 * that follow.
 */
async function rehearse(model: DeviceModel, rows: Int32Array, still: () => boolean): Promise<void> {
  const rehearsal = await model.rehearse();
  const end = performance.now() + REHEARSAL_MS;
  try {
    for (let step = 0; step < MOST_REHEARSED && still(); step++) {
      await rehearsal.step(rows);
      if (performance.now() >= end) return;
      await macrotask();
    }
  } finally {
    rehearsal.end();
  }
}

/** What is wanted changes while a preparation waits. */
const wants = (ahead: { readonly wanted: Wanted }, wanted: Wanted): boolean => ahead.wanted === wanted;

const aheadKey = (draft: Draft, spec: RunSpec): string => `${spec.fit.backend} ${draft.key}`;

function isSmall({ traced: { plan }, staged }: Draft): boolean {
  const { trainable, frozen } = countParameters(plan.model.variables);
  const { data } = staged;
  return trainable + frozen <= MOST_PARAMETERS && feedBytes(data) <= MOST_DATA_BYTES && data.parts.train.length > 0;
}
