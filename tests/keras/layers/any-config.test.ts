/**
 * Laws of every layer and operation, whatever their arguments hold and whatever reaches them: what does not fit is a
 * problem in words, its ways on are arguments that exist with values they take, and nothing takes long or throws.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject } from '../../../src/base/json';
import type { Problem } from '../../../src/base/problem';
import { type Arg, allOf, checkArg, find, isObjectKind, type LayerDefinition } from '../../../src/keras';
import { startingSpec } from '../../../src/ui/starting-config';
import { changed } from '../../support/any-values';
import { inputsOf, report } from './support';

const LAYERS = allOf('layer');

const shapes = fc.oneof(
  fc.constantFrom([2, 4], [2, 10, 16], [2, 8, 8, 3], [2, 4, 6, 6, 2], [2, 1], [2, 1, 1, 1]),
  fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 5 }).map((rest) => [2, ...rest]),
);

const starting = (d: LayerDefinition): JsonObject => d.cases[0]?.config ?? startingSpec('layer', d.name).config;

interface Try {
  readonly layer: LayerDefinition;
  readonly config: JsonObject;
  /** Of inputs that stand in for those of the layer's first example; null for these. */
  readonly shapes: readonly (readonly number[])[] | null;
}

const tries: fc.Arbitrary<Try> = fc.constantFrom(...LAYERS).chain((layer) => {
  return fc.record({
    layer: fc.constant(layer),
    config: changed(layer.args, starting(layer)),
    shapes: fc.option(fc.array(shapes, { maxLength: 3 })),
  });
});

function problemOfTry(t: Try): Problem | null {
  const first = t.layer.cases[0];
  const dtype = first?.inputs[0]?.dtype ?? 'float32';
  const inputs = t.shapes?.map((shape) => ({ shape, dtype })) ?? (first ? inputsOf(first) : []);
  return report(t.layer.name, t.config, inputs).problem;
}

const RUNS = { numRuns: 4000 };

describe('any config of any layer', () => {
  it('fits, or is a problem in words', () => {
    fc.assert(
      fc.property(tries, (t) => {
        const problem = problemOfTry(t);
        expect(problem?.code).not.toBe('unexpected');
        if (problem) expect(problem.message).toMatch(/\S.*[.:?)]$/s);
      }),
      RUNS,
    );
  });

  it('is never mended by an argument the layer does not have, or a value that argument does not take', () => {
    fc.assert(
      fc.property(tries, (t) => {
        for (const { action, params = {} } of problemOfTry(t)?.fixes ?? []) {
          const name = String(params.argument);
          if (action === 'remove-argument') expect(Object.keys(t.config)).toContain(name);
          if (action !== 'set-argument') continue;
          expect(Object.keys(t.layer.args)).toContain(name);
          const arg = t.layer.args[name] as Arg;
          const own = checkArg(name, arg, params.value);
          // What an object holds may need a second mend.
          if (!isObjectKind(arg.kind)) expect(own).toBeNull();
        }
      }),
      RUNS,
    );
  });

  it('names as its place an argument of the layer', () => {
    fc.assert(
      fc.property(tries, (t) => {
        const where = problemOfTry(t)?.where;
        if (where !== undefined) expect(Object.keys(t.layer.args)).toContain(where);
      }),
      RUNS,
    );
  });
});

describe('what an object in an argument holds', () => {
  it.each<[string, JsonObject, string, RegExp]>([
    ['Dense', { units: 2, kernel_regularizer: { className: 'L2', config: { l2: -1 } } }, 'kernel_regularizer', /In L2/],
    ['Dense', { units: 2, activation: 'nowhere' }, 'activation', /no activation called nowhere/],
    ['Bidirectional', { layer: { className: 'LSTM', config: { units: 0 } } }, 'layer', /In LSTM: units takes/],
    ['TimeDistributed', { layer: { className: 'Dense', config: {} } }, 'layer', /In Dense: units is required/],
    ['Pipeline', { layers: [{ className: 'Dropout', config: { rate: 2 } }] }, 'layers', /In Dropout: rate takes/],
  ])('%s with %j is wrong at %s', (layer, config, where, says) => {
    const rank = find('layer', layer)?.inputs.rank ?? 3;
    const shape = [2, 4, 3, 3].slice(0, rank);
    const { problem } = report(layer, config, [{ shape, dtype: 'float32' }]);
    expect(problem?.where).toBe(where);
    expect(problem?.message).toMatch(says);
  });

  it('is mended inside the argument that holds it', () => {
    const config = { units: 2, kernel_regularizer: { className: 'L2', config: { l2: -1 } } };
    const inputs = [{ shape: [2, 3], dtype: 'float32' as const }];
    const fix = report('Dense', config, inputs).problem?.fixes?.[0];
    expect(fix?.params?.argument).toBe('kernel_regularizer');
    const value = fix?.params?.value;
    expect(isJsonObject(value) && value.className).toBe('L2');
    expect(report('Dense', { ...config, kernel_regularizer: value ?? null }, inputs).problem).toBeNull();
  });
});

describe('sizes', () => {
  it.each<[string, JsonObject, number[]]>([
    ['Dense', { units: 1e12 }, [2, 3]],
    ['RepeatVector', { n: 1e12 }, [2, 3]],
    ['Embedding', { input_dim: 1e6, output_dim: 1e6 }, [2, 3]],
    ['Conv2D', { filters: 1e10, kernel_size: 1 }, [2, 4, 4, 1]],
    ['UpSampling2D', { size: 1e6 }, [2, 4, 4, 1]],
  ])('%s %j is refused before memory is asked for', (layer, config, shape) => {
    const { problem } = report(layer, config, [{ shape, dtype: 'float32' }]);
    expect(problem?.code).toBe('tensor-too-large');
    expect(problem?.message).toMatch(/more than a browser can hold/);
  });

  it.each<[string, JsonObject, number[], string]>([
    ['Resizing', { height: 1e9, width: 2 }, [2, 4, 4, 1], 'height'],
    ['AdaptiveMaxPooling1D', { output_size: 1e9 }, [2, 7, 1], 'output_size'],
    ['MelSpectrogram', { fft_length: 1e9 }, [2, 4000], 'fft_length'],
    ['STFTSpectrogram', { frame_length: 1e9 }, [2, 4000, 1], 'frame_length'],
  ])('%s %j is refused before tables are made', (layer, config, shape, where) => {
    expect(report(layer, config, [{ shape, dtype: 'float32' }]).problem?.where).toBe(where);
  });
});
