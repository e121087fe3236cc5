/** Words all the way: chosen as data, read by a proposed model, learnt, asked about, and refused where they cannot go. */
import { afterEach, describe, expect, it } from 'vitest';
import type { DataSpec } from '../../src/graph/data-spec';
import type { LayerSpec, ModelGraph, ObjectSpec } from '../../src/graph/model';
import { Sketch } from '../../src/graph/sketch';
import type { Problem, Studio } from '../../src/state';
import type { DataFacts } from '../../src/state/data-facts';
import { wordProblems } from '../../src/state/word-problems';
import { closeWorkers, testStudio } from './support';

afterEach(closeWorkers);

const SENTENCES = { kind: 'generated', name: 'sentences', points: 600, noise: 0, seed: 1 } as const;

async function sentences(points = 600): Promise<Studio> {
  const studio = await testStudio();
  await studio.data.use({ ...SENTENCES, points });
  await studio.data.settled();
  return studio;
}

/** A CSV whose rows have a text, a number, and an answer that needs both. */
function mixed(rows = 120): File {
  const lines = Array.from({ length: rows }, (_, i) => {
    const good = i % 2 === 0;
    const text = `visit number ${i} with ${good ? 'a lovely and warm' : 'a cold and rude'} welcome on day ${(i * 7) % 31}`;
    const cost = (i * 17) % 40;
    return `"${text}, they said ""so""",${cost + 0.5},${good === cost < 20 ? 'yes' : 'no'}`;
  });
  return new File([`note,cost,again\n${lines.join('\n')}\n`], 'visits.csv');
}

const classesOf = (studio: Studio): (string | undefined)[] => {
  const { model } = studio.document.getState().document;
  return model.nodes.map((n) => model.layers[n.layer]?.className);
};
const codes = (studio: Studio): string[] => studio.problems().map((p) => p.code);
const noted = (studio: Studio, code: string): Problem => {
  const found = studio.problems().find((p) => p.code === code);
  if (!found) throw new Error(`Nothing says ${code}: ${codes(studio).join(', ')}.`);
  return found;
};
const layerCalled = (studio: Studio, className: string): string => {
  const found = Object.values(studio.document.getState().document.model.layers).find((l) => l.className === className);
  if (!found) throw new Error(`There is no ${className}.`);
  return found.id;
};

describe('sentences', () => {
  it('are learnt by the model proposed for them, which then reads what is typed', async () => {
    const studio = await sentences(1200);
    expect(classesOf(studio)).toEqual([
      'InputLayer',
      'TextVectorization',
      'Embedding',
      'GlobalAveragePooling1D',
      'Dense',
      'Dense',
    ]);
    expect(studio.problems()).toEqual([]);
    expect(studio.proposal()).toBeNull();
    studio.edit.setFit({ epochs: 20, backend: 'cpu' });
    await studio.training.start();
    const evaluated = await studio.training.evaluate('test');
    expect(evaluated.ok && evaluated.value.accuracy).toBeGreaterThan(0.8);
    const rows = ['An excellent hotel, and the bed was lovely too.', 'The soup was truly awful; never again!', ''];
    const inputs = await studio.data.encodeRows(rows.map((review) => ({ review })));
    expect(inputs).toEqual([rows]);
    const answer = await studio.training.predict(inputs, 3);
    if (!answer.ok) throw new Error(answer.problem.message);
    expect(answer.value.outputs[0]).toBeGreaterThan(0.7);
    expect(answer.value.outputs[1]).toBeLessThan(0.3);
    const part = await studio.training.predictPart('test', 50);
    expect(part.ok && part.value.outputs).toHaveLength(50);
  });

  it('show the vocabulary a run finds on the training part, and keep it in the project when asked to', async () => {
    const studio = await sentences(200);
    const layer = layerCalled(studio, 'TextVectorization');
    const found = await studio.training.vocabulary(layer);
    if (!found.ok) throw new Error(found.problem.message);
    expect(found.value.tokens[0]).toBe('the');
    expect(found.value.idf_weights).toBeNull();
    studio.edit.setArgument({ kind: 'layer', layer }, 'vocabulary', [...found.value.tokens]);
    expect(studio.problems()).toEqual([]);
    studio.edit.setSplit({ seed: 7 });
    await studio.data.settled();
    const kept = await studio.training.vocabulary(layer);
    expect(kept.ok && kept.value.tokens).toEqual(found.value.tokens);
  });
});

