/** Example cases of the cross-entropies, shared with those that weigh samples by how hard they are. */
import type { JsonObject } from '../../base/json';
import type { ExampleCase } from '../core/example-case';

/** Targets of yes and no. @param first arguments of the first case */
export const yesNoCases = (first: JsonObject = {}): ExampleCase[] => [
  {
    name: 'probabilities',
    config: first,
    inputs: [
      { shape: [5, 1], values: [0, 1, 1, 0, 1] },
      { shape: [5, 1], low: 0.02, high: 0.98 },
    ],
  },
  {
    name: 'saturated',
    config: { reduction: 'none' },
    inputs: [
      { shape: [4, 1], values: [0, 1, 1, 0] },
      { shape: [4, 1], values: [0, 1, 0, 1] },
    ],
  },
  {
    name: 'logits',
    config: { from_logits: true },
    inputs: [
      { shape: [4, 3], values: [0, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0] },
      { shape: [4, 3], low: -8, high: 8 },
    ],
  },
  {
    name: 'large logits',
    config: { from_logits: true },
    inputs: [
      { shape: [4, 1], values: [0, 1, 1, 0] },
      { shape: [4, 1], values: [-90, 90, -90, 90] },
    ],
  },
  {
    name: 'smoothing and weights',
    config: { label_smoothing: 0.2 },
    inputs: [
      { shape: [4, 2], values: [0, 1, 1, 0, 1, 1, 0, 0] },
      { shape: [4, 2], low: 0.02, high: 0.98 },
      { shape: [4], low: 0, high: 2 },
    ],
  },
  {
    name: 'axis and mask',
    config: { axis: 1 },
    inputs: [
      { shape: [2, 3, 4], low: 0, high: 1 },
      { shape: [2, 3, 4], low: 0.02, high: 0.98, mask: [2, 4] },
    ],
  },
  {
    name: 'integer target without last axis',
    config: {},
    inputs: [
      { shape: [5], dtype: 'int32' },
      { shape: [5, 1], low: 0.02, high: 0.98 },
    ],
  },
];

/** One-hot targets. @param first arguments of the first case */
export const oneHotCases = (first: JsonObject = {}): ExampleCase[] => [
  {
    name: 'probabilities',
    config: first,
    inputs: [
      { shape: [4, 3], oneHot: true },
      { shape: [4, 3], simplex: true },
    ],
  },
  {
    name: 'saturated',
    config: { reduction: 'none' },
    inputs: [
      { shape: [3, 2], values: [0, 1, 1, 0, 1, 0] },
      { shape: [3, 2], values: [0, 1, 0, 1, 1, 0] },
    ],
  },
  {
    name: 'not summing to one',
    config: {},
    inputs: [
      { shape: [4, 3], oneHot: true },
      { shape: [4, 3], low: 0.1, high: 3 },
    ],
  },
  {
    name: 'logits',
    config: { from_logits: true },
    inputs: [
      { shape: [4, 3], oneHot: true },
      { shape: [4, 3], low: -8, high: 8 },
    ],
  },
  {
    name: 'smoothing and weights',
    config: { label_smoothing: 0.1 },
    inputs: [
      { shape: [4, 3], oneHot: true },
      { shape: [4, 3], simplex: true },
      { shape: [4], low: 0, high: 2 },
    ],
  },
  {
    name: 'axis',
    config: { axis: 1, from_logits: true },
    inputs: [{ shape: [2, 3, 4], low: 0, high: 1 }, { shape: [2, 3, 4] }],
  },
  {
    name: 'steps with a mask',
    config: {},
    inputs: [
      { shape: [2, 4, 3], oneHot: true },
      { shape: [2, 4, 3], simplex: true, mask: [2, 4] },
    ],
  },
];
