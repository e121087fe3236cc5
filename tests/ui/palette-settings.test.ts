/** What a student types into the palette and is no layer is found with the place where it is set. */
import { describe, expect, it } from 'vitest';
import { newDocument } from '../../src/graph/defaults';
import { searchSettings } from '../../src/ui/features/palette/settings';

const document = newDocument({ id: 'p' });
const dense = { id: 'd', className: 'Dense', name: 'dense', config: { units: 3 } };

const FIRST: { readonly [query: string]: readonly [name: string, tab: string, argument?: string, search?: string] } = {
  'learning rate': ['learning_rate', 'compile', 'learning_rate'],
  lr: ['learning_rate', 'compile', 'learning_rate'],
  'weight decay': ['weight_decay', 'compile', 'weight_decay'],
  'gradient clipping': ['clipnorm', 'compile', 'clipnorm'],
  momentum: ['momentum', 'compile', 'optimizer', 'SGD'],
  rmsprop: ['RMSprop', 'compile', 'optimizer', 'RMSprop'],
  'cross entropy': ['BinaryCrossentropy', 'compile', 'loss'],
  'early stop': ['EarlyStopping', 'callbacks', 'callbacks', 'EarlyStopping'],
  'early stopping': ['EarlyStopping', 'callbacks', 'callbacks', 'EarlyStopping'],
  'cosine decay': ['CosineDecay', 'compile', 'learning_rate'],
  epochs: ['epochs', 'fit', 'epochs'],
  'batch size': ['batch_size', 'fit', 'batch_size'],
  gpu: ['backend', 'fit', 'backend'],
  imbalance: ['class_weight', 'fit', 'class_weight'],
  'validation split': ['validation split', 'data'],
  'one hot': ['encoding of columns', 'data'],
};

describe('settings', () => {
  it.each(Object.entries(FIRST))('%s leads to the place where it is set', (query, [name, tab, argument, search]) => {
    const found = searchSettings(query, document, null);
    expect(found.map((s) => s.name)).toContain(name);
    const goes = found.find((s) => s.name === name)?.goes;
    expect(goes?.tab).toBe(tab);
    if (argument !== undefined) expect(goes?.argument).toBe(argument);
    if (search !== undefined) expect(goes?.search).toBe(search);
  });

  it('finds the optimizer that is chosen where it is chosen, and looks up another', () => {
    const current = document.compile.optimizer.className;
    expect(searchSettings(current, document, null)[0]?.goes).toEqual({ tab: 'compile', argument: 'optimizer' });
  });

  it('finds arguments of the card selected, and what they take', () => {
    expect(searchSettings('kernel_regularizer', document, dense)[0]?.goes).toEqual({
      tab: 'layer',
      argument: 'kernel_regularizer',
    });
    expect(searchSettings('glorot uniform', document, dense)[0]?.goes.argument).toBe('kernel_initializer');
    expect(searchSettings('kernel_regularizer', document, null)).toEqual([]);
  });

  it('has an id for each that may stand in an attribute', () => {
    const all = searchSettings('a', document, dense);
    expect(new Set(all.map((s) => s.id)).size).toBe(all.length);
    for (const { id } of all) expect(id).toMatch(/^\S+$/);
  });
});
