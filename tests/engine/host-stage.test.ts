/** Words and hashes are turned into whole numbers before a model runs, for all rows and for rows asked about alike. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ProblemError } from '../../src/base/problem';
import type { PreparedData } from '../../src/data/prepared';
import { stageModel, stageRows } from '../../src/engine/host-stage';
import type { ModelGraph } from '../../src/graph/model';
import { buildModel, resolve } from '../../src/keras';
import { binEdges } from '../../src/keras/layers/preprocessing/quantiles';
import { compileSpec, layer, setup, stack, xorData } from './support';

const PETS = ['cat', 'dog', 'cat', 'emu', 'dog', 'cat'];
const compile = compileSpec(layer('SGD', { learning_rate: 0.5 }), layer('BinaryCrossentropy'));

/** Rows whose one input is a word. */
function words(list: readonly string[]): PreparedData {
  const data = xorData(list.length);
  const input = { name: 'x', shape: [1], dtype: 'int32', data: new Int32Array(0), words: list } as const;
  return { ...data, inputs: [input], parts: { ...data.parts, train: Int32Array.of(0, 1, 2, 4) } };
}

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'none';
  } catch (error) {
    return error instanceof ProblemError ? error.problem.code : String(error);
  }
};

const embed = [layer('Embedding', { input_dim: 8, output_dim: 2 }), layer('Flatten')];
const end = layer('Dense', { units: 1, activation: 'sigmoid' });

it('takes the vocabulary from the training rows and leaves whole numbers', () => {
  const { model, data } = stageModel(stack([1], layer('StringLookup'), ...embed, end), words(PETS));
  // The emu is in no training row; of equally frequent words the later comes first, as in Keras.
  expect(model.layers.l0?.config.vocabulary).toEqual(['dog', 'cat']);
  expect([...(data.inputs[0]?.data ?? [])]).toEqual([2, 1, 2, 0, 1, 2]);
  expect(data.inputs[0]?.words).toBeUndefined();
  expect(model.inputs).toEqual(['n1.host']);
});

it('trains on words as on their numbers', async () => {
  const staged = stageModel(stack([1], layer('StringLookup'), ...embed, end), words(PETS));
  const direct: PreparedData = { ...staged.data, key: 'direct' };
  const runs = [setup(staged.model, compile, staged.data), setup(stack([1], ...embed, end), compile, direct)];
  for (const { session } of runs) await session.run(null, false);
  const [first, second] = runs.map(({ heard }) => heard.epochs.map((e) => e.logs.loss));
  expect(first?.length).toBe(3);
  expect(first).toEqual(second);
});

it('treats rows asked about as rows of the data', () => {
  const graph = stack([2], layer('Hashing', { num_bins: 5, output_mode: 'multi_hot' }), end);
  const data = xorData(12);
  const spread = { ...data, inputs: data.inputs.map((a) => ({ ...a, data: a.data.map((v) => v * 100) })) };
  const staged = stageModel(graph, spread);
  const rows = stageRows(graph, staged, [spread.inputs[0]?.data as Float32Array], 12);
  expect([...(rows[0] ?? [])]).toEqual([...(staged.data.inputs[0]?.data ?? [])]);
});

it('treats words asked about as words of the data, beside an input of numbers', () => {
  const base = stack([1], layer('TextVectorization', { output_sequence_length: 3 }), ...embed, end);
  const texts = ['a cat', 'The dog; the cat!', '', 'a dog and an emu', 'cat', 'dog', 'x', 'y'];
  const data = words(texts);
  const staged = stageModel(base, data);
  const rows = stageRows(base, staged, [texts], texts.length);
  expect([...(rows[0] ?? [])]).toEqual([...(staged.data.inputs[0]?.data ?? [])]);
  expect(rows[0]).toHaveLength(3 * texts.length);
});

it('reads rows once for the same layer and data, whatever else changes', () => {
  const list = [...PETS];
  const data = words(list);
  const graph = stack([1], layer('StringLookup'), ...embed, end);
  const wider = stack([1], layer('StringLookup'), layer('Embedding', { input_dim: 9, output_dim: 3 }), end);
  const first = stageModel(graph, data).data.inputs[0];
  expect(stageModel(wider, { ...data }).data.inputs[0]?.data).toBe(first?.data);
  const salted = stack([1], layer('StringLookup', { vocabulary: ['emu'] }), ...embed, end);
  expect([...(stageModel(salted, data).data.inputs[0]?.data ?? [])]).toEqual([0, 0, 0, 1, 0, 0]);
  const others = { ...words([...PETS].reverse()), key: data.key };
  expect(stageModel(graph, others).data.inputs[0]?.data).not.toEqual(first?.data);
});

