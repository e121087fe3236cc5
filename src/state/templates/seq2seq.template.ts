/** An encoder that reads a sequence into its state and a decoder that begins from there and writes the sequence again. */
import {
  asSequence,
  begun,
  compiled,
  defineTemplate,
  rateFor,
  rebuilds,
  shapeOf,
  stepsOf,
  wholeNumbers,
} from './template';

export default defineTemplate({
  id: 'seq2seq',
  name: 'Sequence to sequence',
  summary: 'An encoder hands its state to a decoder that writes a sequence: here the one that was read.',
  order: 9,
  refused: (facts) => wholeNumbers(facts) ?? (stepsOf(facts)[0] < 2 ? 'Needs at least two steps.' : null),
  make(facts) {
    const { s, x } = begun(facts);
    const [steps, features] = stepsOf(facts);
    const read = asSequence(s, x, facts);
    const encoder = s.named('encoder', 'LSTM', { units: 32, return_state: true }, read);
    const start = s.call('RepeatVector', { n: steps }, encoder);
    const decoder = s.named(
      'decoder',
      'LSTM',
      { units: 32, return_sequences: true },
      start,
      s.output(encoder, 1),
      s.output(encoder, 2),
    );
    const image = facts.inputKind === 'image';
    let y = s.call('Dense', image ? { units: features, activation: 'sigmoid' } : { units: features }, decoder);
    if (shapeOf(facts).length !== 2) y = s.call('Reshape', { target_shape: [...shapeOf(facts)] }, y);
    return { model: s.model(y), compile: compiled(facts, ['rebuild'], rateFor(facts)), fit: rebuilds(facts) };
  },
});
