/**
 * Suite `step`: a training step of each reference model, beside the same model in other libraries on the same machine,
 * in one run; what was aimed at; how soon the first step comes; how much memory it takes.
 */

import { comparison } from './rows.mjs';
import { runInPage } from './sides.mjs';

/** @typedef {import('./sides.mjs').Timing} Timing @typedef {import('./rows.mjs').Row} Row */
/** @typedef {{ peer: string, run: () => Promise<import('./sides.mjs').Outcome> }} Peer */

/** Backends of ours that are measured if none is named. The plain JavaScript one is only a fallback. */
const BACKENDS = ['wasm', 'webgl', 'webgpu'];
/** Operations of a step, in millions, up to which quick runs ask software drivers of graphics too. */
const QUICK_MFLOP = 50;

/** How long a side is measured: software drivers of graphics are slow and tell little. @type {(quick: boolean, gpu: boolean) => import('../../tests/bench/measure').TimingBudget} */
const budgetFor = (quick, gpu) =>
  quick || gpu ? { milliseconds: 250, minEpochs: 3 } : { milliseconds: 800, minEpochs: 5 };

/** What others bring for a backend of ours. @type {Record<string, [import('../../tests/bench/side.worker').PeerRequest['side'], string][]>} */
const PEERS = {
  wasm: [
    ['tfjs fit', 'cpu'],
    ['tfjs lean', 'cpu'],
    ['tfjs fit', 'wasm'],
    ['tfjs lean', 'wasm'],
    ['jax-js', 'wasm'],
    ['brain.js', 'js'],
  ],
  cpu: [['tfjs fit', 'cpu']],
  webgl: [
    ['tfjs fit', 'webgl'],
    ['tfjs lean', 'webgl'],
  ],
  webgpu: [
    ['tfjs fit', 'webgpu'],
    ['tfjs lean', 'webgpu'],
    ['jax-js', 'webgpu'],
  ],
};

const BEST_TFJS = 'best tfjs without a GPU';
const BEST_KERAS = 'best Keras 3';

/** The fastest of some outcomes by name. @param {Map<string, Timing>} timings @param {RegExp} wanted */
export function fastest(timings, wanted) {
  return [...timings].filter(([peer]) => wanted.test(peer)).sort(([, a], [, b]) => a.stepMs - b.stepMs)[0];
}

/**
 * How a model does against what issue and readers ask about: the fastest of each kind.
 * @param {import('../../tests/bench/models').ReferenceModel} model @param {Timing} subject @param {Map<string, Timing>} peers
 * @returns {Generator<Row>}
 */
export function* verdicts(model, subject, peers) {
  const kinds = [
    { kind: BEST_TFJS, wanted: /^tfjs (fit|lean), (cpu|wasm)$/, aim: model.aims.tfjs },
    { kind: BEST_KERAS, wanted: /^Keras /, aim: model.aims.keras },
  ];
  for (const { kind, wanted, aim } of kinds) {
    const found = fastest(peers, wanted);
    if (!found) continue;
    const [peer, { stepMs }] = found;
    const row = { suite: 'aim', case: model.name, subject: kind, peer, subjectMs: subject.stepMs, peerMs: stepMs };
    yield { ...comparison(row), aim };
  }
}

/**
 * Why a backend is not measured for a model, or null: on software drivers larger models take many seconds on each side.
 * @param {boolean} quick @param {string} backend @param {number | undefined} flops of a step, where they are known
 */
export function leftOut(quick, backend, flops) {
  if (!quick || !backend.startsWith('webg') || flops === undefined || flops <= QUICK_MFLOP * 1e6) return null;
  return `left out of quick runs, as a step has more than ${QUICK_MFLOP} MFLOP`;
}

/** Figures of our side beyond the time of a step. @param {string} name @param {Timing} timing @returns {Generator<Row>} */
function* figures(name, { compileMs, compileAgainMs, firstStepMs, memoryMb, costs }) {
  const figure = (/** @type {string} */ subject, /** @type {number} */ value, /** @type {string} */ unit) => ({
    suite: 'cost',
    case: name,
    subject,
    value: Number(value.toPrecision(4)),
    unit,
  });
  if (compileMs !== undefined) yield figure('compile', compileMs, 'ms');
  if (compileAgainMs !== undefined) yield figure('compile again', compileAgainMs, 'ms');
  yield figure('first step done', firstStepMs, 'ms');
  if (costs) {
    yield figure('parameters', costs.parameters, '');
    yield figure('arithmetic', costs.flops / 1e6, 'MFLOP');
    yield figure('products', costs.productFlops / 1e6, 'MFLOP');
    yield figure('traffic', costs.bytes / 1e6, 'MB');
    yield figure('planned memory', costs.peakBytes / 1e6, 'MB');
  }
  if (memoryMb !== undefined) yield figure('memory of the page process at most, added', memoryMb, 'MB');
}

