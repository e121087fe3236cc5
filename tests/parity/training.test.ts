/** Training is Keras' training: the same loss at each step, the same History, the same weights at the end. */
import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../src/backends/reference';
import { compareRun, train, trainingFixtures } from './training';

describe.each(trainingFixtures.map((f) => [f.name, f] as const))('training %s', (_, f) => {
  it('follows Keras step by step from the same weights', async () => {
    expect(compareRun(f, await train(f, createReferenceBackend(), 'weights'))).toEqual([]);
  });

  it('follows Keras from the seed alone', async () => {
    expect(compareRun(f, await train(f, createReferenceBackend(), 'seed'))).toEqual([]);
  });
});
