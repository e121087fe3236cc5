/** `npm run bench`: builds the benchmark page and the app, runs them in headless Chromium and prints what they take. */

import process from 'node:process';
import { parseArgs } from 'node:util';
import { ensureInstalled } from './install.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    backend: { type: 'string', multiple: true, default: [] },
    case: { type: 'string' },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(`npm run bench -- [OPTIONS]

  --json           one JSON line per row instead of a table
  --only SUITE     step, stream, page, load (may be given several times)
  --backend NAME   wasm, cpu, webgl, webgpu (may be given several times; suites step and stream)
  --case TEXT      only cases whose name contains TEXT
  --quick          fewer repetitions`);
  process.exit(0);
}

ensureInstalled();
const { openLab } = await import('./bench/lab.mjs');
const { suites } = await import('./bench/suites.mjs');
const { printRow, printTable } = await import('./bench/rows.mjs');

const unknown = values.only.filter((name) => !Object.hasOwn(suites, name));
if (unknown.length > 0) {
  console.error(`No suite ${unknown.join(', ')}; there are ${Object.keys(suites).join(', ')}.`);
  process.exit(1);
}

const lab = await openLab();
/** @type {import('./bench/rows.mjs').Row[]} */
const rows = [];
try {
  for (const [name, run] of Object.entries(suites)) {
    if (values.only.length > 0 && !values.only.includes(name)) continue;
    const options = { backends: values.backend, caseText: values.case ?? '', quick: values.quick };
    for await (const row of run(lab, options)) {
      rows.push(row);
      printRow(row, values.json);
    }
  }
} finally {
  await lab.close();
}
if (!values.json) printTable(rows);
if (rows.length === 0) process.exitCode = 1;
