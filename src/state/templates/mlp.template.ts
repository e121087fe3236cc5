/** The plain network: dense layers one after another. */
import { ANSWERS, asVector, begun, compiled, defineTemplate, head, rateFor, sizeOf } from './template';

export default defineTemplate({
  id: 'mlp',
  name: 'Multilayer perceptron',
  summary: 'Dense layers one after another: the first thing to try on tables.',
  order: 1,
  refused: () => null,
  make(facts) {
    const { s, x } = begun(facts);
    const width = sizeOf(facts) > 32 ? 64 : 32;
    let y = asVector(s, x, facts);
    y = s.call('Dense', { units: width, activation: 'relu' }, y);
    y = s.call('Dropout', { rate: 0.2 }, y);
    y = s.call('Dense', { units: width / 2, activation: 'relu' }, y);
    return { model: s.model(head(s, y, facts)), compile: compiled(facts, ['answer'], rateFor(facts)), fit: ANSWERS };
  },
});
