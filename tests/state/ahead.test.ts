/** Laws of runs made ready while the project rests: when they are asked for, and that they are the same runs. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Studio } from '../../src/state';
import { closeWorkers, type TestDeps, testDeps, testStudio, until } from './support';

afterEach(closeWorkers);

interface Watched {
  readonly deps: TestDeps;
  /** Methods the training worker was called by, in order. */
  readonly calls: string[];
  /** From here on the page has idle moments: what was made ready while the test was set up would be counted, too. */
  rest(): void;
  /** Settles when the worker has answered that a run is ready, the given number of times in all. */
  ready(times: number): Promise<void>;
}

/** A studio's surroundings in which things are done ahead, and calls of the training worker are watched. */
function watched(): Watched {
  const plain = testDeps();
  const calls: string[] = [];
  let answers = 0;
  let heard: () => void = () => undefined;
  let resting = false;
  const deps: TestDeps = {
    ...plain,
    whenIdle: (callback) => void (resting && callback()),
    makeTrainWorker: () => {
      const worker = plain.makeTrainWorker();
      const preparing = new Set<number>();
      const post = worker.postMessage.bind(worker);
      worker.postMessage = (message, transfer) => {
        const { rpc, method, id } = message as { rpc: string; method: string; id: number };
        if (rpc === 'call') calls.push(method);
        if (method === 'prepare') preparing.add(id);
        post(message, transfer);
      };
      worker.addEventListener('message', (event) => {
        const { rpc, id, value } = (event as MessageEvent).data;
        if (rpc !== 'result' || !preparing.has(id) || value !== true) return;
        answers++;
        heard();
      });
      return worker;
    },
  };
  const ready = (times: number) =>
    new Promise<void>((settle) => {
      heard = () => {
        if (answers >= times) settle();
      };
      heard();
    });
  const rest = (): void => {
    resting = true;
  };
  return { deps, calls, rest, ready };
}

async function iris({ deps, rest }: Pick<Watched, 'deps'> & Partial<Watched>): Promise<Studio> {
  const studio = await testStudio(deps);
  await studio.data.use({ kind: 'builtin', name: 'iris' });
  await studio.data.settled();
  rest?.();
  studio.edit.setFit({ epochs: 2, backend: 'cpu' });
  return studio;
}

const count = (calls: readonly string[], method: string): number => calls.filter((c) => c === method).length;
const pause = (ms: number) => new Promise((settle) => setTimeout(settle, ms));

describe('while nobody trains', () => {
  it('the next run is made ready once, however many edits came just before', async () => {
    const w = watched();
    const studio = await iris(w);
    for (const batch_size of [16, 24, 32]) studio.edit.setFit({ batch_size });
    await w.ready(1);
    await pause(700);
    expect(count(w.calls, 'prepare')).toBe(1);
  });

  it('a change of the project has the new one made', async () => {
    const w = watched();
    const studio = await iris(w);
    await w.ready(1);
    studio.edit.setFit({ batch_size: 7 });
    await w.ready(2);
    expect(count(w.calls, 'prepare')).toBe(2);
  });

  it('nothing is made of a project that cannot train', async () => {
    const w = watched();
    const studio = await iris(w);
    await w.ready(1);
    studio.edit.setCompile({ optimizer: { className: 'Nothing', config: {} } });
    expect(studio.problems().some((p) => p.severity === 'error')).toBe(true);
    await pause(900);
    expect(count(w.calls, 'prepare')).toBe(1);
  });
});

describe('a run that was made ready', () => {
  it('gives the numbers of one that was not, and afterwards the next is made ready', async () => {
    const plain = await iris({ deps: testDeps() });
    await plain.training.start();
    const w = watched();
    const studio = await iris(w);
    await w.ready(1);
    await studio.training.start();
    const history = (of: Studio) => of.runs.getState().runs[0]?.history;
    expect(history(studio)?.logs).toEqual(history(plain)?.logs);
    expect(count(w.calls, 'prepare')).toBe(1);
    await w.ready(2);
    // And the model just trained is still at hand.
    expect(await studio.training.evaluate('validation')).toMatchObject({ ok: true });
    await studio.training.start();
    expect(studio.runs.getState().runs[1]?.history.logs).toEqual(history(plain)?.logs);
  });

  it('is not asked for while a run is going on', async () => {
    const w = watched();
    const studio = await iris(w);
    studio.edit.setFit({ epochs: 100_000 });
    void studio.training.start();
    await until(studio.training.store, (s) => s.status === 'running');
    studio.edit.setFit({ batch_size: 5 });
    await pause(800);
    expect(count(w.calls, 'prepare')).toBe(0);
    studio.training.stop();
    await until(studio.training.store, (s) => s.status === 'idle');
    await w.ready(1);
  });
});
