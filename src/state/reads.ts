/**
 * Which part of the data each input of the model reads: what there is to choose from by name, and the choice as one
 * undoable step that the shape of the Input follows. Loaded when such an input is looked at.
 */
import { inputDtype } from '../graph/build';
import type { FitSpec, ProjectDocument } from '../graph/document';
import { setInput } from '../graph/edit';
import type { ModelGraph } from '../graph/model';
import { layerOf, nodeOf } from '../graph/topology';
import type { DataFacts, RowsFacts } from './data-facts';
import type { Studio } from './studio';

/** Positions in the last axis of an input of the data, from and past the last. */
export type Columns = readonly [number, number];

type Feature = DataFacts['features'][number];

/** What an input of the model reads now. */
export interface Reading {
  /** The input of the data it reads; further inputs of the model read the first again. */
  readonly source: number;
  /** A name for each position of the last axis; empty for words, which are read as they are. */
  readonly names: readonly string[];
  /** What it reads of them, all where nothing was chosen. */
  readonly columns: Columns;
  /** Whether the data has these columns. */
  readonly there: boolean;
  /** Positions no input of the model reads. */
  readonly unread: readonly number[];
  /** Columns that would do for the shape the Input has now, where that shape is another than what is read. */
  readonly suited: Columns | null;
}

/** The input of the data that an input of the model reads, as `feedModel` gives them out. */
const sourceOf = (facts: Pick<DataFacts, 'inputs'>, input: number): number => (input < facts.inputs.length ? input : 0);

function namesOfFeature({ column, size, encoding, categories, indicator }: Feature): string[] {
  return Array.from({ length: size }, (_, i) => {
    if (encoding === 'one-hot') return `${column}: ${categories?.[i] ?? i + 1}`;
    if (indicator && i === size - 1) return `${column} is missing`;
    return size === 1 || (indicator && size === 2) ? column : `${column} ${i + 1}`;
  });
}

/** A name for each position of the last axis of an input of the data; empty for words. */
export function columnNames(facts: Pick<DataFacts, 'inputs' | 'features'>, source: number): string[] {
  const rows = facts.inputs[source];
  if (!rows || rows.dtype === 'string') return [];
  const width = rows.shape.at(-1) ?? 1;
  const names = Array.from({ length: width }, (_, i) => `column ${i + 1}`);
  // Features are places in the vector of numbers, which is the first input.
  if (source !== 0 || rows.shape.length !== 1) return names;
  for (const feature of facts.features) names.splice(feature.offset, feature.size, ...namesOfFeature(feature));
  return names.slice(0, width);
}

/** As many columns in a row as asked: the first that are free, else the first. */
function freeColumns(free: readonly number[], size: number): Columns {
  const from = free.find((at, i) => free[i + size - 1] === at + size - 1) ?? 0;
  return [from, from + size];
}

const shapeOfInput = (model: ModelGraph, input: number): readonly unknown[] => {
  const { shape } = layerOf(model, nodeOf(model, model.inputs[input] ?? '').layer).config;
  return Array.isArray(shape) ? shape : [];
};

/** What an input of the model reads. */
export function readingOf(
  { model, fit }: Pick<ProjectDocument, 'model' | 'fit'>,
  facts: Pick<DataFacts, 'inputs' | 'features'>,
  input: number,
): Reading {
  const source = sourceOf(facts, input);
  const names = columnNames(facts, source);
  const width = names.length;
  const columns = fit.x?.[input] ?? [0, width];
  const there = columns[0] >= 0 && columns[0] < columns[1] && columns[1] <= width;
  // Whether one of these inputs reads a column; one that was given no columns of its own reads all.
  const readBy = (inputs: readonly number[], at: number): boolean =>
    inputs.some((i) => {
      const [from, past] = fit.x?.[i] ?? [0, width];
      return from <= at && at < past;
    });
  const same = model.inputs.map((_, i) => i).filter((i) => sourceOf(facts, i) === source);
  const others = same.filter((i) => i !== input && fit.x?.[i]);
  const without = (inputs: readonly number[]): number[] => names.flatMap((_, at) => (readBy(inputs, at) ? [] : [at]));
  const shape = shapeOfInput(model, input);
  const wanted = shape.at(-1);
  const possible =
    typeof wanted === 'number' && wanted > 0 && wanted <= width && shape.length === facts.inputs[source]?.shape.length;
  const other = !there || wanted !== columns[1] - columns[0];
  return {
    source,
    names,
    columns,
    there: there || width === 0,
    unread: without(same),
    suited: possible && other ? freeColumns(without(others), wanted) : null,
  };
}

