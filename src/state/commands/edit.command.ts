/** Undo and redo. */
import { defineCommands } from '../command';

export default defineCommands([
  {
    id: 'edit.undo',
    group: 'edit',
    label: (s) => `Undo ${s.document.getState().undoLabel ?? ''}`.trim(),
    shortcuts: ['Mod+Z'],
    blocked: (s) => (s.document.getState().undoLabel === null ? 'There is nothing to undo.' : null),
    undo: 'document',
    run: (s) => s.edit.undo(),
  },
  {
    id: 'edit.redo',
    group: 'edit',
    label: (s) => `Redo ${s.document.getState().redoLabel ?? ''}`.trim(),
    shortcuts: ['Mod+Shift+Z', 'Mod+Y'],
    blocked: (s) => (s.document.getState().redoLabel === null ? 'There is nothing to redo.' : null),
    undo: 'document',
    run: (s) => s.edit.redo(),
  },
]);
