/** What `npm run check` and `npm test` are made of: bounded child processes, and test suites counted by their reports. */

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';

/** @typedef {{ name: string, passed: number, failed: number, seconds: number, failures?: string[] }} Outcome */

/**
 * Runs a Node program to its end, its output passed through.
 * @param {string[]} args @param {number} minutes after which it is stopped
 * @returns {Promise<boolean>} whether it ended by itself and well
 */
function runNode(args, minutes) {
  return new Promise((resolve) => {
    // Its own process group, so that a program that hangs goes together with the browsers it started.
    const grouped = process.platform !== 'win32';
    const child = spawn(process.execPath, args, { stdio: 'inherit', detached: grouped });
    const stop = () => {
      if (child.pid === undefined) return;
      try {
        if (grouped) process.kill(-child.pid, 'SIGKILL');
        else child.kill('SIGKILL');
      } catch {
        // It is gone already.
      }
    };
    const timer = setTimeout(() => {
      console.error(`Stopped after ${minutes} minutes: node ${args.join(' ')}`);
      stop();
    }, minutes * 60_000);
    const interrupted = () => {
      stop();
      process.exit(130);
    };
    process.once('SIGINT', interrupted);
    process.once('SIGTERM', interrupted);
    child.on('error', () => resolve(false));
    child.on('exit', (code) => {
      clearTimeout(timer);
      process.off('SIGINT', interrupted);
      process.off('SIGTERM', interrupted);
      resolve(code === 0);
    });
  });
}

/** @param {string} name @param {() => Promise<Omit<Outcome, 'name' | 'seconds'>>} work @returns {Promise<Outcome>} */
async function timed(name, work) {
  console.log(`\n=== ${name}`);
  const start = performance.now();
  const counts = await work();
  return { name, ...counts, seconds: (performance.now() - start) / 1000 };
}

/**
 * A tool that is right or wrong as a whole (types, lint): adds a failure when wrong, no pass when right.
 * @param {string} name @param {string[]} args
 */
export function tool(name, args) {
  return timed(name, async () => ({ passed: 0, failed: (await runNode(args, 5)) ? 0 : 1 }));
}

/**
 * One vitest project, counted test by test; a suite that cannot run, or has no test, is a failure.
 * @param {string} name @param {number} minutes
 */
export function suite(name, minutes) {
  return timed(`tests: ${name}`, async () => {
    const folder = join('.cache', 'reports');
    const report = join(folder, `${name}.json`);
    mkdirSync(folder, { recursive: true });
    rmSync(report, { force: true });
    const vitest = join('node_modules', 'vitest', 'vitest.mjs');
    const args = [vitest, 'run', '--project', name, '--reporter=default', '--reporter=json'];
    const ended = await runNode([...args, `--outputFile.json=${report}`], minutes);
    if (!existsSync(report)) return { passed: 0, failed: 1 };
    const { numPassedTests: passed, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    const wrong = !ended || passed === 0;
    return { passed, failed: Math.max(numFailedTests, wrong ? 1 : 0), failures: testResults.flatMap(failuresIn) };
  });
}

/**
 * The failed tests of a file, by name with the first line of what went wrong; the file itself if it never got to them.
 * @param {{ name: string, status: string, message?: string,
 *   assertionResults: { status: string, fullName: string, failureMessages?: string[] }[] }} file
 */
function failuresIn({ name, status, message, assertionResults }) {
  const path = relative(process.cwd(), name);
  const line = (/** @type {string | undefined} */ text) => text?.split('\n', 1)[0] ?? '';
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (failed.length === 0) return status === 'failed' ? [`${path}: ${line(message)}`] : [];
  return failed.map((test) => `${path}: ${test.fullName}: ${line(test.failureMessages?.[0])}`);
}

/** Types, lint, dead code and the tests that need neither a browser nor Python. */
export async function checkSteps() {
  const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
  return [
    await tool('types', [tsc, '-p', '.']),
    await tool('types without a DOM', [tsc, '-p', 'tsconfig.headless.json']),
    await tool('types in workers', [tsc, '-p', 'tsconfig.worker.json']),
    await tool('lint and format', [join('node_modules', '@biomejs', 'biome', 'bin', 'biome'), 'check']),
    await tool('dead code', [join('node_modules', 'knip', 'bin', 'knip.js')]),
    await suite('unit', 10),
    await suite('contract', 10),
  ];
}

/**
 * Prints what each step came to, which tests failed and, last and alone on its line, the sum. Sets the exit code.
 * @param {Outcome[]} outcomes
 */
export function summarize(outcomes) {
  const sum = (/** @type {'passed' | 'failed'} */ key) => outcomes.reduce((total, outcome) => total + outcome[key], 0);
  console.log('');
  for (const { name, passed, failed, seconds, failures = [] } of outcomes) {
    const counts = passed + failed === 0 ? 'right' : `${passed} passed, ${failed} failed`;
    console.log(`${failed > 0 ? '✗' : '✓'} ${name.padEnd(22)} ${counts}  (${seconds.toFixed(1)} s)`);
    for (const failure of failures) console.log(`    ${failure}`);
  }
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;
}
