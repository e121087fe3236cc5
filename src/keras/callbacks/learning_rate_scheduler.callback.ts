/**
 * LearningRateScheduler: sets the learning rate at the start of each epoch. Where Keras takes a Python function of the
 * epoch, this takes a schedule read at the epoch's number. Source: keras/src/callbacks/learning_rate_scheduler.py.
 */
import { arg } from '../core/args';
import { defineCallback } from '../core/definitions';
import { scheduleFunction } from '../core/schedule-value';
import { shown, verboseArg } from './monitor';

export default defineCallback({
  name: 'LearningRateScheduler',
  aliases: ['learning rate', 'decay', 'learning rate warmup', 'warmup', 'schedule'],
  summary: 'Sets the learning rate of each epoch by a schedule.',
  args: {
    schedule: arg.schedule({ doc: 'Schedule read once per epoch, at the epoch counted from 0.' }),
    verbose: verboseArg,
  },
  create(c, host) {
    const rateAt = scheduleFunction(c.schedule);
    return {
      onEpochBegin(epoch) {
        const rate = rateAt(epoch);
        host.setLearningRate(rate);
        if (c.verbose > 0)
          host.event('learning-rate', `Epoch ${epoch + 1}: learning rate ${shown(rate)}.`, { epoch, rate });
      },
      onEpochEnd: () => ({ learning_rate: Math.fround(host.getLearningRate()) }),
    };
  },
  cases: [
    {
      name: 'halved every two epochs',
      config: {
        schedule: {
          className: 'ExponentialDecay',
          config: { initial_learning_rate: 0.1, decay_steps: 2, decay_rate: 0.5, staircase: true },
        },
      },
      inputs: [],
      extra: { logs: [{ loss: 1 }, { loss: 1 }, { loss: 1 }, { loss: 1 }, { loss: 1 }] },
    },
    {
      name: 'cosine with warm-up',
      config: {
        schedule: {
          className: 'CosineDecay',
          config: { initial_learning_rate: 0.001, decay_steps: 3, warmup_target: 0.1, warmup_steps: 2, alpha: 0.1 },
        },
        verbose: 1,
      },
      inputs: [],
      extra: { logs: [{ loss: 1 }, { loss: 1 }, { loss: 1 }, { loss: 1 }, { loss: 1 }, { loss: 1 }] },
    },
  ],
});
