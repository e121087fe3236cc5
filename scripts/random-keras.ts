/**
 * Compares Strata with the real Keras on random cases: arguments of every object drawn from their kinds, and random
 * functional models. Prints the seed, and each failing case shrunk to the least that still fails.
 *
 *     --seed N      which cases (default: those of checks)
 *     --cases N     how many have to pass (default 2000)
 *     --only REGEX  objects (`layer Dense`), `graph` or `rich graph`
 *     --case N,M    some cases of the seed alone
 *     --from N      the first case, to go on where a run ended
 *     --processes N Python processes (default: one per core, at most four)
 */
import os from 'node:os';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { createReferenceBackend } from '../src/backends/reference';
import { createWasmBackend } from '../src/backends/wasm';
import { allOf, KINDS } from '../src/keras';
import { Draws } from './oracle/random/draws';
import { graphSubject } from './oracle/random/graph-subject';
import { KerasProcess } from './oracle/random/keras';
import { objectSubject } from './oracle/random/object-subject';
import { type State, type Trial, trialOf } from './oracle/random/subject';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    cases: { type: 'string', default: '2000' },
    only: { type: 'string', default: '.*' },
    case: { type: 'string' },
    from: { type: 'string', default: '0' },
    processes: { type: 'string' },
    python: { type: 'string', default: 'python3' },
  },
});

/** Shares of the cases: layers have the most to get wrong, graphs join them. */
const SHARES: readonly (readonly [string, number])[] = [
  ['layer', 9],
  ['graph', 3],
  ['rich graph', 3],
  ['optimizer', 1.5],
  ['loss', 2],
  ['metric', 2],
  ['activation', 1],
  ['initializer', 0.5],
  ['regularizer', 0.3],
  ['constraint', 0.4],
  ['schedule', 0.5],
  ['callback', 0.8],
];
/** Drawn in one of so many of their turns: Keras has to be run op by op and takes seconds. */
const SELDOM: ReadonlyMap<string, number> = new Map([
  ['layer RandAugment', 6],
  ['layer AugMix', 6],
]);
/** Each takes most of a gigabyte. */
const MOST_PROCESSES = 4;
/** Passing cases after which progress is told. */
const TOLD_EVERY = 100;
/** Failures shown in full, of all and of one subject; graphs are many subjects in one. */
const MOST_SHOWN = 40;
const shownOf = (kind: string): number => (kind.endsWith('graph') ? 10 : 2);
/** Cases tried for each that has to pass: some are refused by both sides. */
const MOST_PER_PASS = 3;

const seed = Number(options.seed);
const wanted = Number(options.cases);
const only = new RegExp(`^(?:${options.only})$`);

const byKind = new Map<string, Trial[]>();
for (const kind of KINDS) {
  const subjects = allOf(kind)
    // Keras runs layers with a part for the host by TensorFlow, which few have; see scripts/oracle/README.md.
    .filter((d) => d.cases.length > 0 && !d.unlisted && !(d.kind === 'layer' && d.host))
    .map((d) => trialOf(objectSubject(d)))
    .filter((s) => only.test(s.label));
  if (subjects.length > 0) byKind.set(kind, new Draws(seed, -1).shuffled(subjects));
}
if (only.test('graph')) byKind.set('graph', [trialOf(graphSubject())]);
// Asked for by name, so that the cases of a seed stay what they are.
if (options.only !== '.*' && only.test('rich graph')) byKind.set('rich graph', [trialOf(graphSubject(true))]);
const shares = SHARES.filter(([kind]) => byKind.has(kind));
if (shares.length === 0) throw new Error(`Nothing is called ${options.only}.`);

/** Which kind each of a cycle of cases is of: as many as its share, in an order that follows from the seed. */
const cycle = new Draws(seed, -1).shuffled(
  shares.flatMap(([kind, share]) => new Array<string>(Math.round(share * 10)).fill(kind)),
);

/** The subject of a case: objects of a kind in turn, so that each is drawn as often. `round` counts its turns. */
function subjectOf(index: number): { kind: string; subject: Trial; round: number } {
  const at = index % cycle.length;
  const kind = cycle[at] as string;
  const ofKind = (slots: readonly string[]): number => slots.filter((k) => k === kind).length;
  const subjects = byKind.get(kind) as readonly Trial[];
  let turn = Math.floor(index / cycle.length) * ofKind(cycle) + ofKind(cycle.slice(0, at));
  for (; ; turn++) {
    const subject = subjects[turn % subjects.length] as Trial;
    const round = Math.floor(turn / subjects.length);
    if (subjects.length === 1 || round % (SELDOM.get(subject.label) ?? 1) === 0) return { kind, subject, round };
  }
}

