/** Squeezes the input through a few numbers and rebuilds it from them. */
import {
  asVector,
  begun,
  compiled,
  defineTemplate,
  rateFor,
  rebuilds,
  shapeOf,
  sizeOf,
  wholeNumbers,
} from './template';

export default defineTemplate({
  id: 'autoencoder',
  name: 'Autoencoder',
  summary: 'Squeezes the input through a few numbers and rebuilds it: what matters in the data, without labels.',
  order: 5,
  refused: (facts) =>
    wholeNumbers(facts) ?? (sizeOf(facts) > 20_000 ? 'Needs smaller inputs: make the images smaller first.' : null),
  make(facts) {
    const { s, x } = begun(facts);
    const size = sizeOf(facts);
    const wide = Math.max(8, Math.min(128, size));
    const code = Math.max(1, Math.min(16, Math.floor(size / 2)));
    let y = asVector(s, x, facts);
    y = s.call('Dense', { units: wide, activation: 'relu' }, y);
    y = s.named('code', 'Dense', { units: code, activation: 'relu' }, y);
    y = s.call('Dense', { units: wide, activation: 'relu' }, y);
    const image = facts.inputKind === 'image';
    y = s.call('Dense', image ? { units: size, activation: 'sigmoid' } : { units: size }, y);
    if (shapeOf(facts).length > 1) y = s.call('Reshape', { target_shape: [...shapeOf(facts)] }, y);
    return { model: s.model(y), compile: compiled(facts, ['rebuild'], rateFor(facts)), fit: rebuilds(facts) };
  },
});
