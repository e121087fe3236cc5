/** What the buttons of problems do. Each fix is data (`action`, `params`); what is asked of the document is undoable. */
import { isJsonObject, type Json, type JsonObject } from '../base/json';
import type { Fix } from '../base/problem';
import { inputDtype } from '../graph/build';
import type { FitSpec } from '../graph/document';
import { setArgument } from '../graph/edit';
import type { LayerId, ObjectSpec, TensorRef } from '../graph/model';
import { setNestedInput } from '../graph/nested';
import { callsOf } from '../graph/topology';
import type { ReadOptions } from '../rpc/data-protocol';
import type { BackendName } from '../rpc/train-client';
import { findCommand } from './commands';
import type { ObjectTarget } from './editor';
import { withGraphActions } from './graph-loader';
import type { Studio } from './studio';

type Params = { readonly [key: string]: Json };
type Action = (studio: Studio, params: Params) => void;

const text = (params: Params, name: string): string => {
  const value = params[name];
  if (typeof value !== 'string') throw new Error(`A fix lacks its ${name}.`);
  return value;
};

const whole = (params: Params, name: string): number => (typeof params[name] === 'number' ? params[name] : 0);

function object(params: Params): ObjectSpec {
  return { className: text(params, 'className'), config: isJsonObject(params.config) ? params.config : {} };
}

/** Fixes of layers name the layer, fixes of other objects carry a target. */
function targetOf(params: Params): ObjectTarget {
  if (isJsonObject(params.target)) return params.target as unknown as ObjectTarget;
  return { kind: 'layer', layer: text(params, 'layer') };
}

function firstCall(studio: Studio, layer: LayerId): string {
  const [call] = callsOf(studio.openModel(), layer);
  if (!call) throw new Error(`Layer ${layer} is never called.`);
  return call.id;
}

const tensorOf = (studio: Studio, layer: LayerId): TensorRef => ({ node: firstCall(studio, layer), index: 0 });

/** Adds a layer at the end of the model, before the output. */
function append(studio: Studio, spec: ObjectSpec): void {
  studio.edit.insertLayer(spec, { output: 0 });
}

const texts = (params: Params, name: string): string[] =>
  Array.isArray(params[name]) ? params[name].filter((v): v is string => typeof v === 'string') : [];

/** A column's settings without the name of the column. */
function columnPatch({ column: _, columns: __, ...patch }: Params): JsonObject {
  return patch;
}

/** Reads the person's files once more; a file that is no longer there is told like any other trouble with it. */
function readAgain(studio: Studio, read: ReadOptions, as?: 'images'): void {
  void studio.data.reimport(read, as).then((result) => {
    if (!result.ok) studio.report(result.problem, 'import');
  });
}

/** Changes how images are brought to one size. */
function setImage(studio: Studio, patch: Params): void {
  const { data } = studio.document.getState().document;
  if (data.image) studio.edit.setData({ ...data, image: { ...data.image, ...patch } }, 'Change images');
}

