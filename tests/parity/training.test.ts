/** Whole trainings in Node, and from the seed alone: starting weights, order of rows and dropout are Keras' too. */
import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../src/backends/reference';
import { createTfjsBackend } from '../../src/backends/tfjs';
import { createWasmBackend } from '../../src/backends/wasm';
import { kerasTrainings } from './suite';
import { compareRun, train, trainingFixtures } from './training';

kerasTrainings('the reference backend', async () => createReferenceBackend());
kerasTrainings('the CPU', () => createTfjsBackend('cpu'));
kerasTrainings('WebAssembly', async () => createWasmBackend());

describe.each(trainingFixtures.map((f) => [f.name, f] as const))('training %s from the seed alone', (_, f) => {
  it('follows Keras step by step', async () => {
    expect(compareRun(f, await train(f, createReferenceBackend(), 'seed'))).toEqual([]);
  });
});
