/** What is found between the parts of a project: each case with what was expected, what came, and a fix that works. */
import { afterEach, describe, expect, it } from 'vitest';
import { object, sequential } from '../../src/graph/build';
import type { ProjectDocument } from '../../src/graph/document';
import { nestedModel } from '../../src/graph/nested';
import type { Studio } from '../../src/state';
import { type Kind, studioOn } from './facts';
import { closeWorkers } from './support';

afterEach(closeWorkers);

const table: Kind = { name: 'five', inputKind: 'vector', shape: [4], task: 'multiclass', classes: 5 };
const numbers: Kind = { name: 'numbers', inputKind: 'vector', shape: [4], task: 'regression' };
const images: Kind = { name: 'images', inputKind: 'image', shape: [8, 8, 1], task: 'multiclass', classes: 10 };
const words: Kind = {
  name: 'words',
  inputKind: 'vector',
  shape: [6],
  dtype: 'int32',
  task: 'binary',
  classes: 2,
  largest: 99,
};

async function starterOn(kind: Kind, none?: 'validation'): Promise<Studio> {
  const studio = await studioOn(kind, none);
  studio.applyStarter();
  return studio;
}

const change = (studio: Studio, make: (d: ProjectDocument) => Partial<ProjectDocument>): void =>
  void studio.edit.change('', (d) => ({ ...d, ...make(d) }));

const codes = (studio: Studio): string[] => studio.problems().map((p) => p.code);

/** The problem of a code; its first fix makes it go away. */
function fixed(studio: Studio, code: string, which = 0): void {
  const problem = studio.problems().find((p) => p.code === code);
  const fix = problem?.fixes?.[which];
  if (!fix) throw new Error(`${code}: ${JSON.stringify(studio.problems())}`);
  studio.applyFix(fix);
  expect(codes(studio)).not.toContain(code);
}

describe('a callback', () => {
  it('that watches validation where there is none is offered a part, or the training metric', async () => {
    const studio = await starterOn(table, 'validation');
    studio.edit.setSplit({ validation: 0 });
    change(studio, () => ({ callbacks: [object('EarlyStopping', { monitor: 'val_loss' })] }));
    expect(studio.problems()).toMatchObject([{ code: 'callback-monitor', severity: 'warning', received: 'val_loss' }]);
    const [first, second] = studio.problems()[0]?.fixes ?? [];
    if (!first || !second) throw new Error('no fixes');
    studio.applyFix(first);
    expect(studio.document.getState().document.data.split.validation).toBe(0.15);
    studio.edit.undo();
    studio.applyFix(second);
    expect(studio.problems()).toEqual([]);
  });

  it('that watches what nobody logs is offered what is logged', async () => {
    const studio = await starterOn(table);
    change(studio, () => ({ callbacks: [object('ReduceLROnPlateau', { monitor: 'val_acc' })] }));
    expect(codes(studio)).toEqual(['callback-monitor']);
    fixed(studio, 'callback-monitor');
  });

  it('may watch any key of the run, those of results per class included', async () => {
    const studio = await starterOn(table);
    studio.edit.setLoss(object('CategoricalCrossentropy'));
    studio.edit.setMetrics([object('F1Score'), object('accuracy')]);
    for (const monitor of ['loss', 'val_accuracy', 'f1_score_3', 'val_f1_score']) {
      change(studio, () => ({ callbacks: [object('EarlyStopping', { monitor })] }));
      expect(studio.problems(), monitor).toEqual([]);
    }
  });

  it('with an argument it does not take is told which', async () => {
    const studio = await starterOn(table);
    change(studio, () => ({ callbacks: [object('EarlyStopping', { patience: -1 })] }));
    fixed(studio, 'argument-invalid');
    change(studio, () => ({ callbacks: [object('EarlyStopping', { patiense: 3 })] }));
    fixed(studio, 'argument-unknown');
  });
});

describe('class weights', () => {
  it('of a class that is not there, or of a number, are found', async () => {
    const classes = await starterOn(table);
    classes.edit.setFit({ class_weight: { 0: 1, 7: 2 } });
    expect(codes(classes)).toEqual(['class-weight']);
    fixed(classes, 'class-weight');
    const regression = await starterOn(numbers);
    regression.edit.setFit({ class_weight: { 0: 1 } });
    fixed(regression, 'class-weight');
  });
});

