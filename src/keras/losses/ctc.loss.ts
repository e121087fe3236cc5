/** CTC: how unlikely a sequence of labels is, summed over every way it can be spread over the steps. */
import { problem } from '../../base/problem';
import type { Tensor } from '../../ops';
import * as ops from '../../ops';
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { shownShape } from '../core/pair-check';

/** Logarithm of a probability that is as good as none. */
const NONE = -1e5;

/** log(eᵃ + eᵇ), its derivative shared by how large they are. */
function logAdd(a: Tensor, b: Tensor): Tensor {
  const most = ops.stopGradient(ops.maximum(a, b));
  return ops.add(most, ops.log(ops.add(ops.exp(ops.sub(a, most)), ops.exp(ops.sub(b, most)))));
}

/** All but the first column of `x` joined by `more`. */
const joined = (x: Tensor, more: Tensor): Tensor =>
  ops.concat([ops.sliceAxis(x, 1, 0, 1), logAdd(ops.sliceAxis(x, 1, 1, x.shape[1] as number), more)], 1);

/**
 * @param target [samples, labels], 0 for none
 * @param output [samples, steps, classes], logits; class 0 is the blank
 */
function ctc(target: Tensor, output: Tensor): Tensor {
  const [n, labels] = target.shape as [number, number];
  const [, , classes] = output.shape as [number, number, number];
  const log = ops.logSoftmax(output, -1);
  const next = ops.concat([ops.sliceAxis(target, 1, 1, labels), ops.full([n, 1], -1)], 1);
  const twice = ops.convert(ops.eq(target, next), 'float32');
  const byStep = (x: Tensor): Tensor => ops.transpose(x, [1, 0, 2]);
  const hits = ops.oneHot(ops.convert(target, 'int32'), classes);
  const emits = byStep(ops.matmul(log, hits, false, true));
  const blanks = byStep(ops.sliceAxis(log, 2, 0, 1));
  const start = ops.concat([ops.zeros([n, 1]), ops.full([n, labels], NONE)], 1);
  const { carries } = ops.loop(
    ([repeats], [blank, emit], [emitting, pausing]) => {
      const [repeat, b, e, p] = [repeats, blank, emit, pausing] as [Tensor, Tensor, Tensor, Tensor];
      // From a label straight to the next one, unless both are the same: then a blank must lie between.
      const from = joined(b, ops.add(e, ops.mul(repeat, NONE)));
      const spoken = emitting as Tensor;
      const emitted = logAdd(ops.add(ops.sliceAxis(from, 1, 0, labels), spoken), ops.add(e, spoken));
      const apart = ops.add(ops.add(e, p), ops.mul(ops.sub(1, repeat), NONE));
      return { carries: [joined(ops.add(from, p), apart), emitted], outputs: [] };
    },
    [twice],
    [start, ops.full([n, labels], NONE)],
    [emits, blanks],
  );
  const [blank, emit] = carries as [Tensor, Tensor];
  const length = ops.sum(ops.convert(ops.ne(target, 0), 'int32'), 1);
  return ops.neg(ops.sum(ops.mul(joined(blank, emit), ops.oneHot(length, labels + 1)), 1));
}

export default defineLoss({
  name: 'CTC',
  aliases: ['speech', 'handwriting', 'sequence', 'alignment', 'connectionist temporal classification'],
  summary: 'How unlikely a sequence of labels is, wherever in the steps its labels lie; class 0 is the blank.',
  targets: 'any',
  logName: 'ctc',
  args: lossArgs('ctc'),
  check(_c, { shape: t }, { shape: p }) {
    const [samples, labels = 0] = t;
    if (t.length === 2 && p.length === 3 && samples === p[0] && labels > 0) return null;
    return problem('ctc-shape', 'CTC compares lists of labels with a score per step and class.', {
      expected: 'targets (batch, labels) and predictions (batch, steps, classes)',
      received: `${shownShape(t)} and ${shownShape(p)}`,
    });
  },
  call: ctc,
  cases: [
    {
      name: 'labels of several lengths',
      config: {},
      inputs: [
        { shape: [3, 3], values: [1, 2, 3, 2, 1, 0, 3, 0, 0] },
        { shape: [3, 6, 4], low: -2, high: 2 },
      ],
    },
    {
      name: 'labels that repeat',
      config: { reduction: 'sum' },
      inputs: [
        { shape: [2, 4], dtype: 'int32', values: [1, 1, 2, 2, 3, 3, 3, 0] },
        { shape: [2, 8, 5], low: -3, high: 3 },
      ],
    },
    {
      name: 'weighted',
      config: { reduction: 'mean_with_sample_weight', name: 'alignment' },
      inputs: [
        { shape: [2, 1], values: [2, 1] },
        { shape: [2, 3, 3], low: -1, high: 1 },
        { shape: [2], low: 0, high: 2 },
      ],
    },
  ],
});
