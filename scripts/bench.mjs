/** `npm run bench`: measures training steps, starts and loading in headless Chromium, beside other libraries, and tells. */

import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { ensureInstalled } from './install.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    backend: { type: 'string', multiple: true, default: [] },
    case: { type: 'string', default: '' },
    peer: { type: 'string', default: '' },
    write: { type: 'boolean', default: false },
    'install-torch': { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(`npm run bench -- [OPTIONS]

  --json           one JSON line per row instead of a table
  --only SUITE     machine, step, gain, start, stream, page, load (may be given several times)
  --backend NAME   wasm, cpu, webgl, webgpu (may be given several times; suites step and stream)
  --case TEXT      only cases whose name contains TEXT
  --peer TEXT      only peers whose name contains TEXT (suite step)
  --quick          fewer repetitions
  --write          write BENCHMARKS.md from what was measured
  --install-torch  install PyTorch beside what npm run oracle installed, then end`);
  process.exit(0);
}

ensureInstalled();
if (values['install-torch']) {
  const { installTorch } = await import('./bench/native.mjs');
  installTorch();
  process.exit(0);
}
const { openLab } = await import('./bench/lab.mjs');
const { openNative } = await import('./bench/native.mjs');
const { reasonOf } = await import('./bench/sides.mjs');
const { suites } = await import('./bench/suites.mjs');
const { printRow, printTable } = await import('./bench/rows.mjs');

const unknown = values.only.filter((name) => !Object.hasOwn(suites, name));
if (unknown.length > 0) {
  console.error(`No suite ${unknown.join(', ')}; there are ${Object.keys(suites).join(', ')}.`);
  process.exit(1);
}

const lab = await openLab();
const native = openNative();
/** @type {import('./bench/rows.mjs').Row[]} */
const rows = [];
try {
  for (const [name, run] of Object.entries(suites)) {
    if (values.only.length > 0 && !values.only.includes(name)) continue;
    const { backend: backends, case: caseText, peer: peerText, quick } = values;
    const options = { backends, caseText, peerText, quick, native };
    const from = performance.now();
    const tell = (/** @type {import('./bench/rows.mjs').Row} */ row) => {
      rows.push(row);
      printRow(row, values.json);
    };
    try {
      for await (const row of run(lab, options)) tell(row);
    } catch (error) {
      // What other suites measured is worth keeping.
      console.error(error);
      tell({ suite: name, case: 'the rest of the suite', subject: name, failure: reasonOf(error) });
      process.exitCode = 1;
    }
    console.error(`${name}: ${Math.round((performance.now() - from) / 1000)} s`);
  }
} finally {
  await native.close();
  await lab.close();
}
if (!values.json) printTable(rows);
if (values.write && rows.length > 0) {
  const { report } = await import('./bench/report.mjs');
  const { factsOf } = await import('./bench/facts.mjs');
  writeFileSync(
    'BENCHMARKS.md',
    report(rows, factsOf({ browser: lab.browserVersion, told: native.versions, quick: values.quick })),
  );
}
if (rows.length === 0) process.exitCode = 1;