it('sorts equally frequent words by their UTF-8 bytes, the last first, as NumPy does', () => {
  const { definition, config } = resolve('layer', layer('StringLookup'));
  const bytes = (text: string): string =>
    [...new TextEncoder().encode(text)].map((b) => String.fromCharCode(b)).join('');
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 1 }), (tokens) => {
      const data = tokens.filter((t) => !/\p{Surrogate}/u.test(t) && t !== '[UNK]');
      const found = definition.adapt?.(config, { shape: [data.length, 1], dtype: 'string', data }) as {
        vocabulary: string[];
      };
      expect(found.vocabulary.map(bytes)).toEqual(data.map(bytes).sort((a, b) => (a < b ? 1 : -1)));
    }),
  );
});

it('keeps an input that other layers read too', () => {
  const base = stack([2], layer('Hashing', { num_bins: 5, output_mode: 'multi_hot' }), layer('Dense', { units: 2 }));
  const graph: ModelGraph = {
    ...base,
    layers: { ...base.layers, both: { id: 'both', name: 'both', className: 'Concatenate', config: {} } },
    nodes: [
      ...base.nodes,
      {
        id: 'all',
        layer: 'both',
        inputs: [
          { node: 'n2', index: 0 },
          { node: 'n0', index: 0 },
        ],
      },
    ],
    outputs: [{ node: 'all', index: 0 }],
  };
  const { model, data } = stageModel(graph, xorData(8));
  expect(model.inputs).toEqual(['n0', 'n1.host']);
  expect(data.inputs.map((a) => a.dtype)).toEqual(['float32', 'int32']);
});

it('leaves models without such layers as they are', () => {
  const [graph, data] = [stack([2], end), xorData(8)];
  const staged = stageModel(graph, data);
  expect(staged.model).toBe(graph);
  expect(staged.data).toBe(data);
});

it('says where such a layer must stand, and what words need', () => {
  const late = stack([2], layer('Dense', { units: 2 }), layer('Hashing', { num_bins: 3 }));
  expect(codeOf(() => stageModel(late, xorData(8)))).toBe('host-layer');
  const base = stack([1], layer('StringLookup'), ...embed, end);
  const both: ModelGraph = { ...base, outputs: [...base.outputs, { node: 'n0', index: 0 }] };
  expect(codeOf(() => stageModel(both, words(PETS)))).toBe('words-read');
  const inverted = stack([2], layer('StringLookup', { vocabulary: ['a'], invert: true }));
  expect(codeOf(() => stageModel(inverted, xorData(8)))).toBe('host-words');
  const strict = stack([1], layer('StringLookup', { vocabulary: ['cat'], num_oov_indices: 0 }), ...embed, end);
  expect(codeOf(() => stageModel(strict, words(PETS)))).toBe('token-unknown');
});

it('finds the bins of Discretization on the training rows', () => {
  const graph = stack([2], layer('Discretization', { num_bins: 3, output_mode: 'count' }), end);
  const data = xorData(40);
  const staged = stageModel(graph, data);
  const { train } = data.parts;
  const numbers = [...train].flatMap((row) => [...(data.inputs[0]?.data.subarray(row * 2, row * 2 + 2) ?? [])]);
  expect(staged.model.layers.l0?.config.bin_boundaries).toEqual(binEdges(numbers, 3, 0.01));
  expect(staged.data).toBe(data);
  const given = stack([2], layer('Discretization', { bin_boundaries: [0, 1] }), end);
  expect(stageModel(given, data).model).toBe(given);
  const deep = stack([2], layer('Dense', { units: 2 }), layer('Discretization', { num_bins: 3 }), end);
  expect(codeOf(() => stageModel(deep, data))).toBe('adapt-place');
  expect([...buildModel(deep, 0).nodes.values()].flatMap((n) => n.problems.map((p) => p.code))).toEqual([
    'adapt-place',
  ]);
});

it('asks for a vocabulary where columns are counted by it', () => {
  const check = (config: Record<string, string | number | boolean>): string | null => {
    const { definition, config: full } = resolve('layer', { className: 'StringLookup', config });
    return definition.check?.(full, [{ shape: [2, 1], dtype: 'int32' }])?.code ?? null;
  };
  expect(check({ output_mode: 'count' })).toBe('vocabulary');
  expect(check({ output_mode: 'count', max_tokens: 5, pad_to_max_tokens: true })).toBeNull();
  expect(check({})).toBeNull();
});
