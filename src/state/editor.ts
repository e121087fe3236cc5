/**
 * The edits a person can make, each one undoable step with a name. Everything that writes to the document goes through
 * here: cards, forms, commands, fixes and proposals alike.
 */
import { isJsonObject, type Json, type JsonObject, jsonEquals } from '../base/json';
import type { Problem, Result } from '../base/problem';
import type { PartialShape } from '../base/shape';
import type { InputDtype } from '../graph/build';
import type { ColumnSpec, DataSpec, SplitSpec, TableSpec } from '../graph/data-spec';
import type { CompileSpec, FitSpec, ProjectDocument } from '../graph/document';
import * as edit from '../graph/edit';
import type { LayerId, ModelGraph, ObjectSpec } from '../graph/model';
import { modelAt, type NestedPath, withModelAt } from '../graph/nested-path';
import { layerOf, toSequential } from '../graph/topology';
import { type Args, compactConfig, find, type Kind } from '../keras';
import { newErrors } from './analysis';
import type { DocumentStore } from './document-store';
import { openPath } from './open-model';
import type { ViewStore } from './view-store';

/** A Keras object in the document whose arguments can be edited. */
export type ObjectTarget =
  | { readonly kind: 'layer'; readonly layer: LayerId }
  | { readonly kind: 'optimizer' }
  | { readonly kind: 'loss'; readonly output: number }
  | {
      readonly kind: 'metric';
      readonly output: number;
      readonly index: number;
      /** One of `weighted_metrics`. */
      readonly weighted?: boolean;
    }
  | { readonly kind: 'callback'; readonly index: number };

export interface Editor {
  /** The object a target means. @throws RangeError when there is none. */
  object(target: ObjectTarget): ObjectSpec;
  /** Its arguments as the catalogue lists them; none for an unknown object. */
  argsOf(target: ObjectTarget): Args;
  /** Sets an argument; the default is stored as absent. Quick changes of one argument are one step. */
  setArgument(target: ObjectTarget, name: string, value: Json): void;
  /** Takes an argument back to its default. */
  resetArgument(target: ObjectTarget, name: string): void;
  /** Another object in the same place (another optimizer, another layer); keeps arguments both know. */
  replaceObject(target: ObjectTarget, spec: ObjectSpec): void;

  /** Inserts and selects a layer. A number is a position in the stack, 0 right after the input. */
  insertLayer(spec: edit.NewLayer, at: number | edit.Place): LayerId | null;
  removeLayer(layer: LayerId): void;
  /** Moves a layer of a stack to a position, counted without the input. */
  moveLayer(layer: LayerId, to: number): void;
  duplicateLayer(layer: LayerId): void;
  renameLayer(layer: LayerId, name: string): Problem | null;
  setInputShape(shape: PartialShape, input?: number, dtype?: InputDtype): void;
  /** What would newly be wrong if a layer were dropped there; empty when it fits. Changes nothing. */
  tryInsert(spec: edit.NewLayer, at: number | edit.Place): readonly Problem[];
  tryMove(layer: LayerId, to: number): readonly Problem[];
  /** Any other change of the model as one step. */
  setModel(model: ModelGraph, label: string): void;

