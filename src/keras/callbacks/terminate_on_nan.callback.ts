/** TerminateOnNaN: ends training when a batch's loss is not finite. Source: keras/src/callbacks/terminate_on_nan.py. */
import { ProblemError, problem } from '../../base/problem';
import { arg } from '../core/args';
import { defineCallback } from '../core/definitions';

export default defineCallback({
  name: 'TerminateOnNaN',
  aliases: ['diverged', 'infinite loss', 'nan', 'diverge'],
  summary: 'Ends training as soon as the loss is NaN or infinite.',
  args: { raise_error: arg.bool(false, { doc: 'Ends the run with an error instead of quietly.' }) },
  create: (c, host) => ({
    onBatchEnd(batch, logs) {
      const { loss } = logs;
      if (loss === undefined || Number.isFinite(loss)) return;
      const message = `The loss of batch ${batch} is ${loss}: training cannot go on.`;
      if (c.raise_error) {
        throw new ProblemError(
          problem('loss-not-finite', message, { where: 'fit', expected: 'a finite loss', received: String(loss) }),
        );
      }
      host.stop(message);
    },
  }),
  cases: [
    {
      name: 'NaN in the second epoch',
      config: {},
      inputs: [],
      extra: {
        logs: [{ loss: 1 }, { loss: 'NaN' }, { loss: 1 }],
        batches: [[{ loss: 1 }, { loss: 1 }], [{ loss: 1 }, { loss: 'NaN' }], [{ loss: 1 }]],
      },
    },
    {
      name: 'infinite',
      config: {},
      inputs: [],
      extra: { logs: [{ loss: 'Infinity' }, { loss: 1 }], batches: [[{ loss: '-Infinity' }], [{ loss: 1 }]] },
    },
    {
      name: 'all well',
      config: {},
      inputs: [],
      extra: { logs: [{ loss: 1 }], batches: [[{ loss: 1 }, { loss: 0 }]] },
    },
  ],
});
