/** What a template is, and what templates share: how data of any kind becomes a vector, an image or a sequence. */
import type { JsonObject } from '../../base/json';
import type { CompileSpec, FitSpec } from '../../graph/document';
import type { ModelGraph, ObjectSpec, TensorRef } from '../../graph/model';
import { Sketch } from '../../graph/sketch';
import type { DataFacts } from '../data-facts';
import { recommend } from '../loss-fit';
import { PIXEL_SCALE } from '../pixels';
import { isWords, textSizes, wordVectors } from '../text-model';

/** The parts of a project a template decides. */
export interface Made {
  readonly model: ModelGraph;
  readonly compile: CompileSpec;
  readonly fit: Partial<FitSpec>;
}

export interface Template {
  /** Stable, for links and tests. */
  readonly id: string;
  readonly name: string;
  /** One sentence: what it is and what it is good for. */
  readonly summary: string;
  /** Place in the list. */
  readonly order: number;
  /** Whether it reads data of several inputs, as texts beside numbers are. */
  readonly several?: boolean;
  /** Why it cannot be made for this data, or null. */
  refused(facts: DataFacts): string | null;
  make(facts: DataFacts): Made;
}

/** Checks the type where a template is written. */
export const defineTemplate = (template: Template): Template => ({
  ...template,
  refused: (facts) =>
    facts.inputs.length > 1 && !template.several
      ? 'Needs data with one input; yours has several.'
      : template.refused(facts),
});

export type Kind = DataFacts['inputKind'];

/** Size of the vector a word becomes. */
const WORD_SIZE = 32;

/** Shape of what a template begins on: the data's rows, or the words of a text as vectors. */
export const shapeOf = (facts: DataFacts): readonly number[] =>
  isWords(facts.inputs[0]) ? [textSizes(facts, 0).length, WORD_SIZE] : (facts.inputs[0]?.shape ?? [1]);
export const sizeOf = (facts: DataFacts): number => shapeOf(facts).reduce((a, b) => a * b, 1);

const KINDS: { readonly [K in Kind]: string } = {
  vector: 'rows of numbers',
  image: 'images',
  series: 'sequences',
  text: 'texts',
  mixed: 'texts beside numbers',
};

/** The refusal of data that is of another kind. */
export function needs(facts: DataFacts, ...kinds: readonly Kind[]): string | null {
  if (kinds.includes(facts.inputKind)) return null;
  return `Needs ${kinds.map((k) => KINDS[k]).join(' or ')}; your data has ${KINDS[facts.inputKind]}.`;
}

/** The refusal of data that cannot be given back: indices and words. */
export function wholeNumbers(facts: DataFacts): string | null {
  const dtype = facts.inputs[0]?.dtype;
  if (dtype === 'float32') return null;
  return `Needs measured numbers; your data has ${dtype === 'string' ? 'texts' : 'indices'}.`;
}

/** More numbers than a model that rebuilds them from one vector should have. */
const MOST_REBUILT = 20_000;

/** The refusal of data that a dense layer cannot give back: indices, words, and images too large for it. */
export const notRebuilt = (facts: DataFacts): string | null =>
  wholeNumbers(facts) ?? (sizeOf(facts) > MOST_REBUILT ? 'Needs smaller inputs: make the images smaller first.' : null);

/** The input given back from a vector: pixels between 0 and 1, other numbers without bounds. */
export function rebuilt(s: Sketch, x: TensorRef, facts: DataFacts, name: string): TensorRef {
  const dense = { units: sizeOf(facts), ...(facts.inputKind === 'image' && { activation: 'sigmoid' }) };
  if (shapeOf(facts).length === 1) return s.named(name, 'Dense', dense, x);
  return s.named(name, 'Reshape', { target_shape: [...shapeOf(facts)] }, s.call('Dense', dense, x));
}

/** A sketch begun on the data's input: pixels scaled to 0 to 1, words as vectors. */
export function begun(facts: DataFacts): { readonly s: Sketch; readonly x: TensorRef } {
  const s = new Sketch();
  const input = s.input(facts.inputs[0]?.shape ?? [1], facts.inputs[0]?.dtype);
  if (isWords(facts.inputs[0])) {
    const layers = wordVectors(facts, 0, WORD_SIZE);
    return { s, x: layers.reduce((x, layer) => s.call(layer.className, layer.config, x), input) };
  }
  return { s, x: facts.inputKind === 'image' ? s.call('Rescaling', { scale: PIXEL_SCALE }, input) : input };
}

/** The input as one vector. */
export const asVector = (s: Sketch, x: TensorRef, facts: DataFacts): TensorRef =>
  shapeOf(facts).length > 1 ? s.call('Flatten', {}, x) : x;

/** Steps and features of the input read as a sequence: rows of an image, the numbers of a vector one by one. */
export function stepsOf(facts: DataFacts): readonly [number, number] {
  const shape = shapeOf(facts);
  if (shape.length === 1) return [shape[0] ?? 1, 1];
  return [shape[0] ?? 1, shape.slice(1).reduce((a, b) => a * b, 1)];
}

export const asSequence = (s: Sketch, x: TensorRef, facts: DataFacts): TensorRef =>
  shapeOf(facts).length === 2 ? x : s.call('Reshape', { target_shape: [...stepsOf(facts)] }, x);

/** The last layer for the data's target. */
export function head(s: Sketch, x: TensorRef, facts: DataFacts): TensorRef {
  const { units, activation } = recommend(facts.target, facts.targets[0]?.shape.at(-1) ?? 1);
  return s.call('Dense', activation === null ? { units } : { units, activation }, x);
}

const spec = (className: string, config: JsonObject = {}): ObjectSpec => ({ className, config });

/** Loss and metrics for outputs compared with the target (`answer`) or with the input (`rebuild`). */
export function compiled(
  facts: DataFacts,
  outputs: readonly ('answer' | 'rebuild')[] = ['answer'],
  learning_rate?: number,
): CompileSpec {
  const usual = recommend(facts.target, facts.targets[0]?.shape.at(-1) ?? 1);
  return {
    optimizer: spec('Adam', learning_rate === undefined ? {} : { learning_rate }),
    losses: outputs.map((o) => (o === 'answer' ? usual.loss : spec('MeanSquaredError'))),
    lossWeights: null,
    metrics: outputs.map((o) => (o === 'answer' ? usual.metrics : [spec('MeanAbsoluteError')])),
    weightedMetrics: [],
  };
}

/** Feeds of a model that answers the target alone. */
export const ANSWERS: Partial<FitSpec> = {};
/** Feeds of a model whose outputs answer or rebuild the input; pixels are compared as 0 to 1. */
export function rebuilds(facts: DataFacts, outputs: readonly ('answer' | 'rebuild')[] = ['rebuild']): Partial<FitSpec> {
  const y = outputs.map((o) => (o === 'rebuild' ? 'input' : 'target'));
  if (facts.inputKind !== 'image') return { y };
  return { y, y_scale: outputs.map((o) => (o === 'rebuild' ? PIXEL_SCALE : null)) };
}

/** Few rows make few steps: larger ones then. */
export const rateFor = (facts: DataFacts): number | undefined =>
  facts.parts.train < 1000 && facts.inputKind !== 'image' ? 0.01 : undefined;
