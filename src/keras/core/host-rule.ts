/**
 * Where words may go in a model. Layers of words and hashes read the data on the host before the model runs, so they
 * stand right behind its inputs; nothing else can read an input of words.
 */
import { type Problem, problem } from '../../base/problem';
import type { LayerSpec, ModelGraph, NodeSpec } from '../../graph/model';
import { toSequential } from '../../graph/topology';
import { checkConfig, resolveConfig } from './args';
import { find } from './registry';

export const isHost = (layer: LayerSpec | undefined): boolean =>
  layer !== undefined && find('layer', layer.className)?.host !== undefined;

/** Words are read by these; the second lists arguments with which they suit most texts. */
const READER = { className: 'TextVectorization', config: { max_tokens: 1000, output_sequence_length: 32 } };

const isWords = (graph: ModelGraph, id: string): boolean => {
  const node = graph.inputs.includes(id) ? graph.nodes.find((n) => n.id === id) : undefined;
  return node !== undefined && graph.layers[node.layer]?.config.dtype === 'string';
};

/** A layer of numbers that is to be adapted sees the data only where it reads it. */
function measuredProblem(graph: ModelGraph, node: NodeSpec, layer: LayerSpec): Problem | null {
  if (!isUnadapted(layer) || node.inputs.every((ref) => graph.inputs.includes(ref.node))) return null;
  return problem('adapt-place', `${layer.className} is adapted to the data, so it stands right behind an input.`, {
    where: layer.id,
    expected: 'an input of the model, or what adapt would find as arguments',
    received: 'the output of another layer',
  });
}

/** Whether a layer lacks what Keras' `adapt` finds on data. */
export function isUnadapted(layer: LayerSpec): boolean {
  const definition = find('layer', layer.className);
  if (!definition?.adapt || checkConfig(definition.args, layer.config).some((p) => p.severity === 'error'))
    return false;
  return definition.unadapted?.(resolveConfig(definition.args, layer.config) as never) ?? false;
}

/** What is wrong with the place of a layer that reads words, or of one that cannot; null when nothing is. */
export function hostProblem(graph: ModelGraph, node: NodeSpec): Problem | null {
  const layer = graph.layers[node.layer];
  if (!layer || layer.className === 'InputLayer') return null;
  const where = layer.id;
  if (isHost(layer)) {
    if (node.inputs.every((ref) => graph.inputs.includes(ref.node))) return null;
    const before = graph.nodes.find((n) => n.id === node.inputs[0]?.node);
    return problem(
      'host-layer',
      `${layer.className} reads the data before the model runs: put it right behind an input.`,
      {
        where,
        expected: 'an input of the model',
        received: `the output of ${(before && graph.layers[before.layer]?.className) ?? 'another layer'}`,
        fixes: [
          ...(toSequential(graph)
            ? [{ label: 'Move it behind the input', action: 'move-to-input', params: { layer: layer.id } }]
            : []),
          { label: 'Remove it', action: 'remove-layer', params: { layer: layer.id } },
        ],
      },
    );
  }
  if (!node.inputs.some((ref) => isWords(graph, ref.node))) return measuredProblem(graph, node, layer);
  return problem('words-read', `${layer.className} computes with numbers; this input gives words.`, {
    where,
    expected: 'TextVectorization, StringLookup, Hashing or HashedCrossing behind the input',
    received: 'words',
    fixes: [
      {
        label: 'Insert TextVectorization',
        action: 'insert-layer-before',
        params: { layer: layer.id, ...READER },
      },
    ],
  });
}

/** Whether a layer stands behind an input of words. */
export const readsWords = (graph: ModelGraph, node: NodeSpec): boolean =>
  node.inputs.some((ref) => isWords(graph, ref.node));