type Counts = Record<State, number>;
const noCounts = (): Counts => ({ same: 0, refused: 0, strict: 0, lax: 0, crash: 0, different: 0 });

const backends = [createReferenceBackend(), createWasmBackend()];
const counts = noCounts();
const byKindCounts = new Map(shares.map(([kind]) => [kind, noCounts()]));
const processes = Number(options.processes ?? Math.min(os.cpus().length, options.case ? 1 : MOST_PROCESSES));
const start = Date.now();
const listed = options.case?.split(',').map(Number);
const first = Number(options.from);
const most = listed ? listed.length : wanted * MOST_PER_PASS;
let drawn = 0;
let shown = 0;
const failed = new Map<string, number>();
/** Arguments passing cases had away from their defaults. */
const covered = new Set<string>();

async function work(): Promise<void> {
  const keras = new KerasProcess(options.python);
  while (drawn < most && counts.same < wanted) {
    const index = listed ? (listed[drawn] as number) : first + drawn;
    drawn++;
    const { kind, subject, round } = subjectOf(index);
    const name = `random ${seed}/${index}`;
    const { verdict, away, least } = await subject.run(name, new Draws(seed, index), round, keras, backends);
    counts[verdict.state]++;
    (byKindCounts.get(kind) as Counts)[verdict.state]++;
    if (counts.same % TOLD_EVERY === 0 && verdict.state === 'same')
      console.log(`${counts.same} pass, to case ${index}, after ${Math.round((Date.now() - start) / 1000)} s`);
    if (verdict.state === 'same') for (const argument of away) covered.add(`${subject.label} ${argument}`);
    if (verdict.state === 'same' || verdict.state === 'refused') continue;
    const times = (failed.get(subject.label) ?? 0) + 1;
    failed.set(subject.label, times);
    if (times > shownOf(kind) || shown >= MOST_SHOWN) continue;
    shown++;
    const small = await least();
    const again = `npm run test:random -- --seed ${seed} --case ${index}`;
    const narrowed = options.only === '.*' ? '' : ` --only '${options.only}'`;
    console.log(`\n${verdict.state.toUpperCase()} ${subject.label}: ${again}${narrowed}`);
    console.log(`  ${small.told}`);
    for (const line of small.lines.slice(0, 4)) console.log(`  ${line}`);
  }
  keras.close();
}

await Promise.all(Array.from({ length: processes }, work));
for (const b of backends) b.close();
const seconds = Math.round((Date.now() - start) / 1000);
const failures = counts.strict + counts.lax + counts.crash + counts.different;
const told = (c: Counts): string =>
  `${c.same} same, ${c.refused} refused by both${Object.entries(c)
    .filter(([state, n]) => n > 0 && state !== 'same' && state !== 'refused')
    .map(([state, n]) => `, ${n} ${state}`)
    .join('')}`;
console.log(
  `\nRandom cases, seed ${seed}: ${drawn} drawn${listed ? '' : ` (to ${first + drawn - 1})`} in ${seconds} s: ${told(counts)}`,
);
for (const [kind, c] of byKindCounts) console.log(`  ${kind.padEnd(12)} ${told(c)}`);
for (const [label, times] of [...failed].sort((a, b) => b[1] - a[1])) console.log(`  ${label}: ${times} told`);
/** How many arguments were away from their defaults in cases that pass; which never were, where a run is long enough. */
function tellArguments(): void {
  const subjects = [...byKind.values()].flat();
  const total = subjects.reduce((n, s) => n + s.args.length, 0);
  console.log(`  away from their defaults in cases that pass: ${covered.size} of ${total} arguments`);
  if (counts.same < total) return;
  for (const { label, args } of subjects) {
    const never = args.filter((argument) => !covered.has(`${label} ${argument}`));
    if (never.length > 0) console.log(`  never of ${label}: ${never.join(', ')}`);
  }
}
if (!listed) tellArguments();
if (failures > 0 || (!listed && counts.same < wanted)) process.exitCode = 1;
