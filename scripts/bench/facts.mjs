/** What a report says of the machine and of versions; nothing that names whose machine it is. */

import { readFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { projectRoot } from '../install.mjs';

const PACKAGES = ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm', '@jax-js/jax', 'brain.js'];

/** @param {string} name */
function versionOf(name) {
  const text = readFileSync(join(projectRoot, 'node_modules', name, 'package.json'), 'utf8');
  return String(JSON.parse(text).version);
}

/**
 * @param {{ browser: string, told: Record<string, string>, quick: boolean }} known
 * @returns {import('./report.mjs').Facts}
 */
export function factsOf({ browser, told, quick }) {
  const versions = Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)]));
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${arch()}`,
    browser,
    versions: { node: process.versions.node, ...versions, ...told },
    quick,
  };
}
