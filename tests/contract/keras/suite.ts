/** The contract every Keras object is held to on every backend: one describe per object, walked from the registry. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../../src/backends/backend';
import { allOf, KINDS } from '../../../src/keras';
import { checkCase } from './check-object';
import { type Fixture, loadFixture } from './fixtures';
import type { Tolerances } from './tolerances';

/** Kinds whose objects compute on a backend; callbacks and initializers run on the host. */
const COMPUTING = KINDS.filter((kind) => kind !== 'callback' && kind !== 'initializer');

/** Declares the suite for one backend. */
export function kerasContract(name: string, open: () => Promise<Backend>, tolerances: Tolerances): void {
  describe(`Keras objects on ${name}`, () => {
    let backend: Backend;
    beforeAll(async () => {
      backend = await open();
    });
    afterAll(() => backend.close());
    for (const kind of COMPUTING) {
      describe.each(allOf(kind).map((d) => [d.name, d] as const))(`${kind} %s`, (objectName, d) => {
        let fixture: Fixture;
        beforeAll(async () => {
          fixture = await loadFixture(kind, objectName);
        });
        it.each(d.cases.map((c) => [c.name, c] as const))('%s', async (_, example) => {
          expect(await checkCase(d, example, fixture, backend, tolerances)).toEqual([]);
        });
      });
    }
  });
}