describe('texts beside numbers', () => {
  it('are read by branches that meet, and both are learnt from', async () => {
    const studio = await testStudio();
    expect(await studio.data.importFiles([mixed(400)])).toEqual({ ok: true, value: null });
    await studio.data.settled();
    const facts = studio.data.store.getState().facts;
    expect(facts?.inputs.map((i) => [i.name, i.dtype])).toEqual([
      ['input', 'float32'],
      ['note', 'string'],
    ]);
    studio.applyStarter();
    expect(classesOf(studio).filter((c) => c === 'InputLayer')).toHaveLength(2);
    expect(studio.problems()).toEqual([]);
    studio.edit.setFit({ epochs: 40, backend: 'cpu' });
    await studio.training.start();
    const evaluated = await studio.training.evaluate('test');
    expect(evaluated.ok && evaluated.value.accuracy).toBeGreaterThan(0.8);
    const inputs = await studio.data.encodeRows([{ note: 'a lovely and warm welcome', cost: 3 }]);
    expect(inputs).toHaveLength(2);
    const answer = await studio.training.predict(inputs, 1);
    expect(answer.ok && answer.value.outputs[0]).toBeGreaterThan(0.5);
  });

  it('are missed where the model has one input, with two ways on', async () => {
    const studio = await testStudio();
    studio.edit.insertLayer({ className: 'Dropout', config: {} }, 1);
    await studio.data.importFiles([mixed()]);
    await studio.data.settled();
    const told = noted(studio, 'inputs-unread');
    expect(told.severity).toBe('warning');
    for (const fix of told.fixes ?? []) {
      studio.applyFix(fix);
      await studio.data.settled();
      expect(codes(studio)).not.toContain('inputs-unread');
      studio.edit.undo();
      await studio.data.settled();
    }
  });
});

describe('words', () => {
  it('behind a layer that computes are told at the layer, and moving it to the input settles it', async () => {
    const studio = await sentences(100);
    const vectorization = layerCalled(studio, 'TextVectorization');
    studio.edit.moveLayer(vectorization, 1);
    expect(codes(studio)).toContain('words-read');
    studio.edit.undo();
    const extra = studio.edit.insertLayer({ className: 'StringLookup', config: {} }, 1);
    const told = noted(studio, 'host-layer');
    expect(told.where).toBe(extra);
    expect(told.fixes?.map((f) => f.label)).toEqual(['Move it behind the input', 'Remove it']);
    const remove = told.fixes?.[1];
    if (remove) studio.applyFix(remove);
    expect(studio.problems()).toEqual([]);
  });

  it('read by a layer of numbers are told, and the fix puts a reader between', async () => {
    const studio = await sentences(100);
    studio.edit.removeLayer(layerCalled(studio, 'TextVectorization'));
    const told = noted(studio, 'words-read');
    expect(told.message).toMatch(/^Embedding computes with numbers/);
    const [fix] = told.fixes ?? [];
    if (fix) studio.applyFix(fix);
    expect(codes(studio)).not.toContain('words-read');
    expect(classesOf(studio)[1]).toBe('TextVectorization');
  });

  it('need a table of vectors as long as the vocabulary, and a length', async () => {
    const studio = await sentences(100);
    const embedding = { kind: 'layer', layer: layerCalled(studio, 'Embedding') } as const;
    studio.edit.setArgument(embedding, 'input_dim', 10);
    const small = noted(studio, 'embedding-words');
    if (small.fixes?.[0]) studio.applyFix(small.fixes[0]);
    expect(studio.problems()).toEqual([]);
    studio.edit.resetArgument(
      { kind: 'layer', layer: layerCalled(studio, 'TextVectorization') },
      'output_sequence_length',
    );
    const open = noted(studio, 'text-length');
    if (open.fixes?.[0]) studio.applyFix(open.fixes[0]);
    expect(studio.problems()).toEqual([]);
  });
});

describe('two columns of words', () => {
  it('are crossed by HashedCrossing where only the pair tells the answer', async () => {
    const studio = await testStudio();
    const rows = Array.from({ length: 240 }, (_, i) => {
      const [shape, colour] = [i % 2, Math.floor(i / 2) % 2];
      return `${shape ? 'round' : 'square'},${colour ? 'red' : 'blue'},${shape === colour ? 'yes' : 'no'}`;
    });
    await studio.data.importFiles([new File([`shape,colour,answer\n${rows.join('\n')}\n`], 'pairs.csv')]);
    studio.edit.setColumns(['shape', 'colour'], { type: 'text', missing: 'own-value' });
    await studio.data.settled();
    const s = new Sketch();
    const [shape, colour] = [s.input([1], 'string', 'shape'), s.input([1], 'string', 'colour')];
    const crossed = s.call('HashedCrossing', { num_bins: 101, output_mode: 'one_hot' }, shape, colour);
    studio.edit.setModel(s.model(s.call('Dense', { units: 1, activation: 'sigmoid' }, crossed)), 'Cross');
    studio.edit.setFit({ epochs: 60, backend: 'cpu' });
    expect(studio.problems().filter((p) => p.severity === 'error')).toEqual([]);
    await studio.training.start();
    const evaluated = await studio.training.evaluate('test');
    expect(evaluated.ok && evaluated.value.accuracy).toBe(1);
  });
});

