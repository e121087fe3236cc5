/** FBetaScore: mean of precision and recall in which recall counts beta times as much. */
import { arg } from '../core/args';
import { defineMetric } from '../core/definitions';
import { named } from './common';
import { averageArg, checkFScore, fScore, fScoreStates, thresholdArg, updateFScore } from './f-scores';

export default defineMetric({
  name: 'FBetaScore',
  summary: 'Mean of precision and recall in which recall counts beta times as much.',
  logName: 'fbeta_score',
  better: 'up',
  masking: 'ignore',
  args: {
    average: averageArg,
    beta: arg.float(1, { min: 0, exclusive: true, doc: 'How much more recall counts than precision.' }),
    threshold: thresholdArg,
    ...named('fbeta_score'),
  },
  check: (_c, t, p) => checkFScore('FBetaScore', t, p),
  states: (c, _t, p) => fScoreStates(c, p),
  update: updateFScore,
  result: (c, states) => fScore(c, c.beta, states),
  cases: [
    {
      name: 'per class',
      config: { beta: 2.5 },
      inputs: [
        { shape: [6, 3], oneHot: true },
        { shape: [6, 3], simplex: true },
      ],
      extra: { batches: 3 },
    },
    {
      name: 'counted together, weights',
      config: { beta: 2.5, average: 'micro' },
      inputs: [
        { shape: [6, 3], oneHot: true },
        { shape: [6, 3], simplex: true },
        { shape: [6], low: 0, high: 2 },
      ],
    },
    {
      name: 'mean',
      config: { beta: 2.5, average: 'macro' },
      inputs: [
        { shape: [6, 3], oneHot: true },
        { shape: [6, 3], simplex: true },
      ],
    },
    {
      name: 'weighted by size, sample weights',
      config: { beta: 2.5, average: 'weighted' },
      inputs: [
        { shape: [6, 3], oneHot: true },
        { shape: [6, 3], simplex: true },
        { shape: [6], low: 0, high: 2 },
      ],
    },
    {
      name: 'labels above a threshold',
      config: { beta: 2.5, average: 'macro', threshold: 0.4 },
      inputs: [
        { shape: [6, 3], dtype: 'int32' },
        { shape: [6, 3], low: 0, high: 1 },
      ],
    },
    {
      name: 'empty and tied predictions',
      config: { beta: 2.5 },
      inputs: [
        { shape: [3, 3], values: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
        { shape: [3, 3], values: [0, 0, 0, 0.5, 0.5, 0, 0.1, 0.2, 0.7] },
      ],
    },
    {
      name: 'beta of one half, together',
      config: { beta: 0.5, average: 'micro' },
      inputs: [
        { shape: [6, 3], oneHot: true },
        { shape: [6, 3], simplex: true },
      ],
    },
  ],
});
