/** What goes wrong with words between a model and its data: inputs nobody reads, tables too small for a vocabulary. */
import { type Problem, problem } from '../base/problem';
import type { LayerSpec, ModelGraph, NodeSpec } from '../graph/model';
import { layerOf, nodeOf } from '../graph/topology';
import type { DataFacts } from './data-facts';
import { hasWords, SPECIAL, textSizes } from './text-model';

const LOOKUPS: ReadonlySet<string> = new Set(['TextVectorization', 'StringLookup', 'IntegerLookup']);

const numberOf = (layer: LayerSpec, name: string): number | null => {
  const value = layer.config[name];
  return typeof value === 'number' ? value : null;
};

/** How many different numbers a layer that looks words up may give; null when only a run can tell. */
function placesOf(layer: LayerSpec): number | null {
  const special = layer.className === 'TextVectorization' ? SPECIAL : (numberOf(layer, 'num_oov_indices') ?? 1) + 1;
  const { vocabulary } = layer.config;
  return Array.isArray(vocabulary) ? vocabulary.length + special : numberOf(layer, 'max_tokens');
}

/** Embeddings with fewer rows than the vocabulary before them has words. */
function smallTables(model: ModelGraph): Problem[] {
  return model.nodes.flatMap((node) => {
    const layer = layerOf(model, node.layer);
    const from = node.inputs[0] && layerOf(model, nodeOf(model, node.inputs[0].node).layer);
    const rows = numberOf(layer, 'input_dim');
    if (layer.className !== 'Embedding' || !from || !LOOKUPS.has(from.className) || rows === null) return [];
    const places = placesOf(from);
    if (places === null || places <= rows) return [];
    return problem('embedding-words', `${layer.name} has ${rows} rows, but ${from.name} knows up to ${places} words.`, {
      where: layer.id,
      expected: `input_dim of at least ${places}`,
      received: String(rows),
      fixes: [
        {
          label: `Set input_dim to ${places}`,
          action: 'set-argument',
          params: { layer: layer.id, argument: 'input_dim', value: places },
        },
      ],
    });
  });
}

/** Texts of any length: shapes are guesses then, and the longest text decides how much is computed. */
function openLengths(model: ModelGraph, facts: DataFacts): Problem[] {
  return model.nodes.flatMap((node: NodeSpec) => {
    const layer = layerOf(model, node.layer);
    const input = model.inputs.indexOf(node.inputs[0]?.node ?? '');
    const { output_mode = 'int', output_sequence_length = null } = layer.config;
    if (layer.className !== 'TextVectorization' || output_mode !== 'int' || output_sequence_length !== null) return [];
    if (facts.inputs[input]?.dtype !== 'string') return [];
    const { length } = textSizes(facts, input);
    const longest = facts.features.find((f) => f.column === facts.inputs[input]?.name)?.text?.longest ?? length;
    return {
      ...problem(
        'text-length',
        `Every text is filled up to the longest, of ${longest} words or more; shapes are shown for 64.`,
        {
          where: layer.id,
          expected: 'output_sequence_length, a number of words',
          fixes: [
            {
              label: `Read ${length} words of each`,
              action: 'set-argument',
              params: { layer: layer.id, argument: 'output_sequence_length', value: length },
            },
          ],
        },
      ),
      severity: 'warning' as const,
    };
  });
}

/** Inputs of the data that no input of the model stands for. `facts` are the data's own. */
function unread(model: ModelGraph, facts: DataFacts): Problem[] {
  const left = facts.inputs.slice(model.inputs.length);
  if (left.length === 0) return [];
  const names = left.map((input) => `“${input.name}”`).join(', ');
  const one = left.length === 1;
  return [
    {
      ...problem(
        'inputs-unread',
        `The model does not read ${names}: ${one ? 'it is an input' : 'they are inputs'} of words.`,
        {
          where: 'model',
          expected: `${facts.inputs.length} inputs`,
          received: String(model.inputs.length),
          fixes: [
            { label: 'Begin with a model that reads all', action: 'propose' },
            ...(one && left[0]
              ? [
                  {
                    label: `Leave ${left[0].name} out`,
                    action: 'data.set-column',
                    params: { column: left[0].name, type: 'ignore' },
                  },
                ]
              : []),
          ],
        },
      ),
      severity: 'warning',
    },
  ];
}

/** @param facts the data's own, not as the model is fed it */
export const wordProblems = (model: ModelGraph, facts: DataFacts | null): Problem[] => [
  ...smallTables(model),
  ...(facts && hasWords(facts) ? [...openLengths(model, facts), ...unread(model, facts)] : []),
];
