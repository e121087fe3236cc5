/**
 * Counts, per kind, how many of Keras' objects exist here and how many pass: signature, configs and every example case on
 * the reference and the CPU backend. Writes COMPATIBILITY.md. With `--json` it prints one line of JSON per kind.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Backend } from '../src/backends/backend';
import { createReferenceBackend } from '../src/backends/reference';
import { createTfjsBackend } from '../src/backends/tfjs';
import { allOf, type Definition, find, KINDS } from '../src/keras';
import { checkCase, checkConfigs, checkSignature } from '../tests/contract/keras/check-object';
import { loadFixture } from '../tests/contract/keras/fixtures';
import { FLOAT32 } from '../tests/contract/keras/tolerances';
import { applicationFaults, applicationNote } from '../tests/keras/applications/check';
import { compareRun, train, trainingFixtures } from '../tests/parity/training';
import { CATALOGUE, CATALOGUE_VERSION, KIND_OF, MODEL_SCENARIOS, OBJECT_OF, REASONS } from './oracle/catalogue';
import { describeObject } from './oracle/objects';

interface Row {
  readonly name: string;
  readonly state: 'passes' | 'fails' | 'missing';
  readonly note: string;
  /** A missing object with a reason why. */
  readonly reasoned: boolean;
}

interface KindReport {
  readonly kind: string;
  readonly rows: readonly Row[];
}

/** Everything that is wrong with an object; nothing when it passes. */
async function faults(d: Definition, backends: readonly Backend[]): Promise<string[]> {
  try {
    const fixture = await loadFixture(d.kind, d.name);
    const stale = fixture.digest === describeObject(d).digest ? [] : ['the fixture is stale'];
    const wrong = [...stale, ...checkSignature(d, fixture), ...checkConfigs(d, fixture)];
    for (const backend of backends) {
      for (const example of d.cases) {
        const found = await checkCase(d, example, fixture, backend, FLOAT32);
        wrong.push(...found.map((line) => `${example.name}, ${backend.name}: ${line}`));
      }
    }
    return wrong;
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

async function trainingFaults(name: string): Promise<string[]> {
  const fixture = trainingFixtures.find((f) => f.name === name);
  if (!fixture) return [`there is no scenario ${name}`];
  return compareRun(fixture, await train(fixture, createReferenceBackend(), 'weights'));
}

/** What is wrong, or why it could not be found out. */
async function told(wrong: Promise<string[]>): Promise<string[]> {
  return await wrong.catch((error: unknown) => [error instanceof Error ? error.message : String(error)]);
}

function missing(kind: string, name: string): Row {
  const reason = REASONS[`${kind}/${name}`];
  return { name, state: 'missing', note: reason ?? '', reasoned: reason !== undefined };
}

function row(name: string, wrong: readonly string[], note: string): Row {
  const [first] = wrong;
  return { name, state: first === undefined ? 'passes' : 'fails', note: first ?? note, reasoned: false };
}

async function report(): Promise<KindReport[]> {
  const backends = [createReferenceBackend(), await createTfjsBackend('cpu')];
  const known = new Map<Definition, Promise<string[]>>();
  const check = (d: Definition): Promise<string[]> => {
    const promise = known.get(d) ?? faults(d, backends);
    known.set(d, promise);
    return promise;
  };
  const reports: KindReport[] = [];
  for (const [kind, names] of Object.entries(CATALOGUE)) {
    const rows: Row[] = [];
    for (const name of names) {
      const scenario = kind === 'model' ? MODEL_SCENARIOS[name] : undefined;
      const own = KIND_OF[kind];
      const d = own ? find(own, OBJECT_OF[`${kind}/${name}`] ?? name) : undefined;
      if (kind === 'application')
        rows.push(row(name, await told(applicationFaults(name)), await applicationNote(name)));
      else if (scenario) rows.push(row(name, await trainingFaults(scenario), 'whole trainings'));
      else if (d) rows.push(row(name, await check(d), d.name === name ? cases(d.cases.length) : `as ${d.name}`));
      else rows.push(missing(kind, name));
    }
    reports.push({ kind, rows });
  }
  for (const b of backends) b.close();
  return reports;
}

const cases = (n: number): string => `${n} case${n === 1 ? '' : 's'}`;

const count = (rows: readonly Row[], ...states: readonly Row['state'][]): number =>
  rows.filter((r) => states.includes(r.state)).length;

function summary({ kind, rows }: KindReport) {
  return {
    kind,
    total: rows.length,
    present: count(rows, 'passes', 'fails'),
    passing: count(rows, 'passes'),
    reasoned: rows.filter((r) => r.reasoned).length,
  };
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');

function section({ kind, rows }: KindReport): string {
  const told = rows.filter((r) => r.state !== 'missing' || r.reasoned);
  const rest = rows.filter((r) => !told.includes(r)).map((r) => r.name);
  const table = told.map((r) => `| ${r.name} | ${r.state} | ${cell(r.note)} |`);
  const head = table.length > 0 ? ['', '| Object | State | |', '|---|---|---|', ...table] : [];
  const later = rest.length > 0 ? ['', `Not built yet: ${rest.join(', ')}.`] : [];
  return [`## ${kind}`, ...head, ...later].join('\n');
}

function document(reports: readonly KindReport[]): string {
  const lines = reports
    .map(summary)
    .map((s) => `| ${s.kind} | ${s.total} | ${s.present} | ${s.passing} | ${s.reasoned} |`);
  return `${[
    '# Compatibility with Keras',
    '',
    `Written by \`npm run coverage:keras\`. The list of objects is that of Keras ${CATALOGUE_VERSION}, base classes left out.`,
    'An object passes when its arguments, their order and defaults are those of Keras, its configs mean the same, and every',
    'example case gives what the real Keras gives (on JAX, newest published version; see scripts/oracle) on the reference',
    'and the CPU backend: results, derivatives, masks, states, starting values. An application passes when every layer has',
    'the name, class, arguments, inputs, output shape and number of parameters it has in Keras; one of each family also',
    'computes the same numbers. A missing object with a reason cannot be here.',
    '',
    '| Kind | In Keras | Present | Passing | Missing for a reason |',
    '|---|---:|---:|---:|---:|',
    ...lines,
    '',
    reports.map(section).join('\n\n'),
    '',
    "## Strata's own",
    '',
    ...KINDS.flatMap((kind) => allOf(kind).filter((d) => d.own)).map((d) => `- ${d.name} (${d.kind}): ${d.summary}`),
  ].join('\n')}\n`;
}

const reports = await report();
writeFileSync(join(import.meta.dirname, '..', 'COMPATIBILITY.md'), document(reports));
if (process.argv.includes('--json')) {
  for (const r of reports) console.log(JSON.stringify(summary(r)));
} else {
  console.table(reports.map(summary));
  for (const r of reports) {
    for (const { name, note } of r.rows.filter((x) => x.state === 'fails')) console.log(`${r.kind} ${name}: ${note}`);
  }
}
