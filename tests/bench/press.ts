/** How soon the first step is done after Train was pressed: the app's own training worker, called as the page calls it. */

import type { PreparedData } from '../../src/data/prepared';
import { DEFAULT_FIT } from '../../src/graph/defaults';
import type { ModelGraph } from '../../src/graph/model';
import { createTrainClient, type RunSpec, type TrainClient } from '../../src/rpc/train-client';
import { type ReferenceModel, referenceModels } from './models';
import { compileOf, modelOf, prepareRows } from './subject';

/**
 * What was there before Train was pressed: nothing but the page; a worker that has come up and practised; besides, a run
 * made ready of a model that was changed just now; the run itself made ready.
 */
export type Before = 'nothing' | 'worker' | 'another run' | 'the run';

export interface PressRequest {
  /** Name of the reference model. */
  readonly model: string;
  readonly before: Before;
}

/** How long a worker is left alone to practise. */
const REST_MS = 2500;
/** Rows for validation, of ten. */
const VALIDATION = 2;
const MOST_BATCHES = 40;

function dataOf(reference: ReferenceModel): PreparedData {
  const data = prepareRows(reference, MOST_BATCHES);
  const all = data.parts.train;
  const cut = Math.floor((all.length * (10 - VALIDATION)) / 10);
  return { ...data, parts: { ...data.parts, train: all.slice(0, cut), validation: all.slice(cut) } };
}

/** The model after an edit: its first layer with a size of its own is one larger. @throws Error for a model without one */
export function edited(model: ModelGraph): ModelGraph {
  for (const [id, layer] of Object.entries(model.layers)) {
    for (const argument of ['units', 'filters', 'output_dim']) {
      const size = layer.config[argument];
      if (typeof size !== 'number') continue;
      const changed = { ...layer, config: { ...layer.config, [argument]: size + 1 } };
      return { ...model, layers: { ...model.layers, [id]: changed } };
    }
  }
  throw new Error('this model has nothing to edit');
}

function startWorker(): { readonly client: TrainClient; end(): void } {
  const worker = new Worker(new URL('../../src/rpc/server/train-worker.ts', import.meta.url), { type: 'module' });
  return { client: createTrainClient(worker), end: () => worker.terminate() };
}

const rest = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

/** Milliseconds from the press to the first step's figures in the page. */
export async function timePress({ model: name, before }: PressRequest): Promise<number> {
  const reference = referenceModels.find((m) => m.name === name);
  if (!reference) throw new Error(`no reference model ${name}`);
  const data = dataOf(reference);
  const now = modelOf(reference);
  const spec = (model: ModelGraph): RunSpec => ({
    model,
    compile: compileOf(reference),
    fit: { ...DEFAULT_FIT, batch_size: reference.batchSize, backend: 'cpu' },
    callbacks: [],
    dataKey: data.key,
  });
  let begin = performance.now();
  const { client, end } = startWorker();
  try {
    const first = new Promise<number>((resolve, reject) => {
      client.on('train', (event) => {
        if (event.kind === 'frame' && event.frame.step > 0) resolve(performance.now());
        if (event.kind === 'problem') reject(new Error(event.problem.message));
      });
    });
    if (before !== 'nothing') await rest(REST_MS);
    const given = client.call('setData', data);
    if (before === 'another run' || before === 'the run') {
      await given;
      await client.call('prepare', spec(now));
    }
    if (before !== 'nothing') {
      await given;
      begin = performance.now();
    }
    await given;
    const run = client.call('fit', {
      spec: spec(before === 'another run' ? edited(now) : now),
      from: null,
      startPaused: false,
    });
    return (await Promise.race([first, run.then(() => first)])) - begin;
  } finally {
    end();
  }
}
