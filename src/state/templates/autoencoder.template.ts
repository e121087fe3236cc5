/** Squeezes the input through a few numbers and rebuilds it from them. */
import { asVector, begun, compiled, defineTemplate, notRebuilt, rateFor, rebuilds, rebuilt, sizeOf } from './template';

export default defineTemplate({
  id: 'autoencoder',
  name: 'Autoencoder',
  summary: 'Squeezes the input through a few numbers and rebuilds it: what matters in the data, without labels.',
  order: 5,
  refused: notRebuilt,
  make(facts) {
    const { s, x } = begun(facts);
    const size = sizeOf(facts);
    const wide = Math.max(8, Math.min(128, size));
    const code = Math.max(1, Math.min(16, Math.floor(size / 2)));
    let y = asVector(s, x, facts);
    y = s.call('Dense', { units: wide, activation: 'relu' }, y);
    y = s.named('code', 'Dense', { units: code, activation: 'relu' }, y);
    y = s.call('Dense', { units: wide, activation: 'relu' }, y);
    return {
      model: s.model(rebuilt(s, y, facts, 'rebuilt')),
      compile: compiled(facts, ['rebuild'], rateFor(facts)),
      fit: rebuilds(facts),
    };
  },
});
