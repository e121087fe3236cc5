/** One body, two outputs: the answer, and the input rebuilt, which keeps the body honest where labels are few. */

import { recommend } from '../loss-fit';
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
  id: 'two-heads',
  name: 'Two heads',
  summary: 'One body with two outputs: the answer, and the input rebuilt from the same code.',
  order: 6,
  refused: (facts) =>
    wholeNumbers(facts) ?? (sizeOf(facts) > 20_000 ? 'Needs smaller inputs: make the images smaller first.' : null),
  make(facts) {
    const { s, x } = begun(facts);
    const size = sizeOf(facts);
    const wide = Math.max(16, Math.min(128, size));
    let y = asVector(s, x, facts);
    y = s.call('Dense', { units: wide, activation: 'relu' }, y);
    const code = s.named('code', 'Dense', { units: 16, activation: 'relu' }, y);
    const { units, activation } = recommend(facts.target, facts.targets[0]?.shape.at(-1) ?? 1);
    const answer = s.named('answer', 'Dense', activation === null ? { units } : { units, activation }, code);
    let back = s.call('Dense', { units: wide, activation: 'relu' }, code);
    const image = facts.inputKind === 'image';
    const flat = shapeOf(facts).length === 1;
    back = flat
      ? s.named('rebuilt', 'Dense', { units: size }, back)
      : s.call('Dense', image ? { units: size, activation: 'sigmoid' } : { units: size }, back);
    if (!flat) back = s.named('rebuilt', 'Reshape', { target_shape: [...shapeOf(facts)] }, back);
    return {
      model: s.model(answer, back),
      compile: {
        ...compiled(facts, ['answer', 'rebuild'], rateFor(facts)),
        lossWeights: [1, 0.5],
      },
      fit: rebuilds(facts, ['answer', 'rebuild']),
    };
  },
});
