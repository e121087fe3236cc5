/** A recurrent layer is a cell stepped through time: what GRU, LSTM and SimpleRNN are beside their words and arguments. */
import type { Tensor, ValueType } from '../../../ops';
import type { LayerParts } from '../../core/definitions';
import { biasRows, buildSeededCell, kindOf } from './cell';
import type { RecurrentConfig } from './recurrent';
import * as rnn from './recurrent';

/** @param cell class name of the cell */
export function recurrentLayer<A extends typeof rnn.recurrentArgs>(cell: string, args: A): LayerParts<A> {
  const kind = kindOf(cell);
  const states = (c: RecurrentConfig): number[][] => Array.from({ length: kind.states }, () => [c.units]);
  const parts: LayerParts<typeof rnn.recurrentArgs> = {
    family: 'recurrent',
    args,
    inputs: rnn.recurrentInputs(kind.states),
    masking: 'own',
    card: (c) => rnn.recurrentCard(c),
    check: (c, inputs) => rnn.checkRecurrent(c, inputs, kind.states),
    build(b, c, [x]) {
      const [batch, , features] = (x as ValueType).shape as [number, number, number];
      buildSeededCell(b, cell, c, features, rnn.CELL);
      rnn.buildStates(b, c, batch, states(c));
    },
    call(ctx, c, inputs) {
      const x = inputs[0] as Tensor;
      const [batch, , features] = x.shape as [number, number, number];
      const drops = rnn.drawDrops(rnn.drawsOf(ctx), c, batch, features, kind.gates);
      const recurrence = kind.recurrence(c, (name) => ctx.weight(`${rnn.CELL}${name}`), drops);
      return rnn.runRecurrent(ctx, c, inputs, {
        ...recurrence,
        sequence: rnn.projectInputs(rnn.timeMajor(x), recurrence.kernel, recurrence.bias, drops, c.units),
        states: states(c),
      });
    },
    arithmetic: (c, [x]) =>
      rnn.recurrentArithmetic(c, (x as ValueType).shape[2] as number, kind.gates, biasRows(cell, c)),
  };
  return { ...parts, args };
}
