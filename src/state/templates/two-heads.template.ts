/** One body, two outputs: the answer, and the input rebuilt, which keeps the body honest where labels are few. */

import { recommend } from '../loss-fit';
import { asVector, begun, compiled, defineTemplate, notRebuilt, rateFor, rebuilds, rebuilt, sizeOf } from './template';

export default defineTemplate({
  id: 'two-heads',
  name: 'Two heads',
  summary: 'One body with two outputs: the answer, and the input rebuilt from the same code.',
  order: 6,
  refused: notRebuilt,
  make(facts) {
    const { s, x } = begun(facts);
    const size = sizeOf(facts);
    const wide = Math.max(16, Math.min(128, size));
    let y = asVector(s, x, facts);
    y = s.call('Dense', { units: wide, activation: 'relu' }, y);
    const code = s.named('code', 'Dense', { units: 16, activation: 'relu' }, y);
    const { units, activation } = recommend(facts.target, facts.targets[0]?.shape.at(-1) ?? 1);
    const answer = s.named('answer', 'Dense', activation === null ? { units } : { units, activation }, code);
    const back = rebuilt(s, s.call('Dense', { units: wide, activation: 'relu' }, code), facts, 'rebuilt');
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
