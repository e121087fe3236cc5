/** BENCHMARKS.md, written from the rows of one run: nothing in it is typed by hand but the explanations. */

import { explanations } from './explanations.mjs';
import { bounds, holdsBack, reachable } from './limits.mjs';
import { PRESSES } from './start-suite.mjs';

/**
 * @typedef {import('./rows.mjs').Row} Row @typedef {import('./rows.mjs').Comparison} Comparison
 * @typedef {{ date: string, cpu: string, cores: number, memoryGb: number, system: string, browser: string,
 *   versions: Record<string, string>, quick: boolean }} Facts
 */

/** Three digits, no powers. @param {number} value */
export const short = (value) =>
  value >= 1000
    ? Number(value.toPrecision(3)).toLocaleString('en-US')
    : String(Number(value.toPrecision(value < 0.01 ? 2 : 3)));

/** @param {number} ratio */
const times = (ratio) => `${short(ratio)}×`;
/** @param {number} share */
const percent = (share) => `${short(share * 100)} %`;

/** @param {string[]} head @param {string[][]} lines */
export function table(head, lines) {
  const cell = (/** @type {string} */ text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const line = (/** @type {string[]} */ cells) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? '---' : '---:'))), ...lines.map(line)].join('\n');
}

/** Names in the order in which they first come. @param {Row[]} rows */
const casesOf = (rows) => [...new Set(rows.map((row) => row.case))];

/** @param {Row[]} rows @param {string} suite @returns {Comparison[]} */
const comparisons = (rows, suite) => rows.flatMap((row) => (row.suite === suite && 'ratio' in row ? [row] : []));

/**
 * A figure of a case by the beginning of its name.
 * @param {Row[]} rows @param {string} suite @param {string} name @param {string} subject
 */
function figureOf(rows, suite, name, subject) {
  const found = rows.find((row) => row.suite === suite && row.case === name && row.subject === subject);
  return found && 'value' in found ? found.value : undefined;
}

/** What was aimed at. @param {Row[]} rows */
function aims(rows) {
  const found = comparisons(rows, 'aim');
  const half = (/** @type {string} */ name, /** @type {string} */ kind) => {
    const row = found.find((r) => r.case === name && r.subject === kind);
    if (!row) return ['not measured', '', ''];
    const { aim = 0 } = row;
    const verdict = row.ratio >= aim ? 'yes' : `no: ${percent(row.ratio / aim)}`;
    return [`${short(row.peerMs)} (${row.peer})`, times(row.ratio), `${times(aim)} ${verdict}`];
  };
  const kinds = ['best tfjs without a GPU', 'best Keras 3'];
  const head = ['model', 'Strata, ms', ...kinds.flatMap((kind) => [`${kind}, ms`, 'faster', 'aim, reached'])];
  const lines = casesOf(found).map((name) => {
    const own = found.find((row) => row.case === name)?.subjectMs;
    return [name, own === undefined ? '' : short(own), ...kinds.flatMap((kind) => half(name, kind))];
  });
  return table(head, lines);
}

/**
 * Milliseconds of a step on all sides, one column each; where there are none, the number of the reason.
 * @param {Row[]} rows @param {string[]} subjects @param {Map<string, string[]>} reasons
 */
function sides(rows, subjects, reasons) {
  const cell = (/** @type {Row | undefined} */ row, /** @type {'subjectMs' | 'peerMs'} */ which) => {
    if (!row) return '';
    if ('ratio' in row) return short(row[which]);
    return 'failure' in row ? `– (${[...reasons.keys()].indexOf(reasonFor(row)) + 1})` : '';
  };
  const own = rows.filter((row) => row.suite === 'step' && subjects.includes(row.subject));
  if (own.length === 0) return `${subjects.join(', ')}: not measured.`;
  const peers = [...new Set(own.map((row) => ('peer' in row && row.peer ? row.peer : '')))].filter(Boolean);
  const lines = casesOf(own).map((name) => {
    const ofCase = own.filter((row) => row.case === name);
    const mine = subjects.map((subject) => {
      const row = ofCase.find((r) => r.subject === subject && ('ratio' in r || !('peer' in r)));
      return cell(row, 'subjectMs');
    });
    const others = peers.map((peer) =>
      cell(
        ofCase.find((r) => 'peer' in r && r.peer === peer),
        'peerMs',
      ),
    );
    return [name, ...mine, ...others];
  });
  return table(['model', ...subjects, ...peers], lines);
}

