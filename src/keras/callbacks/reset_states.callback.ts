/**
 * ResetStates: stateful layers begin epochs and validations afresh. Strata's own: in Keras one calls `reset_states` of
 * the layers, in a LambdaCallback or between two calls of `fit`.
 */
import { arg } from '../core/args';
import { defineCallback } from '../core/definitions';

export default defineCallback({
  name: 'ResetStates',
  own: true,
  aliases: ['reset states', 'stateful', 'recurrent', 'memory'],
  summary: 'Stateful layers forget what they carry: before each epoch, before each validation.',
  args: {
    epochs: arg.bool(true, { doc: 'Whether each epoch begins with states of zero.' }),
    validation: arg.bool(true, {
      doc: 'Whether each validation does; otherwise it goes on from where training stopped.',
    }),
  },
  create: (c, host) => ({
    onEpochBegin() {
      if (c.epochs) host.resetStates();
    },
    onTestBegin() {
      if (c.validation) host.resetStates();
    },
  }),
  cases: [
    {
      name: 'epochs alone',
      config: { validation: false },
      inputs: [],
      extra: { logs: [0.9, 0.8].map((loss) => ({ loss })) },
    },
  ],
});
