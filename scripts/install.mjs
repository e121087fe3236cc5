/** Makes `node_modules` match the lock file. Plain Node, so that it runs on a fresh clone. */

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The folder of the project, whatever folder a command is given in. */
export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..');

const oldestNode = [20, 19];

/** @param {string} path @returns {{ packages?: Record<string, { version?: string, optional?: boolean }> }} */
function readLock(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Whether every package of the lock file is installed in its version (optional ones depend on the platform). */
function isInstalled() {
  const installedLock = join(projectRoot, 'node_modules', '.package-lock.json');
  if (!existsSync(installedLock)) return false;
  const wanted = readLock(join(projectRoot, 'package-lock.json')).packages ?? {};
  const installed = readLock(installedLock).packages ?? {};
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

/**
 * Installs the locked dependencies when they are missing or the lock file changed.
 * Ends the process with a plain message when Node is too old or npm fails.
 */
export function ensureInstalled() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldMajor = 0, oldMinor = 0] = oldestNode;
  if (major < oldMajor || (major === oldMajor && minor < oldMinor)) {
    console.error(`Strata needs Node ${oldestNode.join('.')} or newer; this is ${process.versions.node}.`);
    process.exit(1);
  }
  process.chdir(projectRoot);
  if (isInstalled()) return;
  console.log('Installing dependencies (npm ci)');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status } =
    npm && /\.[cm]?js$/.test(npm)
      ? spawnSync(process.execPath, [npm, ...args], { stdio: 'inherit' })
      : spawnSync('npm', args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) {
    console.error('npm ci failed; its message is above.');
    process.exit(status ?? 1);
  }
}
