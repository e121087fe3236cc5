/** Attention blocks over a sequence. Vaswani et al., Attention Is All You Need (2017); a convolution tells positions apart. */
import type { TensorRef } from '../../graph/model';
import type { Sketch } from '../../graph/sketch';
import { ANSWERS, asSequence, begun, compiled, defineTemplate, head } from './template';

const WIDTH = 32;

function block(s: Sketch, x: TensorRef): TensorRef {
  let y = s.call('MultiHeadAttention', { num_heads: 4, key_dim: WIDTH / 4 }, x, x);
  y = s.call('Dropout', { rate: 0.1 }, y);
  const attended = s.call('LayerNormalization', { epsilon: 1e-6 }, s.call('Add', {}, x, y));
  y = s.call('Dense', { units: 2 * WIDTH, activation: 'relu' }, attended);
  y = s.call('Dense', { units: WIDTH }, y);
  y = s.call('Dropout', { rate: 0.1 }, y);
  return s.call('LayerNormalization', { epsilon: 1e-6 }, s.call('Add', {}, attended, y));
}

export default defineTemplate({
  id: 'transformer',
  name: 'Transformer encoder',
  summary: 'Every step looks at every other through attention: rows of an image, steps of a series, numbers of a row.',
  order: 10,
  refused: () => null,
  make(facts) {
    const { s, x } = begun(facts);
    let y = asSequence(s, x, facts);
    y = s.named('positions', 'Conv1D', { filters: WIDTH, kernel_size: 3, padding: 'same' }, y);
    y = block(s, block(s, y));
    y = s.call('GlobalAveragePooling1D', {}, y);
    y = s.call('Dropout', { rate: 0.1 }, y);
    return { model: s.model(head(s, y, facts)), compile: compiled(facts), fit: ANSWERS };
  },
});