/** @param {{ peer?: string, subject: string, failure: string }} row */
const reasonFor = ({ peer, subject, failure }) => `${peer ?? subject}: ${failure}`;

/** Why sides are missing: each reason with its cases. @param {Row[]} rows @returns {Map<string, string[]>} */
function reasonsOf(rows) {
  /** @type {Map<string, string[]>} */
  const reasons = new Map();
  for (const row of rows) {
    if ('failure' in row) reasons.set(reasonFor(row), [...(reasons.get(reasonFor(row)) ?? []), row.case]);
  }
  return reasons;
}

/** @param {Map<string, string[]>} reasons */
const failures = (reasons) =>
  reasons.size === 0
    ? 'Every side finished.'
    : [...reasons].map(([reason, cases], i) => `${i + 1}. ${reason} (${cases.join('; ')})`).join('\n');

/** How near each row comes to what the machine allows. @param {Row[]} rows */
function limits(rows) {
  const peaks = reachable(rows);
  if (!peaks) return 'The machine’s own peak was not measured.';
  const own = comparisons(rows, 'aim');
  const lines = casesOf(own).flatMap((name) => {
    const stepMs = own.find((row) => row.case === name)?.subjectMs;
    const bound = bounds(rows, name, peaks);
    if (stepMs === undefined || !bound) return [];
    const gflops = bound.megaflop / stepMs;
    // The faster of the two times that reaching both aims takes.
    const wanted = Math.min(...own.filter((r) => r.case === name).map((r) => r.peerMs / (r.aim ?? 1)));
    return [
      [
        name,
        short(bound.megaflop),
        short(bound.megabytes),
        short(gflops),
        percent(gflops / peaks.gflops),
        short(bound.ms),
        percent(bound.ms / stepMs),
        `${short(wanted)}${wanted < bound.ms ? ' (less than the bound)' : ''}`,
        holdsBack(bound, stepMs, peaks),
      ],
    ];
  });
  const head = [
    'model',
    'MFLOP a step',
    'MB a step',
    'GFLOP/s',
    'of the peak',
    'bound, ms',
    'of the bound',
    'aims need, ms',
    'what holds it back',
  ];
  return table(head, lines);
}

/** What one part of the engine brings: with and without it. @param {Row[]} rows */
function gains(rows) {
  const found = rows.filter((row) => row.suite === 'gain');
  if (found.length === 0) return 'Not measured.';
  const parts = [...new Set(found.map((row) => row.subject))];
  const lines = casesOf(found).map((name) => [
    name,
    ...parts.map((part) => {
      const row = found.find((r) => r.case === name && r.subject === part);
      if (row && 'ratio' in row) return `${times(row.ratio)} (${short(row.peerMs)} → ${short(row.subjectMs)} ms)`;
      return row && 'failure' in row ? row.failure : '–';
    }),
  ]);
  return table(['model', ...parts], lines);
}

/** Milliseconds within which the first step should be done. */
const FIRST_STEP_AIM_MS = 100;

/** @param {number | undefined} ms */
const firstStep = (ms) => (ms === undefined ? '–' : `${short(ms)} ${ms <= FIRST_STEP_AIM_MS ? 'yes' : 'no'}`);

/** Compilation, first step, memory. @param {Row[]} rows */
function starts(rows) {
  const memory = 'memory of the page process at most, added';
  const lines = casesOf(rows.filter((row) => row.suite === 'cost')).map((name) => {
    const value = (/** @type {string} */ subject) => {
      const found = figureOf(rows, 'cost', name, subject);
      return found === undefined ? '–' : short(found);
    };
    const other = rows.find((r) => r.suite === 'cost' && r.case === name && r.subject.startsWith('first step done, '));
    const peer = other?.subject.slice('first step done, '.length) ?? '';
    return [
      name,
      value('parameters'),
      value('compile'),
      value('compile again'),
      firstStep(figureOf(rows, 'cost', name, 'first step done')),
      other ? `${value(other.subject)} (${peer})` : '–',
      value('planned memory'),
      value(memory),
      peer ? value(`${memory}, ${peer}`) : '–',
    ];
  });
  const head = [
    'model',
    'parameters',
    'compile, ms',
    'again, ms',
    `first step done, ms; within ${FIRST_STEP_AIM_MS}`,
    'tfjs, ms',
    'planned, MB',
    'process, MB',
    'tfjs’ process, MB',
  ];
  return table(head, lines);
}

