/** What can be done in the graph: choosing, copying, sharing, wiring and arranging calls of layers. */
import { nestedGraph } from '../../graph/nested';
import { type Command, defineCommands } from '../command';
import { withGraphActions } from '../graph-loader';
import { pickedNodes } from '../picked';
import type { Studio } from '../studio';

type Actions = typeof import('../graph-actions');

const model = (s: Studio) => s.openModel();
const picked = (s: Studio) => pickedNodes(model(s), s.view.getState());

const inGraph = (s: Studio): string | null => (s.view.getState().canvas === 'graph' ? null : 'Show the graph first.');

function needsLayer(s: Studio): string | null {
  if (inGraph(s) !== null) return inGraph(s);
  return picked(s).some((n) => !model(s).inputs.includes(n.id)) ? null : 'No layer is selected.';
}

const needsCall = (s: Studio): string | null => inGraph(s) ?? (picked(s).length > 0 ? null : 'No layer is selected.');

function needsModel(s: Studio): string | null {
  const layer = model(s).layers[picked(s).at(-1)?.layer ?? ''];
  return needsLayer(s) ?? (layer && nestedGraph(layer) ? null : 'It is no nested model.');
}

/** A command whose work is loaded when it is asked for. */
const graph = (
  id: string,
  label: string,
  shortcuts: readonly string[],
  act: (actions: Actions, s: Studio) => unknown,
  more: Partial<Command> = {},
): Command => ({
  id: `graph.${id}`,
  group: 'model',
  label,
  shortcuts,
  inGraph: true,
  blocked: inGraph,
  undo: 'document',
  run: (s) => withGraphActions((actions) => act(actions, s)),
  ...more,
});

const wish = (id: Parameters<Studio['wish']>[0], label: string, shortcuts: readonly string[]): Command => ({
  id: `graph.${id}`,
  group: 'view',
  label,
  shortcuts,
  inGraph: true,
  blocked: inGraph,
  undo: 'none',
  run: (s) => s.wish(id),
});

export default defineCommands([
  graph('remove', 'Remove what is chosen in the graph', ['Delete', 'Backspace'], (a, s) => a.removeChosen(s), {
    keywords: 'delete wire edge connection',
    blocked: (s) => inGraph(s) ?? (s.view.getState().wire || picked(s).length > 0 ? null : 'Nothing is selected.'),
  }),
  graph('duplicate', 'Duplicate beside', ['Mod+D'], (a, s) => a.duplicateChosen(s), {
    keywords: 'copy branch',
    blocked: needsLayer,
  }),
  graph('copy', 'Copy layers', ['Mod+C'], (a, s) => a.copyChosen(s), { blocked: needsLayer, undo: 'none' }),
  graph('cut', 'Cut layers', ['Mod+X'], (a, s) => a.cutChosen(s), { blocked: needsLayer }),
  graph('paste', 'Paste layers', ['Mod+V'], (a, s) => a.paste(s), {
    blocked: (s) => inGraph(s) ?? (s.view.getState().clip ? null : 'Nothing was copied.'),
  }),
  graph('pick-all', 'Choose all layers', ['Mod+A'], (a, s) => a.pickAll(s), { keywords: 'select', undo: 'none' }),
  graph('share', 'Call the layer again with the same weights', ['Mod+Shift+D'], (a, s) => a.share(s), {
    keywords: 'shared siamese',
    blocked: needsLayer,
  }),
  graph('unshare', 'Give the call weights of its own', [], (a, s) => a.unshare(s), {
    blocked: (s) => {
      const [node] = picked(s);
      const calls = node ? model(s).nodes.filter((n) => n.layer === node.layer).length : 0;
      return inGraph(s) ?? (calls > 1 ? null : 'The layer is called once.');
    },
  }),
  graph(
    'output',
    'Make it an output, or no output any more',
    ['O'],
    (a, s) => {
      const node = picked(s).at(-1);
      if (node) a.switchOutput(s, { node: node.id, index: 0 });
    },
    { blocked: needsLayer },
  ),
  graph('group', 'Group into a nested model', ['Mod+G'], (a, s) => a.group(s), {
    keywords: 'nest block functional submodel',
    blocked: needsLayer,
  }),
  graph('ungroup', 'Take the nested model apart', ['Mod+Shift+G'], (a, s) => a.ungroup(s), {
    keywords: 'expand inline explode',
    blocked: needsModel,
  }),
  graph('open', 'Open the nested model', ['Mod+ArrowDown'], (a, s) => a.openNested(s), {
    group: 'view',
    blocked: needsModel,
    undo: 'none',
  }),
  graph('leave', 'Back to the model around', ['Mod+ArrowUp'], (a, s) => a.leaveNested(s), {
    group: 'view',
    blocked: (s) => inGraph(s) ?? (s.view.getState().inside.length > 0 ? null : 'This is the outermost model.'),
    undo: 'none',
  }),
  graph('input', 'Add an input to the model', [], (a, s) => a.newInput(s)),
  graph('wire', 'Choose the next wire of the layer', ['W'], (a, s) => a.nextWire(s), {
    keywords: 'edge connection select',
    blocked: needsCall,
    undo: 'none',
  }),
  graph('tidy', 'Lay the graph out anew', ['L'], (a, s) => a.tidy(s), { keywords: 'auto layout arrange tidy' }),
  wish('connect', 'Connect the selected layer to …', ['C']),
  wish('read', 'Choose what the selected layer reads …', ['Shift+C']),
  wish('insert', 'Insert a layer after the selected one, or on the chosen wire', ['I']),
  wish('find', 'Find a layer in the graph …', ['F']),
  wish('zoom-chosen', 'Show what is chosen', ['Z']),
  wish('fit', 'Show the whole graph', ['0']),
  wish('zoom-in', 'Zoom in', ['+', '=']),
  wish('zoom-out', 'Zoom out', ['-']),
  wish('zoom-one', 'Actual size', ['Shift+1', '!']),
]);