describe('a model', () => {
  it('whose Embedding knows too few indices is told how many there are', async () => {
    const studio = await studioOn(words);
    const model = sequential(
      [6],
      [
        object('Embedding', { input_dim: 50, output_dim: 4 }),
        object('Flatten'),
        object('Dense', { units: 1, activation: 'sigmoid' }),
      ],
      'int32',
    );
    change(studio, (d) => ({ model, compile: { ...d.compile, losses: [object('BinaryCrossentropy')] } }));
    expect(studio.problems()).toMatchObject([
      { code: 'embedding-size', expected: 'input_dim of at least 100', received: '50' },
    ]);
    fixed(studio, 'embedding-size');
  });

  it('that takes pixels as they are is offered a Rescaling', async () => {
    const studio = await starterOn(images);
    const { stack } = studio.analysis();
    studio.edit.removeLayer(stack?.items[0]?.layer.id ?? '');
    expect(studio.problems()).toMatchObject([{ code: 'inputs-unscaled', severity: 'warning' }]);
    fixed(studio, 'inputs-unscaled');
    expect(studio.analysis().stack?.items[0]?.layer.className).toBe('Rescaling');
  });

  it('without weights, or with all of them frozen, has nothing to learn', async () => {
    const studio = await starterOn(table);
    change(studio, () => ({ model: sequential([4], [object('Softmax')]) }));
    fixed(studio, 'model-empty');
    change(studio, () => ({
      model: sequential([4], [object('Dense', { units: 5, activation: 'softmax', trainable: false })]),
    }));
    expect(studio.problems()).toMatchObject([{ code: 'model-frozen', severity: 'warning' }]);
  });

  it('with a layer that cannot follow another gets the layer that makes it fit', async () => {
    const studio = await starterOn(images);
    const { stack } = studio.analysis();
    const flatten = stack?.items.find((i) => i.layer.className === 'Flatten');
    studio.edit.insertLayer(object('Conv2D', { filters: 3, kernel_size: 2 }), { after: flatten?.node ?? '' });
    const [problem] = studio.problems();
    expect(problem).toMatchObject({ code: 'input-rank', severity: 'error' });
    expect(problem?.expected).toBeDefined();
    expect(problem?.received).toBeDefined();
    expect(studio.analysis().fits).toBe(false);
  });
});

describe('analysis', () => {
  it('counts what Keras counts', async () => {
    const studio = await starterOn(images);
    const { parameters, layers, stack, weightBytes, flops } = studio.analysis();
    const shapes = stack?.items.map((i) => layers.get(i.layer.id)?.outputShape);
    expect(shapes).toEqual([
      [null, 8, 8, 1],
      [null, 8, 8, 16],
      [null, 6, 6, 32],
      [null, 3, 3, 32],
      [null, 288],
      [null, 288],
      [null, 10],
    ]);
    expect(parameters).toEqual({ trainable: 160 + 4640 + 2890, frozen: 0, total: 7690 });
    expect(weightBytes).toBe(4 * 7690);
    expect(flops).toBeGreaterThan(2 * 36 * 144 * 32);
  });

  it('is made once per model', async () => {
    const studio = await starterOn(images);
    const before = studio.analysis();
    studio.edit.setFit({ epochs: 3 });
    expect(studio.analysis()).toBe(before);
    expect(studio.problems()).toBe(studio.problems());
  });
});

describe('a nested model', () => {
  it('made for other data is made for these', async () => {
    const studio = await studioOn(table);
    const inner = sequential([9], [object('Dense', { units: 8, activation: 'relu' })]);
    change(studio, () => ({ model: sequential([4], [nestedModel(inner), object('Dense', { units: 5 })]) }));
    fixed(studio, 'nested-shape');
    expect(studio.analysis().fits).toBe(true);
  });
});

describe('stateful layers', () => {
  const series: Kind = { name: 'series', inputKind: 'series', shape: [6, 1], task: 'regression', rows: 24 };
  const statefulOn = async (stateful: boolean): Promise<Studio> => {
    const studio = await studioOn(series);
    studio.edit.setSplit({ validation: 0.25, test: 0.25 });
    change(studio, () => ({
      model: sequential([6, 1], [object('GRU', { units: 3, stateful }), object('Dense', { units: 1 })]),
    }));
    studio.edit.setFit({ batch_size: 5, shuffle: true });
    return studio;
  };

  it('are told of rows out of order and of a smaller last batch, and no other layers are', async () => {
    expect(codes(await statefulOn(false)).filter((c) => c.startsWith('stateful'))).toEqual([]);
    const studio = await statefulOn(true);
    fixed(studio, 'stateful-shuffle');
    expect(studio.document.getState().document.fit.shuffle).toBe(false);
    fixed(studio, 'stateful-rest');
  });

  it('are told of an input for batches of another size', async () => {
    const studio = await statefulOn(true);
    const input = studio.analysis().stack?.input.layer.id ?? '';
    studio.edit.setArgument({ kind: 'layer', layer: input }, 'batch_size', 3);
    fixed(studio, 'stateful-input');
    expect(studio.document.getState().document.fit.batch_size).toBe(3);
  });
});

describe('a fix', () => {
  it('whose layer is gone meanwhile changes nothing', async () => {
    const studio = await starterOn(images);
    const layer = studio.analysis().stack?.items[1]?.layer.id ?? '';
    studio.edit.removeLayer(layer);
    const before = studio.document.getState().document;
    studio.applyFix({ label: '', action: 'set-argument', params: { layer, argument: 'filters', value: 3 } });
    expect(studio.document.getState().document).toBe(before);
  });
});

describe('rows of zeros only', () => {
  it('leave nothing to average under mask_zero, which is said with the way on', async () => {
    const zeros: Kind = { ...words, largest: 0 };
    const layers = (mask_zero: boolean) => [
      object('Embedding', { input_dim: 100, output_dim: 4, mask_zero }),
      object('Dropout', { rate: 0.1 }),
      object('GlobalAveragePooling1D'),
      object('Dense', { units: 1, activation: 'sigmoid' }),
    ];
    const studio = await starterOn(zeros);
    change(studio, () => ({ model: sequential([6], layers(true), 'int32') }));
    expect(studio.problems()[0]?.message).toContain('16 training rows are empty');
    fixed(studio, 'mean-of-nothing');
    const full = await starterOn(words);
    change(full, () => ({ model: sequential([6], layers(true), 'int32') }));
    expect(codes(full)).not.toContain('mean-of-nothing');
  });
});