/** @type {import('./suites.mjs').Suite} */
export async function* step(lab, { backends, caseText, peerText, quick, native }) {
  const first = await lab.openBenchPage();
  const models = await first.evaluate(() => globalThis.bench.models);
  await first.close();
  const wanted = backends.length > 0 ? backends : BACKENDS;
  const limit = quick ? 20_000 : 30_000;
  // Compilers of native libraries take their time.
  const nativeLimit = 2 * limit;
  for (const model of models.filter(({ name }) => name.includes(caseText))) {
    /** @type {number | undefined} */
    let flops;
    for (const backend of wanted) {
      const budget = budgetFor(quick, backend.startsWith('webg'));
      const name = { suite: 'step', case: model.name, subject: `Strata ${backend}` };
      const reason = leftOut(quick, backend, flops);
      if (reason) {
        yield { ...name, failure: reason };
        continue;
      }
      const side = /** @type {const} */ ({ side: 'subject', model: model.name, backend, budget });
      const subject = await runInPage(lab, side, limit);
      if ('failure' in subject) {
        yield { ...name, failure: subject.failure };
        continue;
      }
      flops ??= subject.costs?.flops;
      /** @type {Peer[]} */
      const browsers = (PEERS[backend] ?? [])
        .filter(([library]) => !quick || library !== 'tfjs fit')
        .map(([library, device]) => ({
          peer: library === 'brain.js' ? library : `${library}, ${device}`,
          run: () => runInPage(lab, { side: library, model: model.name, backend: device, budget }, limit),
        }));
      const natives = (backend === 'wasm' ? native.sides : [])
        .filter(({ loop }) => !quick || loop !== 'fit')
        .map((which) => ({
          peer: which.peer,
          run: () => native.measure(which, model, budget, nativeLimit),
        }));
      /** @type {Map<string, Timing>} */
      const peers = new Map();
      for (const { peer, run } of [...browsers, ...natives].filter((p) => p.peer.includes(peerText))) {
        const outcome = await run();
        if ('failure' in outcome) {
          yield { ...name, peer, failure: outcome.failure };
          continue;
        }
        peers.set(peer, outcome);
        yield comparison({ ...name, peer, subjectMs: subject.stepMs, peerMs: outcome.stepMs });
      }
      if (backend !== 'wasm') continue;
      yield* verdicts(model, subject, peers);
      yield* figures(model.name, subject);
      const doubled = await runInPage(lab, { ...side, scale: 2 }, limit);
      if (!('failure' in doubled)) yield fixedShare(model.name, subject.stepMs, doubled.stepMs);
      yield* peerFigures(model.name, fastest(peers, /^tfjs/));
    }
  }
}

/**
 * How much of a step does not grow with the batch, from steps of one and of two batches' rows.
 * @param {string} name @param {number} one milliseconds @param {number} two milliseconds
 */
export function fixedShare(name, one, two) {
  const value = Math.round(Math.min(1, Math.max(0, (2 * one - two) / one)) * 100);
  return { suite: 'cost', case: name, subject: 'share that does not grow with the batch', value, unit: '%' };
}

/** The same of the fastest tfjs, for comparison. @param {string} name @param {[string, Timing] | undefined} found @returns {Generator<Row>} */
function* peerFigures(name, found) {
  if (!found) return;
  const [peer, { firstStepMs, memoryMb }] = found;
  const of = { suite: 'cost', case: name };
  yield { ...of, subject: `first step done, ${peer}`, value: Number(firstStepMs.toPrecision(4)), unit: 'ms' };
  if (memoryMb === undefined) return;
  const subject = `memory of the page process at most, added, ${peer}`;
  yield { ...of, subject, value: Number(memoryMb.toPrecision(4)), unit: 'MB' };
}
