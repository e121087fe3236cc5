/** Laws of the benchmark page: both sides of a comparison train the smallest model, and a side that cannot says why. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, openLab } from '../../scripts/bench/lab.mjs';
import { runInPage } from '../../scripts/bench/sides.mjs';
import { referenceModels } from '../bench/models';

const LIMIT_MS = 120_000;
const budget = { milliseconds: 20, minEpochs: 1 };
const name = (part: string): string => referenceModels.find((m) => m.name.includes(part))?.name ?? part;

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab?.close());

describe('the benchmark page', () => {
  it('times a step of Strata, with what it costs', async () => {
    const outcome = await runInPage(
      lab,
      { side: 'subject', model: name('MLP 2-8'), backend: 'wasm', budget },
      LIMIT_MS,
    );
    expect(outcome).toMatchObject({ costs: { parameters: 2 * 8 + 8 + 8 * 8 + 8 + 8 + 1 } });
    if ('stepMs' in outcome) expect(outcome.stepMs).toBeGreaterThan(0);
  });

  it.each(['tfjs fit', 'tfjs lean', 'jax-js', 'brain.js'] as const)('times a step of %s', async (side) => {
    const outcome = await runInPage(lab, { side, model: name('MLP 2-8'), backend: 'wasm', budget }, LIMIT_MS);
    expect(outcome).toHaveProperty('stepMs');
    if ('stepMs' in outcome) expect(outcome.stepMs).toBeGreaterThan(0);
  });

  it('tells why a side cannot', async () => {
    const outcome = await runInPage(
      lab,
      { side: 'tfjs fit', model: name('transformer'), backend: 'cpu', budget },
      LIMIT_MS,
    );
    expect(outcome).toEqual({ failure: 'tfjs has no layer MultiHeadAttention' });
  });
});
