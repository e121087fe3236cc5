/** Example cases of rates that fall by a rate every so many steps. */
import type { ExampleCase } from '../../core/example-case';

export const DECAY_CASES: readonly ExampleCase[] = [
  {
    name: 'smooth',
    config: { initial_learning_rate: 0.1, decay_steps: 10, decay_rate: 0.5 },
    inputs: [],
    extra: { steps: [0, 1, 5, 10, 25, 1000] },
  },
  {
    name: 'staircase',
    config: { initial_learning_rate: 0.01, decay_steps: 8, decay_rate: 0.9, staircase: true },
    inputs: [],
    extra: { steps: [0, 7, 8, 9, 16, 100] },
  },
];
