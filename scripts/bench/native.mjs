/** Keras and PyTorch on the same cores, asked through native.py; each stays alive between models, as its imports are slow. */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { projectRoot } from '../install.mjs';
import { reasonOf, within } from './sides.mjs';

/** @typedef {ReturnType<typeof openNative>} Native */

const inFolder = (/** @type {string} */ folder) =>
  process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
/** What `npm run oracle` makes. */
const oraclePython = inFolder(join(projectRoot, '.venv'));
const torchFolder = join(projectRoot, '.cache', 'bench-python');
const torchPython = inFolder(torchFolder);

const NEEDS_ORACLE = 'no Python environment (npm run oracle makes it)';
const NEEDS_TORCH = 'no PyTorch (npm run bench -- --install-torch installs it)';

/** @type {Record<string, { python: string, missing: string }>} */
const SIDES = {
  'keras-jax': { python: oraclePython, missing: NEEDS_ORACLE },
  'keras-torch': { python: torchPython, missing: NEEDS_TORCH },
  torch: { python: torchPython, missing: NEEDS_TORCH },
};

/** Starting Python and importing everything. */
const START_LIMIT_MS = 90_000;

/** Makes the environment with PyTorch: several gigabytes on Linux, where the package brings its GPU libraries along. */
export function installTorch() {
  if (!existsSync(oraclePython)) throw new Error('npm run oracle makes the Python environment this one is made from.');
  const run = (/** @type {string[]} */ args) => {
    const { status } = spawnSync(oraclePython, args, { stdio: 'inherit', cwd: projectRoot });
    if (status !== 0) throw new Error(`python ${args.join(' ')} failed`);
  };
  run(['-m', 'venv', '--without-pip', torchFolder]);
  const own = ['-r', 'scripts/bench/requirements-torch.txt', '-c', 'scripts/oracle/requirements.txt'];
  run(['-m', 'pip', '--python', torchPython, 'install', '--disable-pip-version-check', ...own]);
}

/** A Python process that answers one line for each line it is given. @param {string} side @param {string} python */
async function start(side, python) {
  const script = join('scripts', 'bench', 'native.py');
  const child = spawn(python, [script, side], { cwd: projectRoot, stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('Python ended');
    return JSON.parse(value);
  };
  const hello = await within(next(), START_LIMIT_MS).catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });
  return {
    hello,
    /** @param {object} request @param {number} limit */
    ask: (request, limit) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return within(next(), limit);
    },
    end: () => child.kill('SIGKILL'),
  };
}

/** All native sides; each starts when it is first asked and anew after it was cut off. */
export function openNative() {
  /** @type {Map<string, Promise<Awaited<ReturnType<typeof start>>>>} */
  const running = new Map();
  /** @type {Record<string, string>} */
  const versions = {};
  const open = (/** @type {string} */ side, /** @type {string} */ python) => {
    const known = running.get(side);
    if (known) return known;
    const starting = start(side, python);
    running.set(side, starting);
    return starting;
  };
  /** @returns {Promise<any>} */
  const ask = async (/** @type {string} */ side, /** @type {object} */ request, /** @type {number} */ limit) => {
    const { python, missing } = SIDES[side] ?? { python: '', missing: `no side ${side}` };
    if (!existsSync(python)) return { failure: missing };
    try {
      const child = await open(side, python);
      Object.assign(versions, child.hello.versions);
      const { error, ...answer } = await child.ask(request, limit);
      return error === undefined ? answer : { failure: error };
    } catch (error) {
      const child = await running.get(side)?.catch(() => undefined);
      child?.end();
      running.delete(side);
      return { failure: reasonOf(error) };
    }
  };
  return {
    versions,
    sides: [
      { side: 'keras-jax', loop: 'fit', peer: 'Keras JAX fit' },
      { side: 'keras-jax', loop: 'loop', peer: 'Keras JAX step' },
      { side: 'keras-torch', loop: 'fit', peer: 'Keras PyTorch fit' },
      { side: 'keras-torch', loop: 'loop', peer: 'Keras PyTorch step' },
      { side: 'torch', loop: 'loop', peer: 'PyTorch' },
    ],
    /**
     * @param {{ side: string, loop: string }} which
     * @param {object} model @param {object} budget @param {number} limit milliseconds
     * @returns {Promise<import('./sides.mjs').Outcome>}
     */
    measure: ({ side, loop }, model, budget, limit) => ask(side, { model, loop, budget }, limit),
    /**
     * Billions of operations per second of a large product of matrices, or why there are none.
     * @param {string} side @returns {Promise<{ gflops: number } | { failure: string }>}
     */
    peak: (side) => ask(side, { peak: true }, 30_000),
    close: async () => {
      for (const child of await Promise.allSettled(running.values())) {
        if (child.status === 'fulfilled') child.value.end();
      }
    },
  };
}
