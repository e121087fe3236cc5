/** F1Score: harmonic mean of precision and recall. */
import { defineMetric } from '../core/definitions';
import { named } from './common';
import { averageArg, checkFScore, fScore, fScoreStates, thresholdArg, updateFScore } from './f-scores';

export default defineMetric({
  name: 'F1Score',
  summary: 'Harmonic mean of precision and recall.',
  logName: 'f1_score',
  better: 'up',
  masking: 'ignore',
  args: {
    average: averageArg,
    threshold: thresholdArg,
    ...named('f1_score'),
  },
  check: (_c, t, p) => checkFScore('F1Score', t, p),
  states: (c, _t, p) => fScoreStates(c, p),
  update: updateFScore,
  result: (c, states) => fScore(c, 1, states),
  cases: [
    {
      name: 'per class',
      config: {},
      inputs: [
        { shape: [6, 3], oneHot: true },
        { shape: [6, 3], simplex: true },
      ],
      extra: { batches: 3 },
    },
    {
      name: 'counted together, weights',
      config: { average: 'micro' },
      inputs: [
        { shape: [6, 3], oneHot: true },
        { shape: [6, 3], simplex: true },
        { shape: [6], low: 0, high: 2 },
      ],
    },
    {
      name: 'mean',
      config: { average: 'macro' },
      inputs: [
        { shape: [6, 3], oneHot: true },
        { shape: [6, 3], simplex: true },
      ],
    },
    {
      name: 'weighted by size, sample weights',
      config: { average: 'weighted' },
      inputs: [
        { shape: [6, 3], oneHot: true },
        { shape: [6, 3], simplex: true },
        { shape: [6], low: 0, high: 2 },
      ],
    },
    {
      name: 'labels above a threshold',
      config: { average: 'macro', threshold: 0.4 },
      inputs: [
        { shape: [6, 3], dtype: 'int32' },
        { shape: [6, 3], low: 0, high: 1 },
      ],
    },
    {
      name: 'empty and tied predictions',
      config: {},
      inputs: [
        { shape: [3, 3], values: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
        { shape: [3, 3], values: [0, 0, 0, 0.5, 0.5, 0, 0.1, 0.2, 0.7] },
      ],
    },
  ],
});