/** Feeds without the entry for inputs where every input reads everything. */
function withReads(fit: FitSpec, x: readonly (Columns | null)[]): FitSpec {
  const { x: _, ...others } = fit;
  return x.some((columns) => columns !== null) ? { ...others, x } : others;
}

/** Gives an input the shape of what it reads; the same model where it has that already. */
function shaped(model: ModelGraph, input: number, rows: RowsFacts, columns: Columns | null): ModelGraph {
  const shape = columns ? [...rows.shape.slice(0, -1), columns[1] - columns[0]] : rows.shape;
  const { config } = layerOf(model, nodeOf(model, model.inputs[input] ?? '').layer);
  const same = shapeOfInput(model, input).join() === shape.join() && inputDtype(config) === rows.dtype;
  return same ? model : setInput(model, input, shape, rows.dtype);
}

const nameOf = (model: ModelGraph, input: number): string =>
  layerOf(model, nodeOf(model, model.inputs[input] ?? '').layer).name;

/** Lets an input of the model read these columns, or everything; its shape follows. One step. */
export function setReads(s: Studio, input: number, columns: Columns | null): void {
  const { facts } = s.data.store.getState();
  const { model } = s.document.getState().document;
  const rows = facts?.inputs[sourceOf(facts, input)];
  if (!rows || input >= model.inputs.length) return;
  const width = rows.dtype === 'string' ? 0 : (rows.shape.at(-1) ?? 1);
  const chosen = columns && (columns[0] > 0 || columns[1] !== width) ? columns : null;
  if (chosen && (chosen[0] < 0 || chosen[0] >= chosen[1] || chosen[1] > width)) {
    throw new RangeError(`There are no columns ${chosen[0]} to ${chosen[1]} of ${width}.`);
  }
  s.edit.change(`Choose what ${nameOf(model, input)} reads`, (d) => {
    const x = d.model.inputs.map((_, i) => (i === input ? chosen : (d.fit.x?.[i] ?? null)));
    const next = shaped(d.model, input, rows, chosen);
    const old = d.fit.x?.[input] ?? null;
    return next === d.model && old?.join() === chosen?.join() ? d : { ...d, model: next, fit: withReads(d.fit, x) };
  });
}

/**
 * Lets an input of the model read another input of the data: it changes places with the one that reads that now, for
 * data is given out in order. Both read all of theirs afterwards. One step.
 */
export function setSource(s: Studio, input: number, source: number): void {
  const { facts } = s.data.store.getState();
  const { model } = s.document.getState().document;
  const [mine, theirs] = [model.inputs[input], model.inputs[source]];
  if (!facts || mine === undefined || theirs === undefined || sourceOf(facts, input) === source) return;
  s.edit.change(`Choose what ${nameOf(model, input)} reads`, (d) => {
    const swapped = d.model.inputs.map((id, i) => (i === input ? theirs : i === source ? mine : id));
    const x = d.model.inputs.map((_, i) => (i === input || i === source ? null : (d.fit.x?.[i] ?? null)));
    let next: ModelGraph = { ...d.model, inputs: swapped };
    for (const i of [input, source]) {
      const rows = facts.inputs[sourceOf(facts, i)];
      if (rows) next = shaped(next, i, rows, null);
    }
    return { ...d, model: next, fit: withReads(d.fit, x) };
  });
}
