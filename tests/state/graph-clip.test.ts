/** A copied part comes back from text as it was, and nothing else is taken for one. */
import { describe, expect, it } from 'vitest';
import { clipOf, pasteClip } from '../../src/graph/edit-graph';
import { Sketch } from '../../src/graph/sketch';
import { graphFault } from '../../src/graph/topology';
import { clipFrom, clipText } from '../../src/state/graph-clip';

function residual() {
  const s = new Sketch();
  const x = s.input([8]);
  const made = s.call('Add', {}, s.call('Dense', { units: 8 }, x), x);
  return s.model(s.call('Dense', { units: 2 }, made));
}

describe('a copied part as text', () => {
  const model = residual();
  const clip = clipOf(
    model,
    model.nodes.map((n) => n.id),
  );

  it('is the same again, and fits into another model', () => {
    expect(clipFrom(clipText(clip))).toEqual(clip);
    const other = residual();
    const pasted = pasteClip(other, clipFrom(clipText(clip)) ?? clip, other.outputs[0]);
    expect(graphFault(pasted.graph)).toBeNull();
    expect(pasted.graph.nodes).toHaveLength(other.nodes.length + clip.nodes.length);
  });

  it('is nothing when it is anything else', () => {
    const [layer] = clip.layers;
    const [node] = clip.nodes;
    const damaged = [
      null,
      '',
      '[]',
      '{}',
      'not json',
      JSON.stringify({ layers: [layer], nodes: [] }),
      JSON.stringify({ layers: [], nodes: [node] }),
      JSON.stringify({ layers: [layer, layer], nodes: [node] }),
      JSON.stringify({ layers: [{ ...layer, config: 7 }], nodes: [node] }),
      JSON.stringify({ layers: [layer], nodes: [{ ...node, inputs: [{ node: 'x', index: -1 }] }] }),
      JSON.stringify({ layers: clip.layers, nodes: [...clip.nodes].reverse() }),
    ];
    for (const text of damaged) expect(clipFrom(text)).toBeNull();
  });
});
