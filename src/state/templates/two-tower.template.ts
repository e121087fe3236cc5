/** Two towers that read different columns and meet in a likeness: the shape of recommenders. */

import type { TensorRef } from '../../graph/model';
import { Sketch } from '../../graph/sketch';
import { compiled, defineTemplate, head, needs, rateFor, shapeOf } from './template';

export default defineTemplate({
  id: 'two-tower',
  name: 'Two towers',
  summary: 'Half of the columns left, half right, each summed up by a tower of its own, then compared.',
  order: 7,
  refused: (facts) => needs(facts, 'vector') ?? ((shapeOf(facts)[0] ?? 0) < 2 ? 'Needs at least two columns.' : null),
  make(facts) {
    const s = new Sketch();
    const [width = 2] = shapeOf(facts);
    const half = Math.ceil(width / 2);
    const dtype = facts.inputs[0]?.dtype;
    const tower = (x: TensorRef): TensorRef =>
      s.call('Dense', { units: 16 }, s.call('Dense', { units: 32, activation: 'relu' }, x));
    const left = tower(s.input([half], dtype, 'left'));
    const right = tower(s.input([width - half], dtype, 'right'));
    const alike = s.named('likeness', 'Dot', { axes: 1, normalize: true }, left, right);
    const joined = s.call('Concatenate', {}, left, right, alike);
    const y = s.call('Dense', { units: 16, activation: 'relu' }, joined);
    return {
      model: s.model(head(s, y, facts)),
      compile: compiled(facts, ['answer'], rateFor(facts)),
      fit: {
        x: [
          [0, half],
          [half, width],
        ],
      },
    };
  },
});
