/** Words looked up and averaged, a branch for each text and one for the numbers beside them. */
import { object, sequential } from '../../graph/build';
import { recommend } from '../loss-fit';
import { branches, hasWords, meanOfWords } from '../text-model';
import { ANSWERS, compiled, defineTemplate, rateFor } from './template';

export default defineTemplate({
  id: 'text',
  name: 'Text classifier',
  summary: 'Looks words up in a vocabulary found on the data, and averages what they mean; numbers come beside them.',
  order: 2.5,
  several: true,
  refused: (facts) => (hasWords(facts) ? null : 'Needs texts; your data has none.'),
  make(facts) {
    const { units, activation } = recommend(facts.target, facts.targets[0]?.shape.at(-1) ?? 1);
    const head = object('Dense', activation === null ? { units } : { units, activation });
    const dense = object('Dense', { units: 16, activation: 'relu' });
    return {
      model:
        facts.inputs.length > 1
          ? branches(facts, head)
          : sequential(facts.inputs[0]?.shape ?? [1], [...meanOfWords(facts, 0), dense, head], 'string'),
      compile: compiled(facts, ['answer'], rateFor(facts)),
      fit: ANSWERS,
    };
  },
});
