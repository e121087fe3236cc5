/** Showing places, tabs and dialogs. */
import { type Command, defineCommands } from '../command';
import type { CanvasTab, DockTab, InspectorTab } from '../view-store';

const canvas = (tab: CanvasTab, label: string): Command => ({
  id: `view.canvas-${tab}`,
  group: 'view',
  label,
  undo: 'none',
  run: (s) => {
    s.view.setState({ canvas: tab, place: 'canvas', screen: 'studio' });
    if (tab === 'graph') s.wish('focus');
  },
});

const inspector = (tab: InspectorTab, label: string, key: string): Command => ({
  id: `view.inspector-${tab}`,
  group: 'view',
  label,
  shortcuts: [key],
  undo: 'none',
  run: (s) => s.view.setState({ inspector: tab, place: 'inspector', screen: 'studio' }),
});

const dock = (tab: DockTab, label: string): Command => ({
  id: `view.dock-${tab}`,
  group: 'view',
  label,
  undo: 'none',
  run: (s) =>
    s.view.setState((v) => ({
      dock: tab,
      place: 'dock',
      screen: 'studio',
      dockSize: v.dockSize === 'closed' ? 'normal' : v.dockSize,
    })),
});

export default defineCommands([
  {
    id: 'view.palette',
    group: 'view',
    label: 'Open the command palette',
    shortcuts: ['Mod+K'],
    inFields: true,
    undo: 'none',
    run: (s) => s.view.setState({ commandPalette: true }),
  },
  {
    id: 'view.search-layers',
    group: 'view',
    label: 'Search layers',
    keywords: 'add insert palette',
    shortcuts: ['/'],
    undo: 'none',
    run: (s) => s.view.setState((v) => ({ searchRequests: v.searchRequests + 1, place: 'layers', screen: 'studio' })),
  },
  canvas('stack', 'Show the stack'),
  canvas('graph', 'Show the graph'),
  canvas('summary', 'Show the summary'),
  inspector('layer', 'Show layer settings', '1'),
  inspector('compile', 'Show compile settings', '2'),
  inspector('fit', 'Show fit settings', '3'),
  inspector('callbacks', 'Show callbacks', '4'),
  dock('curves', 'Show curves'),
  dock('weights', 'Show weights'),
  dock('predictions', 'Show predictions of a part'),
  dock('predict', 'Predict one sample'),
  dock('evaluate', 'Show evaluation'),
  dock('runs', 'Show runs'),
  {
    id: 'view.dock-full',
    group: 'view',
    label: (s) =>
      s.view.getState().dockSize === 'full' ? 'Shrink the live views' : 'Let the live views fill the window',
    undo: 'none',
    run: (s) => s.view.setState((v) => ({ dockSize: v.dockSize === 'full' ? 'normal' : 'full' })),
  },
  {
    id: 'view.dock-close',
    group: 'view',
    label: (s) => (s.view.getState().dockSize === 'closed' ? 'Open the live views' : 'Close the live views'),
    undo: 'none',
    run: (s) => s.view.setState((v) => ({ dockSize: v.dockSize === 'closed' ? 'normal' : 'closed' })),
  },
  {
    id: 'view.data',
    group: 'data',
    label: 'Show the data',
    keywords: 'change file csv images',
    undo: 'none',
    run: (s) => s.view.setState({ screen: 'data' }),
  },
  {
    id: 'view.studio',
    group: 'view',
    label: 'Back to the studio',
    undo: 'none',
    run: (s) => s.view.setState({ screen: 'studio' }),
  },
  {
    id: 'view.shortcuts',
    group: 'view',
    label: 'Keyboard shortcuts',
    keywords: 'help keys',
    shortcuts: ['?'],
    undo: 'none',
    run: (s) => s.view.setState({ dialog: 'shortcuts' }),
  },
  {
    id: 'view.about',
    group: 'view',
    label: 'About Strata',
    undo: 'none',
    run: (s) => s.view.setState({ dialog: 'about' }),
  },
  {
    id: 'view.theme',
    group: 'view',
    label: (s) => `Theme: ${s.settings.getState().theme}; use ${nextTheme(s.settings.getState().theme)}`,
    keywords: 'dark light appearance',
    undo: 'none',
    run: (s) => s.settings.setState((v) => ({ theme: nextTheme(v.theme) })),
  },
  {
    id: 'view.log-scale',
    group: 'view',
    label: (s) => (s.settings.getState().logScale ? 'Linear loss scale' : 'Logarithmic loss scale'),
    undo: 'none',
    run: (s) => s.settings.setState((v) => ({ logScale: !v.logScale })),
  },
]);

function nextTheme(theme: 'system' | 'light' | 'dark'): 'system' | 'light' | 'dark' {
  return theme === 'system' ? 'light' : theme === 'light' ? 'dark' : 'system';
}
