/** What can be done to the selected layer, and moving the selection. */
import type { LayerId } from '../../graph/model';
import { layerOf } from '../../graph/topology';
import { type Command, defineCommands } from '../command';
import type { Studio } from '../studio';

interface Selected {
  readonly layer: LayerId;
  readonly className: string;
  /** Position in the stack; -1 for the input and in graphs. */
  readonly at: number;
  readonly count: number;
}

function selection(studio: Studio): Selected | null {
  const { selected } = studio.view.getState();
  if (selected === null) return null;
  const { stack } = studio.openAnalysis();
  return {
    layer: selected,
    className: layerOf(studio.openModel(), selected).className,
    at: stack?.items.findIndex((item) => item.layer.id === selected) ?? -1,
    count: stack?.items.length ?? 0,
  };
}

const noun = (s: Studio): string => selection(s)?.className ?? 'layer';

function blockedUnlessLayer(s: Studio): string | null {
  const found = selection(s);
  if (!found) return 'No layer is selected.';
  return found.className === 'InputLayer' ? 'The input stays where it is.' : null;
}

function move(by: 1 | -1): Pick<Command, 'blocked' | 'run'> {
  return {
    blocked: (s) => {
      const found = selection(s);
      const no = blockedUnlessLayer(s);
      if (no !== null || !found) return no;
      if (found.at < 0) return 'Only layers of a stack can be moved up and down.';
      const to = found.at + by;
      return to < 0 ? 'It is the first layer.' : to >= found.count ? 'It is the last layer.' : null;
    },
    run: (s) => {
      const found = selection(s);
      if (found) s.edit.moveLayer(found.layer, found.at + by);
    },
  };
}

/** Selects the neighbour in the order of the model; the first layer when none is selected. */
function step(s: Studio, by: 1 | -1): void {
  const model = s.openModel();
  const order = [...new Set(model.nodes.map((n) => n.layer))];
  const { selected } = s.view.getState();
  const at = selected === null ? (by === 1 ? -1 : order.length) : order.indexOf(selected);
  const next = order[Math.max(0, Math.min(order.length - 1, at + by))];
  if (next !== undefined) s.select(next);
}

export default defineCommands([
  {
    id: 'layer.remove',
    group: 'model',
    label: (s) => `Remove ${noun(s)}`,
    keywords: 'delete',
    shortcuts: ['Delete', 'Backspace'],
    blocked: blockedUnlessLayer,
    undo: 'document',
    run: (s) => {
      const found = selection(s);
      if (found) s.edit.removeLayer(found.layer);
    },
  },
  {
    id: 'layer.duplicate',
    group: 'model',
    label: (s) => `Duplicate ${noun(s)}`,
    keywords: 'copy',
    shortcuts: ['Mod+D'],
    blocked: blockedUnlessLayer,
    undo: 'document',
    run: (s) => {
      const found = selection(s);
      if (found) s.edit.duplicateLayer(found.layer);
    },
  },
  {
    id: 'layer.move-up',
    group: 'model',
    label: (s) => `Move ${noun(s)} up`,
    shortcuts: ['Alt+ArrowUp'],
    undo: 'document',
    ...move(-1),
  },
  {
    id: 'layer.move-down',
    group: 'model',
    label: (s) => `Move ${noun(s)} down`,
    shortcuts: ['Alt+ArrowDown'],
    undo: 'document',
    ...move(1),
  },
  {
    id: 'layer.select-previous',
    group: 'view',
    label: 'Select the layer above',
    shortcuts: ['['],
    undo: 'none',
    run: (s) => step(s, -1),
  },
  {
    id: 'layer.select-next',
    group: 'view',
    label: 'Select the layer below',
    shortcuts: [']'],
    undo: 'none',
    run: (s) => step(s, 1),
  },
  {
    id: 'layer.deselect',
    group: 'view',
    label: 'Select nothing',
    blocked: (s) => (s.view.getState().selected === null ? 'No layer is selected.' : null),
    undo: 'none',
    run: (s) => s.select(null),
  },
]);
