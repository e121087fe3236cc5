/** What goes wrong with words between a model and its data: inputs nobody reads, tables too small for a vocabulary. */
import { isJsonObject } from '../base/json';
import { type Problem, problem } from '../base/problem';
import type { ProjectDocument } from '../graph/document';
import type { LayerSpec, ModelGraph, NodeSpec } from '../graph/model';
import { layerOf, nodeOf } from '../graph/topology';
import { find } from '../keras';
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

/** Which inputs' masks a layer hands on; a step of several is there where any of them has it, as in Keras. */
function maskedInputs({ className, config }: LayerSpec): 'none' | 'first' | 'all' {
  const { masking, family } = find('layer', className) ?? {};
  if (masking === 'pass') return 'first';
  if (masking !== 'own') return 'none';
  if (family === 'merging') return 'all';
  if (family === 'attention') return 'first';
  const inner = className === 'Bidirectional' && isJsonObject(config.layer) ? config.layer.config : config;
  return isJsonObject(inner) && inner.return_sequences === true ? 'first' : 'none';
}

/** The Embedding whose mask reaches a node, through layers that hand masks on; null where none does. */
function maskingEmbedding(model: ModelGraph, node: NodeSpec): NodeSpec | null {
  const from = node.inputs[0] && nodeOf(model, node.inputs[0].node);
  return from ? maskOf(model, from) : null;
}

/** The same for what a node gives. */
function maskOf(model: ModelGraph, node: NodeSpec): NodeSpec | null {
  const layer = layerOf(model, node.layer);
  if (layer.className === 'Embedding') return layer.config.mask_zero === true ? node : null;
  const handed = maskedInputs(layer);
  if (handed === 'none') return null;
  const sources = handed === 'first' ? node.inputs.slice(0, 1) : node.inputs;
  const found = sources.map((ref) => maskOf(model, nodeOf(model, ref.node)));
  const [first] = found;
  // Of different texts one may have words where the other has none.
  const same = found.every((e) => e && first && e.inputs[0]?.node === first.inputs[0]?.node);
  return first && same ? first : null;
}

/** Training rows that an Embedding reads as nothing but padding, and the column of text they come from. */
function rowsOfNothing(model: ModelGraph, facts: DataFacts, embedding: NodeSpec): { rows: number; column?: string } {
  const from = embedding.inputs[0] && nodeOf(model, embedding.inputs[0].node);
  if (!from) return { rows: 0 };
  if (layerOf(model, from.layer).className !== 'TextVectorization') {
    const whole = facts.inputs[Math.max(0, model.inputs.indexOf(from.id))]?.dtype === 'int32';
    return { rows: whole && model.inputs.includes(from.id) ? facts.blankRows : 0 };
  }
  const column = facts.inputs[model.inputs.indexOf(from.inputs[0]?.node ?? '')]?.name;
  const text = facts.features.find((f) => f.encoding === 'text' && f.column === column)?.text;
  return { rows: text?.empty ?? 0, ...(column !== undefined && { column }) };
}

/** Means of rows that are masked all over: 0/0, which no later step recovers from. */
function meansOfNothing({ model, data }: Pick<ProjectDocument, 'model' | 'data'>, facts: DataFacts): Problem[] {
  return model.nodes.flatMap((node) => {
    const pooling = layerOf(model, node.layer);
    const embedding = pooling.className === 'GlobalAveragePooling1D' ? maskingEmbedding(model, node) : null;
    if (!embedding) return [];
    const { rows, column } = rowsOfNothing(model, facts, embedding);
    if (rows === 0) return [];
    const { id, name } = layerOf(model, embedding.layer);
    const what = column === undefined ? ['row is', 'rows are'] : ['text is', 'texts are'];
    const kept = data.table?.columns.some((c) => c.name === column && c.missing !== 'drop-row');
    return problem(
      'mean-of-nothing',
      `${rows.toLocaleString('en')} training ${what[rows === 1 ? 0 : 1]} empty. With mask_zero the mean of nothing is 0/0, and the model would forget all it has learnt.`,
      {
        where: pooling.id,
        expected: 'at least one word in every row, or a mean over all places',
        received: column === undefined ? 'rows of zeros only' : `texts without a word in ${column}`,
        fixes: [
          {
            label: `Turn mask_zero of ${name} off`,
            action: 'set-argument',
            params: { layer: id, argument: 'mask_zero', value: false },
          },
          ...(kept && column !== undefined
            ? [
                {
                  label: 'Leave rows without a text out',
                  action: 'data.set-column',
                  params: { column, missing: 'drop-row' },
                },
              ]
            : []),
        ],
      },
    );
  });
}

/** @param facts the data's own, not as the model is fed it */
export const wordProblems = (document: Pick<ProjectDocument, 'model' | 'data'>, facts: DataFacts | null): Problem[] => [
  ...smallTables(document.model),
  ...(facts ? meansOfNothing(document, facts) : []),
  ...(facts && hasWords(facts) ? [...openLengths(document.model, facts), ...unread(document.model, facts)] : []),
];
