/** What figures of the palette show: every layer is drawn, on the tensor at hand where it fits it. */
import { describe, expect, it } from 'vitest';
import { paletteLayers, paletteOperations } from '../../src/ui/features/palette/search';
import { effectOf } from '../../src/ui/features/shapes/effect';
import { stackedSpec, startingSpec } from '../../src/ui/starting-config';

describe('the figure of a layer', () => {
  it('is there for nearly all of the palette', () => {
    const without = paletteLayers().filter((d) => effectOf(startingSpec('layer', d.name), null) === null);
    // Few layers begin with arguments that fit no usual tensor.
    expect(without.length / paletteLayers().length).toBeLessThan(0.05);
  });

  it('is there for nearly all operations, as nodes of a graph and in a stack', () => {
    const without = [
      ...paletteOperations('graph').filter((d) => effectOf(startingSpec('layer', d.name), null) === null),
      ...paletteOperations('stack').filter((d) => effectOf(stackedSpec(d.name), null) === null),
    ].map((d) => d.name);
    // Its shape holds the batch, whose size is not known while a model is drawn.
    expect(without.filter((name) => name !== 'ops.BroadcastTo')).toEqual([]);
  });

  it('shows the tensor at hand where the layer takes it', () => {
    const effect = effectOf(startingSpec('layer', 'Dense'), [null, 7]);
    expect(effect).toEqual({ before: [[null, 7]], after: [[null, 32]], example: false });
  });

  it('is made up where it does not', () => {
    const effect = effectOf(startingSpec('layer', 'MaxPooling2D'), [null, 7]);
    expect(effect?.example).toBe(true);
    expect(effect?.before[0]).toHaveLength(4);
  });

  it('shows two tensors going into a merging layer', () => {
    const effect = effectOf(startingSpec('layer', 'Concatenate'), [null, 4, 3]);
    expect(effect).toEqual({
      before: [
        [null, 4, 3],
        [null, 4, 3],
      ],
      after: [[null, 4, 6]],
      example: false,
    });
  });
});