const actions: { readonly [action: string]: Action } = {
  // Layers and other Keras objects.
  'insert-layer-before': (s, p) =>
    void s.edit.insertLayer(object(p), { before: firstCall(s, text(p, 'layer')), slot: whole(p, 'slot') }),
  'insert-layer-after': (s, p) => void s.edit.insertLayer(object(p), { after: firstCall(s, text(p, 'layer')) }),
  'insert-layer': (s, p) => append(s, object(p)),
  'replace-layer': (s, p) => s.edit.replaceObject({ kind: 'layer', layer: text(p, 'layer') }, object(p)),
  'move-to-input': (s, p) => s.edit.moveLayer(text(p, 'layer'), 0),
  'remove-layer': (s, p) => s.edit.removeLayer(text(p, 'layer')),
  'rename-layer': (s, p) => void s.edit.renameLayer(text(p, 'layer'), text(p, 'name')),
  'connect-layers': (s, p) =>
    withGraphActions((a) => a.join(s, tensorOf(s, text(p, 'source')), firstCall(s, text(p, 'target')))),
  'choose-source': (s, p) => {
    s.view.setState({ canvas: 'graph', place: 'canvas' });
    s.select(text(p, 'layer'));
    s.wish('read');
  },
  'make-output': (s, p) => withGraphActions((a) => a.switchOutput(s, tensorOf(s, text(p, 'layer')))),
  'select-layer': (s, p) => s.select(text(p, 'layer')),
  'set-argument': (s, p) => s.edit.setArgument(targetOf(p), text(p, 'argument'), p.value ?? null),
  'remove-argument': (s, p) => s.edit.resetArgument(targetOf(p), text(p, 'argument')),
  'set-input-shape': (s, p) => s.edit.setInputShape((p.shape ?? []) as number[], whole(p, 'input'), inputDtype(p)),
  // What inputs read is loaded with its editor.
  'set-reads': (s, p) => void import('./reads').then(({ setReads }) => setReads(s, whole(p, 'input'), null)),
  'keep-size': (s, p) =>
    s.edit.setModel(
      texts(p, 'layers').reduce((model, id) => setArgument(model, id, 'padding', 'same'), s.openModel()),
      'Keep the size',
    ),
  'set-nested-shape': (s, p) => {
    const model = setNestedInput(s.openModel(), text(p, 'layer'), whole(p, 'input'), (p.shape ?? []) as number[]);
    s.edit.setModel(model, 'Set input shape');
  },

  // Compile and fit.
  'set-loss': (s, p) => s.edit.setLoss(object(p), whole(p, 'output')),
  'set-metrics': (s, p) => s.edit.setMetrics((p.metrics ?? []) as unknown as ObjectSpec[], whole(p, 'output')),
  'replace-metric': (s, p) =>
    s.edit.replaceObject(
      { kind: 'metric', output: whole(p, 'output'), index: whole(p, 'index'), weighted: p.weighted === true },
      object(p),
    ),
  'remove-metric': (s, p) => s.edit.removeMetric(whole(p, 'index'), whole(p, 'output'), p.weighted === true),
  'set-optimizer': (s, p) => s.edit.replaceObject({ kind: 'optimizer' }, object(p)),
  'set-optimizer-argument': (s, p) => s.edit.setArgument({ kind: 'optimizer' }, text(p, 'argument'), p.value ?? null),
  'scale-learning-rate': (s, p) => s.edit.scaleLearningRate(typeof p.factor === 'number' ? p.factor : 0.1),
  'set-fit': (s, p) => s.edit.setFit({ [text(p, 'argument')]: p.value }),
  'fit.set-class-weight': (s, p) => s.edit.setFit({ class_weight: p.class_weight as { [index: string]: number } }),
  'reduce-batch-size': (s) => {
    const { batch_size } = s.document.getState().document.fit;
    s.edit.setFit({ batch_size: Math.max(1, Math.floor(batch_size / 2)) });
  },
  'change-backend': (s, p) =>
    typeof p.backend === 'string' ? s.edit.setFit({ backend: p.backend as FitSpec['backend'] }) : s.training.stepDown(),

  // Data.
  'data.set-target': (s, p) =>
    s.edit.setTarget(text(p, 'target'), p.task as 'regression' | 'classification' | undefined),
  'data.choose-target': (s) => s.view.setState({ screen: 'data' }),
  'data.set-column': (s, p) => s.edit.setColumns([text(p, 'column')], columnPatch(p)),
  'data.set-missing': (s, p) => s.edit.setColumns(texts(p, 'columns'), columnPatch(p)),
  'data.exclude-classes': (s, p) => s.edit.excludeClasses(texts(p, 'classes')),
  'data.set-split': (s, p) => s.edit.setSplit(p),
  'data.set-source': (s, p) => s.edit.setSource(p),
  'data.propose': (s) => void s.data.use(s.document.getState().document.data.source),
  'data.set-image': (s, p) => setImage(s, p),
  'data.reimport': (s, p) => readAgain(s, p as ReadOptions),
  'data.import-images': (s) => readAgain(s, {}, 'images'),
  'data.open': (s) => s.view.setState((v) => ({ screen: 'data', fileRequests: v.fileRequests + 1 })),
  'data.choose': (s) => s.view.setState({ screen: 'data' }),
  'data.retry': (s) => s.data.reload(),
  'data.store-again': (s) => s.data.reload(),
  'predict.choose-image': (s) => s.view.setState({ dock: 'predict', place: 'dock' }),
  'project.export': (s) => void s.projects.saveFile(),

  // The project and its runs.
  'project.restore': (s, p) => void s.projects.restore(text(p, 'project')),
  'run.restore': (s, p) => s.restoreRun(text(p, 'run')),
  propose: (s) => s.applyProposal(),
  'worker.restart': (s) => {
    void s.training.restart();
    s.data.reload();
  },
  'run.resume': (s, p) => void s.training.resumeRun(text(p, 'run'), p.backend as BackendName | undefined),
};

/** Whether `applyFix` knows what to do; a button that does nothing is not drawn. */
export function canFix(fix: Fix): boolean {
  return Object.hasOwn(actions, fix.action) || findCommand(fix.action) !== undefined;
}

/** Does what a fix says. @throws Error for a fix nobody knows. */
export function applyFix(studio: Studio, fix: Fix): void {
  const action = Object.hasOwn(actions, fix.action) ? actions[fix.action] : undefined;
  if (action) {
    try {
      action(studio, fix.params ?? {});
    } catch (error) {
      // A button that stayed while what it was about went away: the layer is gone, the list is shorter.
      if (!(error instanceof RangeError)) throw error;
      studio.announce('There is nothing left to do that to.');
    }
    return;
  }
  const command = findCommand(fix.action);
  if (!command) throw new Error(`Nobody knows the fix ${fix.action}.`);
  studio.run(command.id);
}
