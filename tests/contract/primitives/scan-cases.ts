/** Example cases of loops over rows. */
import {
  add,
  convert,
  matmul,
  mul,
  randomSplit,
  randomUniform,
  reshape,
  sliceAxis,
  tanh,
  trace,
} from '../../../src/ops';
import { bool, type Case, float, int, makeCase, uint } from './case';

/** Bodies with constants, carries, sequences and keys. */
export function scanCases(): Case[] {
  const recurrent = trace(
    [
      { shape: [3, 3], dtype: 'float32' },
      { shape: [2, 3], dtype: 'float32' },
      { shape: [2, 3], dtype: 'float32' },
    ],
    (w, h, x) => {
      const next = tanh(add(matmul(h, w), x));
      return [next, mul(next, 2)];
    },
  );
  const counting = trace(
    [
      { shape: [], dtype: 'int32' },
      { shape: [], dtype: 'bool' },
    ],
    (n, b) => {
      const next = add(n, convert(b, 'int32'));
      return [next, next];
    },
  );
  const drawing = trace(
    [
      { shape: [2], dtype: 'uint32' },
      { shape: [3], dtype: 'float32' },
    ],
    (key, x) => {
      const keys = randomSplit(key, 2);
      const take = (i: number) => reshape(sliceAxis(keys, 0, i, i + 1), [2]);
      return [take(0), mul(x, randomUniform(take(1), [3])), take(1)];
    },
  );
  const attrs = (body: typeof recurrent, constants: number, carries: number, length: number, reverse = false) => ({
    body,
    constants,
    carries,
    length,
    reverse,
  });
  const rnn = [float([3, 3], 'unit'), float([2, 3]), float([4, 2, 3])];
  return [
    makeCase('scan', rnn, attrs(recurrent, 1, 1, 4), {
      tolerance: 'function',
      smooth: [0, 1, 2],
      title: 'scan, recurrent',
    }),
    makeCase('scan', rnn, attrs(recurrent, 1, 1, 4, true), {
      tolerance: 'function',
      smooth: [0, 1, 2],
      title: 'scan, reversed',
    }),
    makeCase('scan', [float([3, 3]), float([2, 3]), float([1, 2, 3])], attrs(recurrent, 1, 1, 1), {
      tolerance: 'function',
      title: 'scan, one step',
    }),
    makeCase('scan', [float([3, 3]), float([2, 3]), float([0, 2, 3])], attrs(recurrent, 1, 1, 0), {
      tolerance: 'function',
      title: 'scan, no step',
    }),
    makeCase('scan', [int([], [2]), bool([6])], attrs(counting, 0, 1, 6), { title: 'scan, counting' }),
    makeCase('scan', [uint([2], [123456789, 4000000001]), float([5, 3])], attrs(drawing, 0, 1, 5), {
      tolerance: 'arithmetic',
      title: 'scan, drawing random numbers',
    }),
    makeCase('scan', [float([3, 3], 'unit'), float([2, 3]), float([20, 2, 3])], attrs(recurrent, 1, 1, 20), {
      tolerance: 'function',
      title: 'scan, twenty steps',
    }),
  ];
}
