/** Training is Keras' training: the same loss at each step, the same History, the same weights at the end. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backends/backend';
import { compareRun, train, trainingFixtures } from './training';

/** Declares the trainings for one backend, from weights that are given. */
export function kerasTrainings(name: string, open: () => Promise<Backend>): void {
  describe(`training on ${name}`, () => {
    let backend: Backend;
    beforeAll(async () => {
      backend = await open();
    });
    afterAll(() => backend.close());
    describe.each(trainingFixtures.map((f) => [f.name, f] as const))('%s', (_, f) => {
      it('follows Keras step by step from the same weights', async () => {
        expect(compareRun(f, await train(f, backend, 'weights'))).toEqual([]);
      });
    });
  });
}
