/**
 * The document and its past. Every edit replaces the immutable document and keeps the one before, so undo is going
 * back to a value, whatever the edit was. Quick edits of the same thing become one step. Nothing computed is in here.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ProjectDocument } from '../graph/document';
import type { LayerId } from '../graph/model';
import type { Clock } from './deps';

export interface DocumentState {
  readonly document: ProjectDocument;
  /** What undo would take back and redo would do again, in words; null when there is nothing. */
  readonly undoLabel: string | null;
  readonly redoLabel: string | null;
  /** Counts changes of the document, undo included. */
  readonly revision: number;
  /** Set while another tab edits this project: edits are refused. */
  readonly readOnly: boolean;
}

export interface Edit {
  /** What was done, as undo names it: `Remove Flatten`. */
  readonly label: string;
  /** Gives the new document; the same one when nothing changed. */
  readonly change: (document: ProjectDocument) => ProjectDocument;
  /** Edits with the same key in quick succession are undone together: `layer:l1.units`. */
  readonly coalesce?: string;
  /** What the model owes to new data: joins the step before if that changed the data, however long ago. */
  readonly follows?: boolean;
  /** The layer selected before and after, put back by undo and redo. */
  readonly selected?: { readonly before: LayerId | null; readonly after: LayerId | null };
}

interface Step {
  readonly label: string;
  readonly before: ProjectDocument;
  readonly after: ProjectDocument;
  readonly coalesce: string | undefined;
  readonly selected: Edit['selected'];
  readonly at: number;
}

export interface DocumentStore {
  readonly store: StoreApi<DocumentState>;
  /** Applies an edit; false when it changed nothing or the document is read-only. */
  apply(edit: Edit): boolean;
  undo(): boolean;
  redo(): boolean;
  /** Ends the current run of coalesced edits (a field lost focus). */
  seal(): void;
  /** Another document, with no past. */
  open(document: ProjectDocument, readOnly?: boolean): void;
  setReadOnly(readOnly: boolean): void;
  /** Called after undo and redo with the layer to select. */
  onRestore(listener: (selected: LayerId | null | undefined) => void): void;
}

const COALESCE_MS = 1500;
const MAX_STEPS = 500;

export function createDocumentStore(initial: ProjectDocument, clock: Clock): DocumentStore {
  let past: Step[] = [];
  let future: Step[] = [];
  let sealed = true;
  let restored: ((selected: LayerId | null | undefined) => void) | null = null;
  const store = createStore<DocumentState>(() => ({
    document: initial,
    undoLabel: null,
    redoLabel: null,
    revision: 0,
    readOnly: false,
  }));

  function publish(document: ProjectDocument): void {
    store.setState((s) => ({
      document,
      undoLabel: past.at(-1)?.label ?? null,
      redoLabel: future.at(-1)?.label ?? null,
      revision: s.revision + 1,
    }));
  }

  return {
    store,
    apply(edit) {
      const { document: before, readOnly } = store.getState();
      if (readOnly) return false;
      const after = edit.change(before);
      if (after === before) return false;
      const now = clock.now();
      const last = past.at(-1);
      const continues =
        !sealed && edit.coalesce !== undefined && last?.coalesce === edit.coalesce && now - last.at < COALESCE_MS;
      const follows = edit.follows === true && last !== undefined && last.before.data !== last.after.data;
      const joins = last !== undefined && (continues || follows);
      const step: Step = {
        label: joins && follows ? last.label : edit.label,
        before: joins ? last.before : before,
        after,
        coalesce: joins ? last.coalesce : edit.coalesce,
        selected:
          joins && last.selected
            ? { before: last.selected.before, after: edit.selected?.after ?? null }
            : edit.selected,
        at: now,
      };
      past = [...(joins ? past.slice(0, -1) : past), step].slice(-MAX_STEPS);
      future = [];
      sealed = false;
      publish(after);
      return true;
    },
    undo() {
      const step = past.at(-1);
      if (!step || store.getState().readOnly) return false;
      past = past.slice(0, -1);
      future = [...future, step];
      sealed = true;
      publish(step.before);
      restored?.(step.selected?.before);
      return true;
    },
    redo() {
      const step = future.at(-1);
      if (!step || store.getState().readOnly) return false;
      future = future.slice(0, -1);
      past = [...past, step];
      sealed = true;
      publish(step.after);
      restored?.(step.selected?.after);
      return true;
    },
    seal() {
      sealed = true;
    },
    open(document, readOnly = false) {
      past = [];
      future = [];
      sealed = true;
      store.setState((s) => ({ document, undoLabel: null, redoLabel: null, revision: s.revision + 1, readOnly }));
    },
    setReadOnly(readOnly) {
      store.setState({ readOnly });
    },
    onRestore(listener) {
      restored = listener;
    },
  };
}
