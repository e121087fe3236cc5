/** Laws of project files: what was packed opens the same, and damage costs what is damaged and nothing else. */

import fc from 'fast-check';
import { strToU8, type Unzipped, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { openProject, type ProjectContents, packProject } from '../../src/formats/strata';
import { newDocument } from '../../src/graph/defaults';
import { anyGraph } from '../graph/support';

const bytes = fc.uint8Array({ maxLength: 200 });
const record = fc.record({
  number: fc.nat(),
  name: fc.string(),
  logs: fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0)),
});

const contents: fc.Arbitrary<ProjectContents> = fc.record({
  document: anyGraph.map((model) => newDocument({ id: 'p1', model })),
  runs: fc.array(
    fc.record({
      record,
      losses: fc.option(bytes),
      states: fc.uniqueArray(
        fc.record({
          slot: fc.constantFrom('resume', 'best', 'last'),
          state: fc.record({ epoch: fc.nat() }),
          tensors: bytes,
        }),
        { selector: (s) => s.slot, maxLength: 3 },
      ),
    }),
    { maxLength: 3 },
  ) as fc.Arbitrary<ProjectContents['runs']>,
  data: fc.option(fc.record({ info: fc.record({ fileName: fc.string() }), bytes })),
});

/** States in the order files list them. */
const ordered = (c: ProjectContents): ProjectContents => ({
  ...c,
  runs: c.runs.map((r) => ({
    ...r,
    states: ['resume', 'best', 'last'].flatMap((slot) => r.states.filter((s) => s.slot === slot)),
  })),
});

const example: ProjectContents = {
  document: newDocument({ id: 'p1' }),
  runs: [
    {
      record: { number: 1 },
      losses: Uint8Array.of(1, 2),
      states: [{ slot: 'resume', state: { epoch: 1 }, tensors: Uint8Array.of(3, 4) }],
    },
    { record: { number: 2 }, losses: null, states: [] },
  ],
  data: { info: { fileName: 'my.csv' }, bytes: strToU8('a,b\n1,2\n') },
};

/** The example with its files changed. */
async function tampered(change: (files: Unzipped) => void): Promise<Uint8Array> {
  const files = unzipSync(await packProject(example));
  change(files);
  return zipSync(files);
}

describe('a project file', () => {
  it('opens as it was packed', async () => {
    await fc.assert(
      fc.asyncProperty(contents, async (packed) => {
        const opened = await openProject(await packProject(packed));
        expect(opened).toEqual({
          ok: true,
          value: { ...ordered(packed), problems: [] },
        });
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['no zip', () => Promise.resolve(strToU8('hello'))],
    ['nothing', () => Promise.resolve(new Uint8Array(0))],
    ['another zip', () => Promise.resolve(zipSync({ 'a.txt': strToU8('a') }))],
    ['a file cut off', async () => (await packProject(example)).slice(0, 300)],
    ['a manifest that is no JSON', () => tampered((f) => (f['manifest.json'] = strToU8('{')))],
    [
      'a manifest of another kind',
      () => tampered((f) => (f['manifest.json'] = strToU8('{"format":"other","version":1,"files":{}}'))),
    ],
  ])('is not mistaken: %s', async (_, make) => {
    expect(await openProject(await make())).toMatchObject({ ok: false, problem: { code: 'project-not-readable' } });
  });

  it('of a newer format or with a newer document is refused', async () => {
    const newerFormat = await tampered(
      (f) => (f['manifest.json'] = strToU8('{"format":"strata-project","version":2,"files":{}}')),
    );
    expect(await openProject(newerFormat)).toMatchObject({ problem: { code: 'project-newer' } });
    const newer = await packProject({ ...example, document: { ...example.document, version: 99 } as never });
    expect(await openProject(newer)).toMatchObject({ problem: { code: 'document-newer' } });
  });

  it('with one part damaged gives back all the others and names the part', async () => {
    const paths = Object.keys(unzipSync(await packProject(example))).filter((p) => p !== 'manifest.json');
    expect(paths.length).toBeGreaterThan(5);
    for (const path of paths) {
      const broken = await openProject(
        await tampered((f) => {
          const file = f[path];
          if (file) f[path] = file.map((b) => b ^ 0xff);
        }),
      );
      if (!broken.ok) throw new Error(`${path}: ${broken.problem.message}`);
      const { document, runs, data, problems } = broken.value;
      expect(
        problems.map((p) => p.where),
        path,
      ).toEqual([path]);
      expect(document === null).toBe(path === 'document.json');
      expect(data === null).toBe(path.startsWith('data/'));
      expect(runs.length).toBe(/^runs\/\d+\.json$/.test(path) ? 1 : 2);
    }
  });

  it('never throws, whatever the bytes', async () => {
    const whole = await packProject(example);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 20 }),
        async (changes) => {
          const bad = whole.slice();
          for (const [at, value] of changes) bad[at] = value;
          const opened = await openProject(bad);
          if (opened.ok && opened.value.document) expect(opened.value.document).toEqual(example.document);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('that unpacks to more than any honest one is refused before it is unpacked', async () => {
    // The directory claims 4 GB twice over.
    const claim = zipSync({ 'manifest.json': strToU8('{}'), a: new Uint8Array(1), b: new Uint8Array(1) });
    const directory = new DataView(claim.buffer);
    for (let i = 0; i + 4 < claim.length; i++) {
      if (directory.getUint32(i, true) === 0x02014b50) directory.setUint32(i + 24, 0xfffffffe, true);
    }
    expect(await openProject(claim)).toMatchObject({
      problem: { code: 'project-not-readable', received: expect.stringContaining('GB') as string },
    });
  });
});
