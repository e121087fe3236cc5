/** Convolutions and pooling, then a dense answer; along time for sequences. */
import { ANSWERS, begun, compiled, defineTemplate, head, needs, shapeOf } from './template';

export default defineTemplate({
  id: 'cnn',
  name: 'Convolutional network',
  summary: 'Filters that slide over the image, pooled step by step: small, fast and good with pictures.',
  order: 2,
  refused: (facts) => needs(facts, 'image', 'series', 'text'),
  make(facts) {
    const { s, x } = begun(facts);
    const image = facts.inputKind === 'image';
    const [rows = 1, columns = 1] = shapeOf(facts);
    const dims = image ? '2D' : '1D';
    let side = image ? Math.min(rows, columns) : rows;
    let y = x;
    for (let filters = 16; filters <= 64 && (filters === 16 || side >= 4); filters *= 2) {
      y = s.call(`Conv${dims}`, { filters, kernel_size: 3, padding: 'same', activation: 'relu' }, y);
      if (side < 4) break;
      y = s.call(`MaxPooling${dims}`, {}, y);
      side = Math.floor(side / 2);
    }
    y = side > 4 ? s.call(`GlobalAveragePooling${dims}`, {}, y) : s.call('Flatten', {}, y);
    y = s.call('Dropout', { rate: 0.3 }, y);
    return { model: s.model(head(s, y, facts)), compile: compiled(facts), fit: ANSWERS };
  },
});
