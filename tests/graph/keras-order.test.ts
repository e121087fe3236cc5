/** The order of layers is Keras': by depth, and never a layer before one it reads. Applications check it against Keras. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { kerasOrder } from '../../src/graph/keras-order';
import { liveNodes } from '../../src/graph/topology';
import { anyGraph } from './support';

it('lists each layer an output needs once, and inputs that nothing reads', () => {
  fc.assert(
    fc.property(anyGraph, (graph) => {
      const { layers, depths } = kerasOrder(graph);
      const live = liveNodes(graph);
      const needed = graph.nodes.filter((n) => live.has(n.id) || graph.inputs.includes(n.id));
      expect([...layers].sort()).toEqual([...new Set(needed.map((n) => n.layer))].sort());
      expect(depths.flat().sort()).toEqual(needed.map((n) => n.id).sort());
    }),
  );
});

it('puts nodes behind all they read', () => {
  fc.assert(
    fc.property(anyGraph, (graph) => {
      const at = new Map(kerasOrder(graph).depths.flatMap((group, i) => group.map((id) => [id, i] as const)));
      for (const node of graph.nodes) {
        const mine = at.get(node.id);
        if (mine === undefined) continue;
        for (const ref of node.inputs) expect(at.get(ref.node)).toBeLessThan(mine);
      }
    }),
  );
});
