/** What one tab shows: selection, tabs, panels, notices. Nothing of it is part of the project; none of it undoes. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Fix, Problem } from '../base/problem';
import type { Clip } from '../graph/edit-graph';
import type { LayerId, NodeId } from '../graph/model';
import type { Consumer } from '../graph/topology';

export type InspectorTab = 'layer' | 'compile' | 'fit' | 'callbacks';
export type CanvasTab = 'stack' | 'graph' | 'summary';
export type DockTab = 'curves' | 'weights' | 'predictions' | 'predict' | 'evaluate' | 'runs';
/** What a phone shows, one at a time. */
export type Place = 'data' | 'layers' | 'canvas' | 'inspector' | 'dock';
export type Dialog = 'projects' | 'shortcuts' | 'about' | 'templates';

/** What a key or a menu asks of the graph's canvas; the count tells equal wishes apart. */
export type GraphWish =
  | 'focus'
  | 'fit'
  | 'show'
  | 'zoom-in'
  | 'zoom-out'
  | 'zoom-one'
  | 'zoom-chosen'
  | 'find'
  | 'connect'
  | 'read'
  | 'insert';

/** Something to tell that is not visible anyway. Sticky ones stay until dismissed or resolved. */
export interface Notice {
  readonly id: string;
  readonly tone: 'info' | 'success' | 'warning' | 'error';
  readonly message: string;
  readonly detail?: string;
  readonly actions: readonly Fix[];
  readonly sticky: boolean;
}

export interface ViewState {
  /** The selected layer, or null. Always one that is in the model. */
  readonly selected: LayerId | null;
  /** Calls chosen in the graph, the last one first to be shown; read them with `pickedNodes`. */
  readonly picked: readonly NodeId[];
  /** The wire chosen in the graph, by where it ends. */
  readonly wire: Consumer | null;
  /** Nested models that are opened, from the outermost in. */
  readonly inside: readonly LayerId[];
  /** What was copied in the graph. */
  readonly clip: Clip | null;
  readonly graphWish: { readonly wish: GraphWish; readonly count: number };
  readonly inspector: InspectorTab;
  readonly canvas: CanvasTab;
  readonly dock: DockTab;
  readonly dockSize: 'normal' | 'full' | 'closed';
  readonly screen: 'studio' | 'data';
  readonly place: Place;
  readonly dialog: Dialog | null;
  readonly commandPalette: boolean;
  /** What the list of objects at an argument is to be opened with. */
  readonly seek: { readonly argument: string; readonly text: string } | null;
  /** Counts requests to move the focus to the layer search. */
  readonly searchRequests: number;
  /** Counts requests to open the file dialog for a project file. */
  readonly projectFileRequests: number;
  /** Counts requests to open the file dialog for data. */
  readonly fileRequests: number;
  readonly notices: readonly Notice[];
  /** The last thing a screen reader should hear; `count` tells equal ones apart. */
  readonly announcement: { readonly text: string; readonly count: number };
}

export interface ViewStore {
  readonly store: StoreApi<ViewState>;
  select(layer: LayerId | null): void;
  /** Chooses calls in the graph; `layer` is the one whose arguments are shown. */
  pick(nodes: readonly NodeId[], layer: LayerId | null): void;
  wish(wish: GraphWish): void;
  /** Shows a notice; one with the same id is replaced. */
  notify(notice: Omit<Notice, 'actions' | 'sticky'> & Partial<Pick<Notice, 'actions' | 'sticky'>>): void;
  /** Shows a problem as a notice, its fixes as buttons. Errors stay until dismissed. */
  report(problem: Problem, id?: string): void;
  dismiss(id: string): void;
  /** Takes away what was told about a project that is no longer shown. */
  clear(): void;
  /** Says something to screen readers. */
  announce(text: string): void;
}

/** Notices that are about more than the open project. */
const GENERAL = /^(storage|elsewhere|removed:|unreadable:)/;

export function createViewStore(): ViewStore {
  const store = createStore<ViewState>(() => ({
    selected: null,
    picked: [],
    wire: null,
    inside: [],
    clip: null,
    graphWish: { wish: 'fit', count: 0 },
    inspector: 'layer',
    canvas: 'stack',
    dock: 'curves',
    dockSize: 'normal',
    screen: 'studio',
    place: 'canvas',
    dialog: null,
    commandPalette: false,
    seek: null,
    searchRequests: 0,
    fileRequests: 0,
    projectFileRequests: 0,
    notices: [],
    announcement: { text: '', count: 0 },
  }));
  const notify: ViewStore['notify'] = (notice) => {
    const full: Notice = { actions: [], sticky: false, ...notice };
    store.setState((s) => ({ notices: [...s.notices.filter((n) => n.id !== full.id), full] }));
  };
  return {
    store,
    select: (layer) =>
      store.setState({ selected: layer, picked: [], wire: null, ...(layer !== null && { inspector: 'layer' }) }),
    pick: (picked, layer) =>
      store.setState({ selected: layer, picked, wire: null, ...(layer !== null && { inspector: 'layer' }) }),
    wish: (wish) => store.setState((s) => ({ graphWish: { wish, count: s.graphWish.count + 1 } })),
    notify,
    report(problem, id = problem.code) {
      if (problem.code === 'cancelled') return;
      notify({
        id,
        tone: problem.severity,
        message: problem.message,
        ...(problem.received ? { detail: problem.received } : {}),
        actions: problem.fixes ?? [],
        sticky: problem.severity === 'error',
      });
    },
    dismiss: (id) => store.setState((s) => ({ notices: s.notices.filter((n) => n.id !== id) })),
    clear: () => store.setState((s) => ({ notices: s.notices.filter((n) => GENERAL.test(n.id)) })),
    announce: (text) => store.setState((s) => ({ announcement: { text, count: s.announcement.count + 1 } })),
  };
}
