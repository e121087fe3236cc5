/** Laws of undo: whatever was edited, going back gives what was there, and quick edits of one thing are one step. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newDocument } from '../../src/graph/defaults';
import { graphFault } from '../../src/graph/topology';
import type { Clock } from '../../src/state';
import { createDocumentStore } from '../../src/state/document-store';
import { createEditor } from '../../src/state/editor';
import { createViewStore } from '../../src/state/view-store';
import { apply, randomEdit } from '../graph/support';

function setup() {
  let now = 0;
  const clock: Clock = { now: () => now, after: () => () => undefined };
  const documents = createDocumentStore(newDocument({ id: 'p1' }), clock);
  const view = createViewStore();
  const edit = createEditor(documents, view);
  const document = () => documents.store.getState().document;
  const layer = (i: number): string => document().model.nodes[i]?.layer ?? '';
  return { documents, view, edit, document, layer, pass: (ms: number) => (now += ms) };
}

describe('undo', () => {
  it('after any edits gives back each document in turn, and redo does them again', () => {
    fc.assert(
      fc.property(fc.array(randomEdit, { maxLength: 10 }), (steps) => {
        const { documents, edit, document } = setup();
        const seen = [document()];
        for (const step of steps) {
          if (edit.change(step.kind, (d) => ({ ...d, model: apply(d.model, step) }))) seen.push(document());
        }
        for (const past of seen.slice(0, -1).toReversed()) {
          edit.undo();
          expect(document()).toBe(past);
        }
        expect(documents.store.getState().undoLabel).toBeNull();
        for (const future of seen.slice(1)) {
          edit.redo();
          expect(document()).toBe(future);
        }
        expect(documents.store.getState().redoLabel).toBeNull();
      }),
    );
  });

  it('takes quick edits of one argument as one step, and slow or different ones as several', () => {
    const { edit, document, layer, pass } = setup();
    const first = document();
    const target = { kind: 'layer', layer: layer(2) } as const;
    for (const filters of [17, 18, 19]) {
      edit.setArgument(target, 'filters', filters);
      pass(200);
    }
    const quick = document();
    pass(5000);
    edit.setArgument(target, 'filters', 20);
    edit.setArgument(target, 'kernel_size', 2);
    edit.undo();
    edit.undo();
    expect(document()).toBe(quick);
    edit.undo();
    expect(document()).toBe(first);
  });

  it('keeps a field that was left apart from what is typed into it later', () => {
    const { edit, document } = setup();
    edit.setFit({ epochs: 3 });
    const left = document();
    edit.seal();
    edit.setFit({ epochs: 4 });
    edit.undo();
    expect(document()).toBe(left);
  });

  it('forgets what was undone once something else is done', () => {
    const { documents, edit } = setup();
    edit.setFit({ epochs: 3 });
    edit.undo();
    edit.setFit({ seed: 9 });
    expect(documents.store.getState().redoLabel).toBeNull();
  });

  it('brings the selection back', () => {
    const { view, edit, layer } = setup();
    view.select(layer(3));
    edit.removeLayer(layer(3));
    const after = view.store.getState().selected;
    expect(after).toBe(layer(3));
    edit.undo();
    expect(view.store.getState().selected).toBe(layer(3));
    edit.redo();
    expect(view.store.getState().selected).toBe(after);
  });

  it('has nothing to take back for an edit that changes nothing', () => {
    const { documents, edit, document } = setup();
    edit.setFit({ epochs: document().fit.epochs });
    edit.renameProject(document().name);
    edit.setData(structuredClone(document().data));
    expect(documents.store.getState().undoLabel).toBeNull();
  });
});

describe('the editor', () => {
  it('selects what it inserts, says so, and keeps the model valid', () => {
    const { view, edit, document } = setup();
    const made = edit.insertLayer({ className: 'BatchNormalization', config: {} }, 2);
    expect(view.store.getState().selected).toBe(made);
    expect(view.store.getState().announcement.text).toBe('BatchNormalization inserted at position 3.');
    expect(graphFault(document().model)).toBeNull();
  });

  it('stores an argument that has its default as absent', () => {
    const { edit, layer } = setup();
    const target = { kind: 'layer', layer: layer(2) } as const;
    edit.setArgument(target, 'use_bias', false);
    expect(edit.object(target).config).toHaveProperty('use_bias', false);
    edit.setArgument(target, 'use_bias', true);
    expect(edit.object(target).config).not.toHaveProperty('use_bias');
  });

  it('keeps arguments both know when a layer is replaced, and drops the others', () => {
    const { edit, layer } = setup();
    const target = { kind: 'layer', layer: layer(2) } as const;
    edit.replaceObject(target, { className: 'Dense', config: { units: 5 } });
    expect(edit.object(target)).toMatchObject({ className: 'Dense', config: { units: 5, activation: 'relu' } });
  });

  it('refuses edits of a project another tab writes', () => {
    const { documents, edit, document } = setup();
    documents.setReadOnly(true);
    const before = document();
    edit.setFit({ epochs: 3 });
    edit.insertLayer({ className: 'Flatten', config: {} }, 0);
    expect(document()).toBe(before);
  });

  it('never removes the input', () => {
    const { edit, document, layer } = setup();
    const before = document();
    edit.removeLayer(layer(0));
    edit.duplicateLayer(layer(0));
    expect(document()).toBe(before);
  });

  it('says before a drop what it would break, and changes nothing', () => {
    const { edit, document } = setup();
    const before = document();
    const flattened = edit.tryInsert({ className: 'Flatten', config: {} }, 1);
    expect(flattened.map((p) => p.severity)).toContain('error');
    expect(edit.tryInsert({ className: 'BatchNormalization', config: {} }, 1)).toEqual([]);
    expect(document()).toBe(before);
  });

  it('scales a learning rate, be it a number, the default or a schedule', () => {
    const { edit, document } = setup();
    const optimizer = () => document().compile.optimizer.config;
    edit.scaleLearningRate(0.1);
    expect(optimizer().learning_rate).toBe(0.0001);
    const schedule = { className: 'CosineDecay', config: { initial_learning_rate: 0.5, decay_steps: 10 } };
    edit.setArgument({ kind: 'optimizer' }, 'learning_rate', schedule);
    edit.scaleLearningRate(0.1);
    expect(optimizer().learning_rate).toEqual({
      ...schedule,
      config: { ...schedule.config, initial_learning_rate: 0.05 },
    });
  });
});