  /** Metrics of an output; with `weighted` those of `weighted_metrics`. */
  addMetric(spec: ObjectSpec, output?: number, weighted?: boolean): void;
  removeMetric(index: number, output?: number, weighted?: boolean): void;
  setMetrics(metrics: readonly ObjectSpec[], output?: number): void;
  setCompile(patch: Partial<CompileSpec>, label?: string): void;
  setFit(patch: Partial<FitSpec>): void;
  addCallback(spec: ObjectSpec): void;
  removeCallback(index: number): void;
  moveCallback(from: number, to: number): void;
  /** Another loss for an output; with as many losses as the model has outputs afterwards. */
  setLoss(spec: ObjectSpec, output?: number): void;
  /** Multiplies the optimizer's learning rate; a schedule's initial one. */
  scaleLearningRate(factor: number): void;
  setData(data: DataSpec, label?: string): void;
  setSplit(patch: Partial<SplitSpec>): void;
  /** Chooses the column to predict, and as what; without a task it stays what it was. */
  setTarget(column: string, task?: TableSpec['task']): void;
  /** Changes settings of columns; an empty list means all but the target. */
  setColumns(names: readonly string[], patch: Partial<Omit<ColumnSpec, 'name'>>): void;
  /** Rows of these classes are left out. */
  excludeClasses(classes: readonly string[]): void;
  /** Changes settings of a generated data set: points, noise, seed. */
  setSource(patch: { readonly points?: number; readonly noise?: number; readonly seed?: number }): void;
  setLayout(patch: JsonObject): void;
  renameProject(name: string): void;

  /** Any change as one step. */
  change(
    label: string,
    change: (document: ProjectDocument) => ProjectDocument,
    coalesce?: string,
    /** Joins the step before if that changed the data, however long ago. */
    follows?: boolean,
  ): boolean;
  /** Any change as one step after which another layer is selected. */
  step(label: string, change: (document: ProjectDocument) => ProjectDocument, select: LayerId | null): boolean;
  undo(): void;
  redo(): void;
  /** A field lost focus: the next edit of it is a step of its own. */
  seal(): void;
}

const keyOf = (target: ObjectTarget): string => Object.values(target).join(':');

const replaceAt = <T>(list: readonly T[], index: number, item: T): T[] => list.map((x, i) => (i === index ? item : x));

const removeAt = <T>(list: readonly T[], index: number): T[] => list.filter((_, i) => i !== index);

const listOf = (weighted = false): 'metrics' | 'weightedMetrics' => (weighted ? 'weightedMetrics' : 'metrics');

/** The list for one output, with empty lists for outputs before it. */
function forOutput(lists: CompileSpec['metrics'], output: number, next: readonly ObjectSpec[]): CompileSpec['metrics'] {
  const length = Math.max(lists.length, output + 1);
  return Array.from({ length }, (_, i) => (i === output ? next : (lists[i] ?? [])));
}

function targetObject(document: ProjectDocument, target: ObjectTarget, path: NestedPath): ObjectSpec {
  const { compile, callbacks } = document;
  const found =
    target.kind === 'layer'
      ? layerOf(modelAt(document.model, path), target.layer)
      : target.kind === 'optimizer'
        ? compile.optimizer
        : target.kind === 'loss'
          ? compile.losses[target.output]
          : target.kind === 'metric'
            ? compile[listOf(target.weighted)][target.output]?.[target.index]
            : callbacks[target.index];
  if (!found) throw new RangeError(`There is no ${keyOf(target)}.`);
  return found;
}

function withObject(
  document: ProjectDocument,
  target: ObjectTarget,
  spec: ObjectSpec,
  path: NestedPath,
): ProjectDocument {
  const { compile, callbacks } = document;
  const model = modelAt(document.model, path);
  const plain = { className: spec.className, config: spec.config };
  switch (target.kind) {
    case 'layer': {
      const same = layerOf(model, target.layer).className === spec.className;
      const next = same
        ? edit.setConfig(model, target.layer, spec.config)
        : edit.replaceLayer(model, target.layer, plain);
      return next === model ? document : { ...document, model: withModelAt(document.model, path, next) };
    }
    case 'optimizer':
      return { ...document, compile: { ...compile, optimizer: plain } };
    case 'loss':
      return { ...document, compile: { ...compile, losses: replaceAt(compile.losses, target.output, plain) } };
    case 'metric': {
      const name = listOf(target.weighted);
      const list = replaceAt(compile[name][target.output] ?? [], target.index, plain);
      return { ...document, compile: { ...compile, [name]: forOutput(compile[name], target.output, list) } };
    }
    case 'callback':
      return { ...document, callbacks: replaceAt(callbacks, target.index, plain) };
  }
}