/** From the press of Train to the first step, by what was there before. @param {Row[]} rows */
function presses(rows) {
  const found = rows.filter((row) => row.suite === 'start');
  if (found.length === 0) return 'Not measured.';
  const lines = casesOf(found).map((name) => [
    name,
    ...PRESSES.map(([before, subject]) => {
      const row = found.find((r) => r.case === name && r.subject === subject);
      if (row && 'failure' in row) return row.failure;
      const ms = figureOf(rows, 'start', name, subject);
      // With nothing there but the page, the worker's own start counts, which is no part of the aim.
      return before === 'nothing' ? (ms === undefined ? '–' : short(ms)) : firstStep(ms);
    }),
  ]);
  const aim = `, ms; within ${FIRST_STEP_AIM_MS}`;
  return table(['model', ...PRESSES.map(([before, s]) => (before === 'nothing' ? `${s}, ms` : `${s}${aim}`))], lines);
}

/** What figures of other suites should not exceed. */
const MOST = [
  { subject: /^added by the run/, most: 3, unit: '%' },
  { subject: /^longest task of the page/, most: 50, unit: 'ms' },
  { subject: /^code$/, most: 350, unit: 'kB gzipped' },
];

/** @param {Row} row */
function verdict(row) {
  const aim = MOST.find(({ subject, unit }) => 'value' in row && subject.test(row.subject) && row.unit === unit);
  if (!aim || !('value' in row)) return '';
  return `under ${aim.most} ${aim.unit}: ${row.value < aim.most ? 'yes' : 'no'}`;
}

/** Figures and comparisons of other suites as they are. @param {Row[]} rows @param {string[]} suites */
function plain(rows, suites) {
  const lines = rows
    .filter((row) => suites.includes(row.suite))
    .map((row) => {
      if ('failure' in row) return [row.case, row.subject, row.failure, ''];
      if ('value' in row) return [row.case, row.subject, `${short(row.value)} ${row.unit}`, verdict(row)];
      return [row.case, `${row.subject} (${row.peer})`, `${short(row.subjectMs)} ms (${short(row.peerMs)} ms)`, ''];
    });
  return lines.length > 0 ? table(['case', 'figure', '', 'aim, reached'], lines) : 'Not measured.';
}

/** @param {Facts} facts */
function machine({ date, cpu, cores, memoryGb, system, browser, versions, quick }) {
  const libraries = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `- ${date}${quick ? ', quick run: fewer repetitions' : ''}`,
    `- ${cpu}, ${cores} cores, ${memoryGb} GB of memory, ${system}, no GPU used`,
    `- Chromium ${browser}`,
    `- ${libraries.join(', ')}`,
  ].join('\n');
}

/** The whole document. @param {Row[]} rows @param {Facts} facts */
export function report(rows, facts) {
  const e = explanations;
  const reasons = reasonsOf(rows);
  return `${[
    e.title,
    machine(facts),
    e.aims,
    aims(rows),
    e.sides,
    sides(rows, ['Strata wasm'], reasons),
    e.gpu,
    sides(rows, ['Strata webgl'], reasons),
    sides(rows, ['Strata webgpu'], reasons),
    e.limits,
    plain(rows, ['machine']),
    e.bounds,
    limits(rows),
    e.gains,
    gains(rows),
    e.starts,
    starts(rows),
    e.presses,
    presses(rows),
    e.others,
    plain(rows, ['stream', 'page', 'load']),
    e.failures,
    failures(reasons),
    e.method,
  ].join('\n\n')}\n`;
}
