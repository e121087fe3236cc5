/** History: what each epoch logged. Every run keeps one, in Keras and here, whether it is asked for or not. */
import { defineCallback } from '../core/definitions';

export default defineCallback({
  name: 'History',
  aliases: ['logs', 'curves'],
  summary: 'Keeps what every epoch logged; each run has one without being asked.',
  args: {},
  create: () => ({}),
  cases: [{ name: 'two epochs', config: {}, inputs: [], extra: { logs: [{ loss: 1 }, { loss: 0.5, accuracy: 1 }] } }],
});