describe('texts without a word', () => {
  /** A column of texts of which some are empty, beside an answer. */
  const gaps = (empty: number): File => {
    const lines = Array.from({ length: 120 }, (_, i) => {
      const text = i < empty ? '' : `we came ${i} times to the ${['old', 'new', 'big'][i % 3]} house`;
      return `"${text}",${i % 2 === 0 ? 'yes' : 'no'}`;
    });
    return new File([`note,again\n${lines.join('\n')}\n`], 'notes.csv');
  };
  async function masked(empty: number): Promise<Studio> {
    const studio = await testStudio();
    const read = await studio.data.importFiles([gaps(empty)]);
    if (!read.ok) throw new Error(read.problem.message);
    await studio.data.settled();
    studio.edit.setArgument({ kind: 'layer', layer: layerCalled(studio, 'Embedding') }, 'mask_zero', true);
    return studio;
  }

  it('spoil a mean under mask_zero, which is said before a run, with two ways on', async () => {
    const studio = await masked(40);
    const problem = noted(studio, 'mean-of-nothing');
    expect(problem.message).toMatch(/^\d+ training texts are empty/);
    expect(problem.where).toBe(layerCalled(studio, 'GlobalAveragePooling1D'));
    expect(problem.fixes).toHaveLength(2);
    for (const fix of problem.fixes ?? []) {
      studio.edit.seal();
      studio.applyFix(fix);
      await studio.data.settled();
      expect(codes(studio)).not.toContain('mean-of-nothing');
      studio.edit.undo();
      await studio.data.settled();
    }
    expect(codes(studio)).toContain('mean-of-nothing');
  });

  it.each<[string, ObjectSpec]>([
    [
      'Bidirectional',
      {
        className: 'Bidirectional',
        config: { layer: { className: 'LSTM', config: { units: 4, return_sequences: true } } },
      },
    ],
    ['LSTM', { className: 'LSTM', config: { units: 4, return_sequences: true } }],
    ['Dropout', { className: 'Dropout', config: {} }],
  ])('spoil it through %s, too', async (_, spec) => {
    const studio = await masked(40);
    const { model } = studio.document.getState().document;
    const embedding = model.nodes.find((n) => n.layer === layerCalled(studio, 'Embedding'));
    studio.edit.insertLayer(spec, { after: embedding?.id ?? '' });
    expect(noted(studio, 'mean-of-nothing').where).toBe(layerCalled(studio, 'GlobalAveragePooling1D'));
  });

  it('spoil a mean of sums and of attention, and of nothing else that is merged', () => {
    const found = (merge: string, masks: readonly [boolean, boolean]): boolean => {
      const layers: LayerSpec[] = [
        { id: 'in', name: 'in', className: 'InputLayer', config: { shape: [6], dtype: 'int32' } },
        { id: 'a', name: 'a', className: 'Embedding', config: { input_dim: 9, output_dim: 4, mask_zero: masks[0] } },
        { id: 'b', name: 'b', className: 'Embedding', config: { input_dim: 9, output_dim: 4, mask_zero: masks[1] } },
        { id: 'm', name: 'm', className: merge, config: {} },
        { id: 'g', name: 'g', className: 'GlobalAveragePooling1D', config: {} },
      ];
      const reads: Record<string, string[]> = { in: [], a: ['in'], b: ['in'], m: ['a', 'b'], g: ['m'] };
      const model: ModelGraph = {
        layers: Object.fromEntries(layers.map((l) => [l.id, l])),
        nodes: layers.map(({ id }) => ({
          id,
          layer: id,
          inputs: (reads[id] ?? []).map((node) => ({ node, index: 0 })),
        })),
        inputs: ['in'],
        outputs: [{ node: 'g', index: 0 }],
      };
      const facts = {
        inputs: [{ name: 'x', shape: [6], dtype: 'int32' }],
        features: [],
        blankRows: 3,
      } as unknown as DataFacts;
      const data = {} as DataSpec;
      return wordProblems({ model, data }, facts).some((p) => p.code === 'mean-of-nothing');
    };
    expect(found('Add', [true, true])).toBe(true);
    expect(found('Concatenate', [true, true])).toBe(true);
    expect(found('Add', [true, false])).toBe(false);
    expect(found('Attention', [true, false])).toBe(true);
    expect(found('Attention', [false, true])).toBe(false);
    expect(found('Dot', [true, true])).toBe(false);
  });

  it('are no trouble where there are none, or nothing masks them', async () => {
    expect(codes(await masked(0))).not.toContain('mean-of-nothing');
    const studio = await masked(40);
    studio.edit.insertLayer(
      { className: 'Flatten', config: {} },
      { after: studio.document.getState().document.model.nodes[2]?.id ?? '' },
    );
    expect(codes(studio)).not.toContain('mean-of-nothing');
  });
});
