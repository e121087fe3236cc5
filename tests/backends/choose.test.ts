/** Choosing: the fastest that works wins, failures are told and do not stop the search. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Candidate, chooseBackend } from '../../src/backends/choose';
import { ProblemError, problem } from '../../src/base/problem';

/** Steps take their time by this clock alone: what else the machine does changes nothing. */
let clock = 0;

beforeEach(() => {
  clock = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
});
afterEach(() => {
  vi.restoreAllMocks();
});

function candidate(name: Candidate['name'], ms: number, log: string[] = []): Candidate {
  return {
    name,
    prepare: async () => ({
      step: async () => {
        log.push(`${name} step`);
        clock += ms;
      },
      dispose: () => {
        log.push(`${name} disposed`);
      },
    }),
  };
}

const failing = (name: Candidate['name']): Candidate => ({
  name,
  prepare: () => Promise.reject(new ProblemError(problem('backend-unavailable', 'not here'))),
});

describe('choosing a backend', () => {
  test('the fastest is named whatever the order', async () => {
    const [slow, quick] = [candidate('webgl', 30), candidate('cpu', 1)];
    expect((await chooseBackend([slow, quick])).name).toBe('cpu');
    expect((await chooseBackend([quick, slow])).name).toBe('cpu');
  });

  test('a candidate that fails is reported and passed over', async () => {
    const chosen = await chooseBackend([failing('webgpu'), candidate('cpu', 1)]);
    expect(chosen.name).toBe('cpu');
    expect(chosen.trials[0]).toMatchObject({ name: 'webgpu', stepMs: null, problem: { code: 'backend-unavailable' } });
  });

  test('none that works gives none', async () => {
    expect((await chooseBackend([failing('webgpu'), failing('webgl')])).name).toBeNull();
  });

  test('one that is good enough ends the search', async () => {
    const log: string[] = [];
    await chooseBackend([candidate('cpu', 0, log), candidate('webgl', 0, log)], { goodEnoughMs: 1000 });
    expect(log.some((line) => line.startsWith('webgl'))).toBe(false);
  });

  test('every candidate is warmed up once, timed as often as asked, and disposed of', async () => {
    const log: string[] = [];
    await chooseBackend([candidate('cpu', 0, log)], { steps: 2 });
    expect(log).toEqual(['cpu step', 'cpu step', 'cpu step', 'cpu disposed']);
  });
});
