/** Whatever is added in the studio starts with arguments Keras accepts. */
import { describe, expect, it } from 'vitest';
import { allOf, checkConfig, KINDS } from '../../src/keras';
import { paletteOperations } from '../../src/ui/features/palette/search';
import { stackedSpec, startingSpec } from '../../src/ui/starting-config';

describe.each(KINDS)('every %s', (kind) => {
  // What is not offered by itself is added by other means, with its arguments.
  it.each(allOf(kind).flatMap((d) => (d.unlisted ? [] : [[d.name, d] as const])))('%s', (name, d) => {
    const { config } = startingSpec(kind, name, name === 'InputLayer' ? { shape: [4] } : {});
    expect(checkConfig(d.args, config).filter((p) => p.severity === 'error')).toEqual([]);
  });
});

describe('every operation, wired by itself', () => {
  it.each(paletteOperations('stack').map((d) => [d.name, d] as const))('%s', (name, d) => {
    expect(checkConfig(d.args, stackedSpec(name).config).filter((p) => p.severity === 'error')).toEqual([]);
  });
});
