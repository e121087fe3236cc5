/** Projects: new, open, save, copies. */
import { type Command, defineCommands } from '../command';
import type { Studio } from '../studio';

const stored = (s: Studio): string | null =>
  s.projects.store.getState().save === 'off' ? 'This browser does not let the page store projects.' : null;

const shownRun = (s: Studio): string | null => s.runs.getState().current;

const history = (format: 'csv' | 'json'): Command => ({
  id: `run.history-${format}`,
  group: 'run',
  label: `Download History as ${format.toUpperCase()}`,
  keywords: 'export save logs',
  blocked: (s) => (shownRun(s) === null ? 'There is no run yet.' : null),
  undo: 'none',
  run: async (s) => {
    const run = shownRun(s);
    if (run !== null) await s.projects.saveHistory(run, format);
  },
});

export default defineCommands([
  { id: 'project.new', group: 'project', label: 'New project', undo: 'none', run: (s) => s.projects.create() },
  {
    id: 'project.list',
    group: 'project',
    label: 'Open another project',
    keywords: 'projects switch list',
    shortcuts: ['Mod+O'],
    undo: 'none',
    run: (s) => s.view.setState({ dialog: 'projects' }),
  },
  {
    id: 'project.duplicate',
    group: 'project',
    label: 'Duplicate this project',
    keywords: 'copy',
    undo: 'none',
    run: (s) => s.projects.duplicate(s.document.getState().document.id),
  },
  {
    id: 'project.remove',
    group: 'project',
    label: 'Remove this project',
    keywords: 'delete',
    blocked: stored,
    undo: 'notice',
    run: (s) => s.projects.remove(s.document.getState().document.id),
  },
  {
    id: 'project.save-file',
    group: 'project',
    label: 'Save the project as a file',
    keywords: 'download export strata',
    shortcuts: ['Mod+S'],
    inFields: true,
    undo: 'none',
    run: (s) => s.projects.saveFile(),
  },
  {
    id: 'project.open-file',
    group: 'project',
    label: 'Open a project file',
    keywords: 'import upload strata',
    undo: 'none',
    run: (s) => s.view.setState((v) => ({ projectFileRequests: v.projectFileRequests + 1 })),
  },
  {
    id: 'project.retry-save',
    group: 'project',
    label: 'Save now',
    blocked: stored,
    undo: 'none',
    run: (s) => s.projects.flush(),
  },
  {
    id: 'project.make-room',
    group: 'project',
    label: 'Remove weights of older runs',
    keywords: 'storage full free space checkpoints',
    blocked: stored,
    undo: 'none',
    run: (s) => s.projects.makeRoom(),
  },
  {
    id: 'project.save-aside',
    group: 'project',
    label: 'Save damaged projects and runs as a file',
    keywords: 'recover export',
    blocked: stored,
    undo: 'none',
    run: (s) => s.projects.saveAside(),
  },
  {
    id: 'project.take-over',
    group: 'project',
    label: 'Edit this project here',
    keywords: 'take over tab',
    blocked: (s) => (s.projects.store.getState().elsewhere ? null : 'This tab edits the project already.'),
    undo: 'none',
    run: (s) => s.projects.takeOver(),
  },
  {
    id: 'model.starter',
    group: 'model',
    label: 'Begin anew with a model for this data',
    keywords: 'starter template reset',
    blocked: (s) => (s.data.store.getState().facts ? null : 'The data is not ready.'),
    undo: 'document',
    run: (s) => s.applyStarter(),
  },
  {
    id: 'model.templates',
    group: 'model',
    label: 'Begin with a template or an application …',
    keywords: 'mlp cnn resnet u-net autoencoder lstm seq2seq transformer mobilenet efficientnet vgg starter',
    undo: 'none',
    run: (s) => s.view.setState({ dialog: 'templates' }),
  },
  {
    id: 'model.adapt',
    group: 'model',
    label: 'Adapt the model to the data',
    keywords: 'propose fit',
    blocked: (s) => (s.proposal() ? null : 'The model suits the data.'),
    undo: 'document',
    run: (s) => s.applyProposal(),
  },
  history('csv'),
  history('json'),
]);