/** Arguments of an object; none when the catalogue does not know it. */
export function argsOf(kind: Kind, className: string): Args {
  return find(kind, className)?.args ?? {};
}

function shortName(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 24 ? `${text.slice(0, 23)}…` : text;
}

export function createEditor(documents: DocumentStore, view: ViewStore): Editor {
  const current = (): ProjectDocument => documents.store.getState().document;
  const selected = (): LayerId | null => view.store.getState().selected;
  const path = (): NestedPath => openPath(current(), view.store.getState());
  /** The model on the canvas: the project's, or a nested one that is opened. */
  const opened = (): ModelGraph => modelAt(current().model, path());

  documents.onRestore((layer) => {
    const model = opened();
    const wanted = layer === undefined ? selected() : layer;
    view.store.setState({ selected: wanted !== null && Object.hasOwn(model.layers, wanted) ? wanted : null });
  });

  const change: Editor['change'] = (label, make, coalesce, follows = false) =>
    documents.apply({
      label,
      change: make,
      ...(coalesce !== undefined && { coalesce }),
      follows,
      selected: { before: selected(), after: selected() },
    });

  /** An edit of the model after which another layer is selected. */
  function changeModel(
    label: string,
    make: (model: ModelGraph) => ModelGraph,
    select: LayerId | null = selected(),
  ): boolean {
    const before = selected();
    const done = documents.apply({
      label,
      change: (d) => {
        const before = modelAt(d.model, path());
        const model = make(before);
        return model === before ? d : { ...d, model: withModelAt(d.model, path(), model) };
      },
      selected: { before, after: select },
    });
    if (done && select !== before) view.select(select);
    return done;
  }

  const placed = (model: ModelGraph, at: number | edit.Place): edit.Place =>
    typeof at === 'number' ? edit.placeInStack(model, at) : at;

  const positionOf = (model: ModelGraph, layer: LayerId): number =>
    toSequential(model)?.items.findIndex((item) => item.layer.id === layer) ?? -1;

  const setObject = (label: string, target: ObjectTarget, spec: ObjectSpec, coalesce?: string): void => {
    change(
      label,
      (d) =>
        jsonEquals(targetObject(d, target, path()).config, spec.config) &&
        targetObject(d, target, path()).className === spec.className
          ? d
          : withObject(d, target, spec, path()),
      coalesce,
    );
  };

  const setCompile: Editor['setCompile'] = (patch, label = 'Change compile') => {
    change(label, (d) => ({ ...d, compile: { ...d.compile, ...patch } }));
  };

  const setData = (data: DataSpec, label = 'Change data settings', coalesce?: string): void => {
    const same = jsonEquals(data as unknown as JsonObject, current().data as unknown as JsonObject);
    change(label, (d) => (same ? d : { ...d, data }), coalesce);
  };

  const setMetrics = (metrics: readonly ObjectSpec[], output: number, label: string, weighted?: boolean): void => {
    const name = listOf(weighted);
    setCompile({ [name]: forOutput(current().compile[name], output, metrics) }, label);
  };

  const metricsOf = (output: number, weighted?: boolean): readonly ObjectSpec[] =>
    current().compile[listOf(weighted)][output] ?? [];

  return {
    object: (target) => targetObject(current(), target, path()),
    argsOf: (target) => argsOf(target.kind, targetObject(current(), target, path()).className),
    setArgument(target, name, value) {
      const { className, config } = targetObject(current(), target, path());
      const next = compactConfig(argsOf(target.kind, className), { ...config, [name]: value });
      setObject(`Set ${name} to ${shortName(value)}`, target, { className, config: next }, `${keyOf(target)}.${name}`);
    },
    resetArgument(target, name) {
      const { className, config } = targetObject(current(), target, path());
      const { [name]: _, ...rest } = config;
      setObject(`Reset ${name}`, target, { className, config: rest });
    },
    replaceObject(target, spec) {
      const old = targetObject(current(), target, path()).config;
      const args = argsOf(target.kind, spec.className);
      const shared = Object.fromEntries(Object.entries(old).filter(([name]) => Object.hasOwn(args, name)));
      const config =
        target.kind === 'layer' || target.kind === 'optimizer' ? { ...shared, ...spec.config } : spec.config;
      setObject(`Use ${spec.className}`, target, { className: spec.className, config });
    },

    insertLayer(spec, at) {
      const made = edit.insertLayer(opened(), spec, placed(opened(), at));
      if (!changeModel(`Insert ${spec.className}`, () => made.graph, made.layer)) return null;
      view.announce(`${spec.className} inserted at position ${positionOf(made.graph, made.layer) + 1}.`);
      return made.layer;
    },
    removeLayer(layer) {
      const model = opened();
      const { className } = layerOf(model, layer);
      if (className === 'InputLayer') return;
      const at = positionOf(model, layer);
      const rest = toSequential(model)?.items.filter((item) => item.layer.id !== layer) ?? [];
      const next = selected() === layer ? (rest[Math.min(at, rest.length - 1)]?.layer.id ?? null) : selected();
      if (changeModel(`Remove ${className}`, (m) => edit.removeLayer(m, layer), next))
        view.announce(`${className} removed.`);
    },
    moveLayer(layer, to) {
      const model = opened();
      const from = positionOf(model, layer);
      if (from < 0) return;
      const { className } = layerOf(model, layer);
      if (changeModel(`Move ${className}`, (m) => edit.moveInStack(m, from, to), layer)) {
        view.announce(`${className} moved to position ${positionOf(opened(), layer) + 1}.`);
      }
    },
    duplicateLayer(layer) {
      const { className } = layerOf(opened(), layer);
      if (className === 'InputLayer') return;
      const made = edit.duplicateLayer(opened(), layer);
      changeModel(`Duplicate ${className}`, () => made.graph, made.layer);
    },
    renameLayer(layer, name) {
      const result: Result<ModelGraph> = edit.renameLayer(opened(), layer, name);
      if (!result.ok) return result.problem;
      changeModel(`Rename ${layerOf(opened(), layer).name}`, () => result.value);
      return null;
    },
    setInputShape(shape, input = 0, dtype) {
      changeModel('Set input shape', (m) => edit.setInput(m, input, shape, dtype));
    },
    tryInsert(spec, at) {
      const model = opened();
      return newErrors(model, edit.insertLayer(model, spec, placed(model, at)).graph);
    },
    tryMove(layer, to) {
      const model = opened();
      const from = positionOf(model, layer);
      return from < 0 ? [] : newErrors(model, edit.moveInStack(model, from, to));
    },
    setModel(model, label) {
      const keep = selected();
      changeModel(label, () => model, keep !== null && Object.hasOwn(model.layers, keep) ? keep : null);
    },

    addMetric: (spec, output = 0, weighted) =>
      setMetrics([...metricsOf(output, weighted), spec], output, `Add ${spec.className}`, weighted),
    removeMetric: (index, output = 0, weighted) =>
      setMetrics(
        removeAt(metricsOf(output, weighted), index),
        output,
        `Remove ${metricsOf(output, weighted)[index]?.className ?? 'metric'}`,
        weighted,
      ),
    setMetrics: (metrics, output = 0) => setMetrics(metrics, output, 'Change metrics'),
    setCompile,
    setFit(patch) {
      const keys = Object.keys(patch);
      change(
        `Set ${keys.join(', ')}`,
        (d) => {
          const next = { ...d.fit, ...patch };
          return jsonEquals(next as unknown as JsonObject, d.fit as unknown as JsonObject) ? d : { ...d, fit: next };
        },
        `fit.${keys.join('.')}`,
      );
    },
    addCallback: (spec) => void change(`Add ${spec.className}`, (d) => ({ ...d, callbacks: [...d.callbacks, spec] })),
    removeCallback(index) {
      const spec = current().callbacks[index];
      if (spec) change(`Remove ${spec.className}`, (d) => ({ ...d, callbacks: removeAt(d.callbacks, index) }));
    },
    moveCallback(from, to) {
      const spec = current().callbacks[from];
      if (!spec || from === to) return;
      change(`Move ${spec.className}`, (d) => {
        const rest = removeAt(d.callbacks, from);
        return { ...d, callbacks: [...rest.slice(0, to), spec, ...rest.slice(to)] };
      });
    },
    setData,
    setLoss(spec, output = 0) {
      const { losses } = current().compile;
      const length = Math.max(current().model.outputs.length, output + 1);
      const next = Array.from({ length }, (_, i) => (i === output ? spec : (losses[i] ?? spec)));
      setCompile({ losses: next }, `Use ${spec.className}`);
    },
    scaleLearningRate(factor) {
      const { className, config } = current().compile.optimizer;
      const rate = config.learning_rate ?? argsOf('optimizer', className).learning_rate?.default;
      // Two digits are as exact as such a step is meant.
      const scaled = (v: number): number => Number((v * factor).toPrecision(2));
      if (typeof rate === 'number') {
        setObject(
          'Scale learning rate',
          { kind: 'optimizer' },
          { className, config: { ...config, learning_rate: scaled(rate) } },
        );
      } else if (
        isJsonObject(rate) &&
        isJsonObject(rate.config) &&
        typeof rate.config.initial_learning_rate === 'number'
      ) {
        const initial = scaled(rate.config.initial_learning_rate);
        const schedule = { ...rate, config: { ...rate.config, initial_learning_rate: initial } };
        setObject(
          'Scale learning rate',
          { kind: 'optimizer' },
          { className, config: { ...config, learning_rate: schedule } },
        );
      }
    },
    setSplit: (patch) =>
      setData({ ...current().data, split: { ...current().data.split, ...patch } }, 'Change split', 'split'),
    setTarget(column, task) {
      const { data } = current();
      if (!data.table) return;
      setData(
        { ...data, table: { ...data.table, target: column, task: task ?? data.table.task } },
        `Predict ${column}`,
      );
    },
    setColumns(names, patch) {
      const { data } = current();
      if (!data.table) return;
      const { target } = data.table;
      const meant = (c: ColumnSpec): boolean => (names.length > 0 ? names.includes(c.name) : c.name !== target);
      const columns = data.table.columns.map((c) => (meant(c) ? { ...c, ...patch } : c));
      setData(
        { ...data, table: { ...data.table, columns } },
        names.length === 1 ? `Change column ${names[0]}` : 'Change columns',
      );
    },
    excludeClasses(classes) {
      const { data } = current();
      const label = `Leave out ${classes.join(', ')}`;
      if (data.table) setData({ ...data, table: { ...data.table, excludeClasses: classes } }, label);
      else if (data.image) setData({ ...data, image: { ...data.image, excludeClasses: classes } }, label);
    },
    setSource(patch) {
      const { data } = current();
      if (data.source.kind !== 'generated') return;
      setData(
        { ...data, source: { ...data.source, ...patch } },
        'Change generated data',
        `source.${Object.keys(patch).join('.')}`,
      );
    },
    setLayout: (patch) => void change('Arrange', (d) => ({ ...d, layout: { ...d.layout, ...patch } }), 'layout'),
    renameProject(name) {
      const trimmed = name.trim().slice(0, 120);
      if (trimmed !== '') change('Rename project', (d) => (d.name === trimmed ? d : { ...d, name: trimmed }), 'name');
    },

    change,
    step: (label, make, select) =>
      documents.apply({ label, change: make, selected: { before: selected(), after: select } }),
    undo() {
      const label = documents.store.getState().undoLabel;
      if (documents.undo()) view.announce(`Undone: ${label}.`);
    },
    redo() {
      const label = documents.store.getState().redoLabel;
      if (documents.redo()) view.announce(`Done again: ${label}.`);
    },
    seal: () => documents.seal(),
  };
}
