/** What a list of runs says of each: how it differs from the one before. */
import { describe, expect, it } from 'vitest';
import { newDocument } from '../../src/graph/defaults';
import type { ProjectDocument } from '../../src/graph/document';
import { runChanges } from '../../src/ui/features/dock/run-changes';

const start = newDocument({ id: 'p' });
const run = ({ model, compile, fit, callbacks, data }: ProjectDocument = start, dataName = 'Digits') => ({
  spec: { model, compile, fit, callbacks, dataKey: 'k' },
  data,
  dataName,
});
const added = { id: 'new', name: 'dropout_9', className: 'Dropout', config: { rate: 0.3 } };
const stacked = { ...start, model: { ...start.model, layers: { ...start.model.layers, new: added } } };

describe('changes between runs', () => {
  it('are none for the same again', () => {
    expect(runChanges(run(), run())).toEqual([]);
  });

  it('tell arguments with both values, a default where nothing is set', () => {
    const { className } = start.compile.optimizer;
    const config = { ...start.compile.optimizer.config, learning_rate: 0.01, clipnorm: 1 };
    const after = { ...start, compile: { ...start.compile, optimizer: { className, config } } };
    const changes = runChanges(run(), run(after));
    expect(changes.toSorted()).toEqual(['clipnorm none → 1', 'learning_rate 0.001 → 0.01']);
    expect(runChanges(run(after), run(start)).toSorted()).toEqual(['clipnorm 1 → none', 'learning_rate 0.01 → 0.001']);
  });

  it('tell layers that came, went or changed', () => {
    expect(runChanges(run(), run(stacked))).toEqual(['+ Dropout']);
    expect(runChanges(run(stacked), run())).toEqual(['− Dropout']);
    const milder = { ...stacked.model.layers, new: { ...added, config: { rate: 0.1 } } };
    const after = { ...stacked, model: { ...stacked.model, layers: milder } };
    expect(runChanges(run(stacked), run(after))).toEqual(['dropout_9: rate 0.3 → 0.1']);
  });

  it('tell another object, other data and other fit', () => {
    const after = {
      ...start,
      compile: { ...start.compile, optimizer: { className: 'SGD', config: { learning_rate: 0.1 } } },
      fit: { ...start.fit, epochs: start.fit.epochs + 5 },
      callbacks: [{ className: 'EarlyStopping', config: { patience: 3 } }],
    };
    expect(runChanges(run(), run(after, 'Iris'))).toEqual([
      'data Digits → Iris',
      `${start.compile.optimizer.className} → SGD`,
      '+ EarlyStopping',
      `epochs ${start.fit.epochs} → ${start.fit.epochs + 5}`,
    ]);
  });

  it('tell what has no name of its own', () => {
    const data = { ...start.data, split: { ...start.data.split, seed: start.data.split.seed + 1 } };
    expect(runChanges(run(), run({ ...start, data }))).toEqual(['data prepared otherwise']);
  });
});
