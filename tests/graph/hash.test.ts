/** Laws of staleness: a fingerprint changes with what decides a run's numbers and with nothing else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { object } from '../../src/graph/build';
import { newDocument } from '../../src/graph/defaults';
import type { ProjectDocument } from '../../src/graph/document';
import * as edit from '../../src/graph/edit';
import { runFingerprint } from '../../src/graph/hash';
import type { ModelGraph } from '../../src/graph/model';
import { anyGraph } from './support';

const base = newDocument({ id: 'p1' });
const of = (d: ProjectDocument, key = 'data'): string => runFingerprint(d, key);

/** The same graph under other ids. */
function renumbered(graph: ModelGraph): ModelGraph {
  const id = (x: string): string => `other-${x}`;
  const ref = (r: { node: string; index: number }) => ({ node: id(r.node), index: r.index });
  return {
    layers: Object.fromEntries(Object.values(graph.layers).map((l) => [id(l.id), { ...l, id: id(l.id) }])),
    nodes: graph.nodes.map((n) => ({ id: id(n.id), layer: id(n.layer), inputs: n.inputs.map(ref) })),
    inputs: graph.inputs.map(id),
    outputs: graph.outputs.map(ref),
  };
}

describe('the fingerprint of a run', () => {
  it('does not depend on ids', () => {
    fc.assert(
      fc.property(anyGraph, (model) => {
        expect(of({ ...base, model: renumbered(model) })).toBe(of({ ...base, model }));
      }),
    );
  });

  it.each<[string, ProjectDocument]>([
    ['the name', { ...base, name: 'Other' }],
    ['the layout', { ...base, layout: { x: 1 } }],
    ['the backend', { ...base, fit: { ...base.fit, backend: 'cpu' } }],
    ['the number of epochs', { ...base, fit: { ...base.fit, epochs: 99 } }],
  ])('does not change with %s', (_, changed) => {
    expect(of(changed)).toBe(of(base));
  });

  it.each<[string, ProjectDocument]>([
    ['the seed', { ...base, fit: { ...base.fit, seed: 2 } }],
    ['the batch size', { ...base, fit: { ...base.fit, batch_size: 7 } }],
    ['the scale of a rebuilt input', { ...base, fit: { ...base.fit, y: ['input'], y_scale: [1 / 255] } }],
    ['the optimizer', { ...base, compile: { ...base.compile, optimizer: object('SGD') } }],
    ['a callback', { ...base, callbacks: [object('EarlyStopping')] }],
    ['a layer', { ...base, model: edit.insertLayer(base.model, object('ReLU'), { output: 0 }).graph }],
    ['an argument', { ...base, model: edit.setArgument(base.model, base.model.nodes[2]?.layer ?? '', 'filters', 17) }],
    ['the order of layers', { ...base, model: edit.moveInStack(base.model, 0, 2) }],
  ])('changes with %s', (_, changed) => {
    expect(of(changed)).not.toBe(of(base));
  });

  it('changes with the data', () => {
    expect(of(base, 'other')).not.toBe(of(base));
  });
});
