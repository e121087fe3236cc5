/** What holds for every Keras object on the host: fresh fixtures, Keras' signature, configs that come back. */
import { describe, expect, it } from 'vitest';
import { describeObject } from '../../../scripts/oracle/objects';
import { createReferenceBackend } from '../../../src/backends/reference';
import { allOf, KINDS } from '../../../src/keras';
import { checkCase, checkConfigs, checkSignature } from './check-object';
import { command, fixtureNames, loadFixture } from './fixtures';
import { FLOAT32 } from './tolerances';

const objects = KINDS.flatMap((kind) =>
  allOf(kind)
    .filter((d) => !d.own)
    .map((d) => [`${kind} ${d.name}`, d] as const),
);

describe.each(objects)('%s', (_, d) => {
  it('has a fixture written for its present example cases', async () => {
    const fixture = await loadFixture(d.kind, d.name);
    expect(fixture.digest, `The fixture is stale. Run: ${command(d.name)}`).toBe(describeObject(d).digest);
  });

  it('has example cases with names of their own', () => {
    expect(d.cases.length).toBeGreaterThan(0);
    expect(new Set(d.cases.map((c) => c.name)).size).toBe(d.cases.length);
  });

  it('takes the arguments of Keras in its order with its defaults', async () => {
    expect(checkSignature(d, await loadFixture(d.kind, d.name))).toEqual([]);
  });

  it('reads and writes configs as Keras does', async () => {
    expect(checkConfigs(d, await loadFixture(d.kind, d.name))).toEqual([]);
  });
});

/** Initializers and callbacks compute nothing on a backend. */
const onHost = [...allOf('initializer'), ...allOf('callback').filter((d) => !d.own)].map(
  (d) => [`${d.kind} ${d.name}`, d] as const,
);

describe.each(onHost)('%s', (_, d) => {
  it.each(d.cases.map((c) => [c.name, c] as const))('%s', async (_name, example) => {
    const fixture = await loadFixture(d.kind, d.name);
    expect(await checkCase(d, example, fixture, createReferenceBackend(), FLOAT32)).toEqual([]);
  });
});

describe('the fixtures', () => {
  it('are all of registered objects', () => {
    const known = new Set(objects.map(([, d]) => `${d.kind}/${d.name}`));
    expect(fixtureNames().filter((name) => !known.has(name))).toEqual([]);
  });
});
