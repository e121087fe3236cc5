/** The model on the canvas: the project's own, or a nested one opened in the graph. Edits and selection mean that one. */
import type { ProjectDocument } from '../graph/document';
import type { ModelGraph } from '../graph/model';
import { modelAt, type NestedPath, validPath } from '../graph/nested-path';
import type { ViewState } from './view-store';

type Shown = Pick<ViewState, 'canvas' | 'inside'>;

/** The way to the model on the canvas; only the graph shows nested models opened. */
export function openPath(document: Pick<ProjectDocument, 'model'>, view: Shown): NestedPath {
  return view.canvas === 'graph' && view.inside.length > 0 ? validPath(document.model, view.inside) : [];
}

export function openModel(document: Pick<ProjectDocument, 'model'>, view: Shown): ModelGraph {
  return modelAt(document.model, openPath(document, view));
}
