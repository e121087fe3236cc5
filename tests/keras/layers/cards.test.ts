/** What cards and the palette show of layers. */
import { describe, expect, it } from 'vitest';
import { allOf } from '../../../src/keras';
import { floats, inputsOf, report } from './support';

const layers = allOf('layer');

describe('cards', () => {
  it.each(layers.map((d) => [d.name, d] as const))('of %s show at most three short values', (name, d) => {
    for (const example of d.cases) {
      const { card } = report(name, example.config, inputsOf(example));
      expect(card.length).toBeLessThanOrEqual(3);
      for (const word of card) expect(word.length).toBeLessThanOrEqual(24);
    }
  });

  it('show what sets a layer apart', () => {
    const image = floats([2, 28, 28, 1]);
    expect(report('Conv2D', { filters: 16, kernel_size: [3, 5], activation: 'relu' }, image).card).toEqual([
      '16',
      '3×5',
      'relu',
    ]);
    expect(report('Dropout', { rate: 0.25 }, image).card).toEqual(['rate 0.25']);
    expect(report('Rescaling', { scale: 1 / 255 }, image).card).toEqual(['× 1/255']);
    expect(report('Rescaling', { scale: 1 / 127.5, offset: -1 }, image).card).toEqual(['× 1/127.5', '− 1']);
    expect(report('Rescaling', { scale: 0.123456789, offset: 1 / 3 }, image).card).toEqual(['× 0.1235', '+ 0.3333']);
    const layer = { className: 'LSTM', config: { units: 8 } };
    expect(report('Bidirectional', { layer }, floats([2, 4, 3])).card).toEqual(['LSTM 8']);
  });
});

describe('the palette', () => {
  it('finds every layer by words that are not its name', () => {
    for (const d of layers.filter((l) => !l.unlisted)) {
      const own = d.name.toLowerCase();
      expect(
        d.aliases?.some((word) => word.toLowerCase() !== own),
        d.name,
      ).toBe(true);
      expect(d.summary, d.name).toMatch(/^[A-Z].*[.]$/);
    }
  });
});
