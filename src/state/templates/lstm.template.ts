/** A recurrent network that reads step by step and remembers. */
import { ANSWERS, asSequence, begun, compiled, defineTemplate, head, rateFor } from './template';

export default defineTemplate({
  id: 'lstm',
  name: 'LSTM',
  summary: 'Reads step by step and remembers: for sequences. Images are read row by row, tables number by number.',
  order: 8,
  refused: () => null,
  make(facts) {
    const { s, x } = begun(facts);
    let y = asSequence(s, x, facts);
    y = s.call('LSTM', { units: 32, return_sequences: true }, y);
    y = s.call('LSTM', { units: 32 }, y);
    return { model: s.model(head(s, y, facts)), compile: compiled(facts, ['answer'], rateFor(facts)), fit: ANSWERS };
  },
});
