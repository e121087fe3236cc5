/**
 * Runs the cross-checks against the real Keras in a virtual environment of the project's own, made when needed:
 * `write` and `check` the fixtures, `random` compares random cases.
 */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { projectRoot } from './install.mjs';

const windows = process.platform === 'win32';
const folder = join(projectRoot, '.venv');
const python = windows ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
const requirements = join(projectRoot, 'scripts', 'oracle', 'requirements.txt');
const stamp = join(folder, 'requirements.sha256');

/** Random cases a check asks for; those of the seed's first thousand agree. */
const CHECKED_CASES = '1000';

const [command = 'check', ...rest] = process.argv.slice(2);

/** Programs XLA compiled are kept, unless a seed is named: what that draws is seldom asked again. */
const compiled = rest.includes('--seed')
  ? {}
  : {
      JAX_COMPILATION_CACHE_DIR: join(folder, 'xla'),
      JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS: '0',
      JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES: '-1',
    };

/** Runs a command to its end or ends this process with its status. @param {string} command @param {string[]} args */
function run(command, args) {
  const env = { ...process.env, KERAS_BACKEND: 'jax', JAX_PLATFORMS: 'cpu', PYTHONUTF8: '1', ...compiled };
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', cwd: projectRoot, env, timeout: 3_600_000 });
  if (error) console.error(error.message);
  if (status !== 0) process.exit(status ?? 1);
}

/** The Python that makes the environment: `python3`, or what the PYTHON variable names. */
function systemPython() {
  const candidates = [...(process.env.PYTHON ? [process.env.PYTHON] : []), 'python3', 'python'];
  const found = candidates.find((name) => works(name, ['--version']));
  if (found) return found;
  console.error('No Python 3 found. Install it, or name it in the environment variable PYTHON.');
  return process.exit(1);
}

/** Whether a command succeeds, asked silently. @param {string} command @param {string[]} args */
function works(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** Makes the environment, or makes it anew when the requirements changed. */
function ensureEnvironment() {
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (existsSync(stamp) && existsSync(python) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('Making the Python environment (.venv)');
  rmSync(folder, { recursive: true, force: true });
  const base = systemPython();
  const install = ['install', '--quiet', '--disable-pip-version-check', '-r', requirements];
  // Debian and its kin leave pip's bootstrap out of python3: root can add it, others can lend the system's pip.
  const complete = ['-c', 'import ensurepip, venv'];
  if (!works(base, complete) && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'python3-venv']);
  }
  if (works(base, complete)) {
    run(base, ['-m', 'venv', folder]);
    run(python, ['-m', 'pip', ...install]);
  } else if (works(base, ['-m', 'pip', '--version'])) {
    run(base, ['-m', 'venv', '--without-pip', folder]);
    run(base, ['-m', 'pip', '--python', python, ...install]);
  } else {
    console.error('This Python has neither venv nor pip: install them (Debian, Ubuntu: apt install python3-venv).');
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

const random = ['scripts/run-ts.mjs', 'scripts/random-keras.ts', '--python', python];
ensureEnvironment();
if (command === 'random') run(process.execPath, [...random, ...rest]);
else run(python, [join('scripts', 'oracle', 'main.py'), command, ...rest]);
// A check of everything ends with random cases; one of single objects does not.
if (command === 'check' && rest.length === 0) run(process.execPath, [...random, '--cases', CHECKED_CASES]);
