/** The studio: stores, editor, commands and controllers, made together by one factory and knowing no globals. */
import type { StoreApi } from 'zustand/vanilla';
import type { Fix, Problem } from '../base/problem';
import { DEFAULT_NAME, newDocument } from '../graph/defaults';
import type { ProjectDocument } from '../graph/document';
import { runFingerprint } from '../graph/hash';
import type { LayerId, ModelGraph, NodeId } from '../graph/model';
import type { DataClient } from '../rpc/client/data-client';
import type { RunRecord } from '../rpc/run-record';
import type { WorkerPort } from '../rpc/supervisor';
import { analyseModel, type ModelAnalysis } from './analysis';
import type { Command, CommandView } from './command';
import { allCommands, commandFor, type FocusPlace, findCommand, type KeyPress } from './commands';
import { createDataController, type DataController } from './data';
import type { DataFacts } from './data-facts';
import type { Preferences } from './deps';
import { diagnose } from './diagnose';
import { createDocumentStore, type DocumentState } from './document-store';
import { createEditor, type Editor } from './editor';
import { applyFix } from './fixes';
import type { LossSeries } from './losses';
import { openModel } from './open-model';
import { checkpointStore } from './persistence/checkpoint-store';
import { createProjects } from './projects';
import type { ProjectsController, ProjectsDeps } from './projects-types';
import { isStarter, type Proposal, propose, proposeStarter } from './propose';
import { createRunsStore, type RunsState, type RunsStore } from './runs-store';
import { createSettingsStore, type SettingsState } from './settings-store';
import { createTraining } from './training';
import type { TrainingController } from './training-types';
import { clearUnusedData, type Freed, freedInWords } from './unused-data';
import { createViewStore, type GraphWish, type Notice, type ViewState } from './view-store';

export interface StudioDeps extends ProjectsDeps {
  readonly preferences: Preferences;
  readonly makeTrainWorker: () => WorkerPort;
  readonly dataClient: DataClient;
  /** Calls back when the page has nothing better to do; absent where nothing should be done ahead. */
  readonly whenIdle?: (callback: () => void) => void;
  /** Whether the keyboard has a Cmd key. */
  readonly mac: boolean;
}

export interface Studio {
  /** The project and its past. Read it; write through `edit`. */
  readonly document: StoreApi<DocumentState>;
  /** Selection, tabs, notices of this tab. Write tabs with `setState`, the selection with `select`. */
  readonly view: StoreApi<ViewState>;
  /** Runs of the project and live progress. */
  readonly runs: StoreApi<RunsState>;
  /** What the person likes, in all projects. Write with `setState`. */
  readonly settings: StoreApi<SettingsState>;
  readonly edit: Editor;
  readonly data: DataController;
  readonly training: TrainingController;
  readonly projects: ProjectsController;
  /** Opens the last project and begins to follow its data. Call once, after the page can show notices. */
  start(): Promise<void>;

  /** Shapes, parameters and problems of the model; the same object as long as the model is. */
  analysis(): ModelAnalysis;
  /** The model on the canvas: the project's, or a nested one that is opened in the graph; and its analysis. */
  openModel(): ModelGraph;
  openAnalysis(): ModelAnalysis;
  /** Everything wrong or doubtful now: model, compile, fit, callbacks against the data. The same list while nothing changes. */
  problems(): readonly Problem[];
  /** Hash of what a run started now would be made from; null while the data is not known. */
  fingerprint(): string | null;
  /** Whether a run was made from something else than the project is now. */
  isStale(runId: string): boolean;
  /** Batch losses of a run, to read whenever `runs.tick` changes. */
  losses: RunsStore['losses'];

  select(layer: LayerId | null): void;
  /** Chooses calls in the graph; `layer` is the one whose arguments are shown. */
  pick(nodes: readonly NodeId[], layer: LayerId | null): void;
  /** Asks something of the graph's canvas. */
  wish(wish: GraphWish): void;
  notify(notice: Omit<Notice, 'actions' | 'sticky'> & Partial<Pick<Notice, 'actions' | 'sticky'>>): void;
  report(problem: Problem, id?: string): void;
  dismiss(noticeId: string): void;
  announce(text: string): void;
  /** What should change so that the project suits its data; null when nothing must. Banner material. */
  proposal(): Proposal | null;
  /** Takes the proposal as one undoable step. */
  applyProposal(): void;
  /** Begins anew with a model made for this kind of data, as one undoable step. */
  applyStarter(): void;
  /** Calls a run something; empty gives it its number back. */
  renameRun(id: string, name: string): void;
  /** Removes a run; a notice offers to put it back. */
  removeRun(id: string): void;
  restoreRun(id: string): void;
  /** Makes data, model, compile, fit and callbacks what a run was made from, as one undoable step. */
  bringBack(run: string): void;

  /** Does what a fix's button says. */
  applyFix(fix: Fix): void;

  readonly commands: readonly Command[];
  /** A command as a menu shows it now. */
  command(id: string): CommandView;
  /** Runs a command unless it is blocked; says why when it is. */
  run(id: string): void;
  /** Runs the command a key press means; true when there was one, so that the browser's own answer can be prevented. */
  pressed(press: KeyPress, focus: FocusPlace): boolean;
}

/** Asking what graphics there are keeps the worker busy for a while, and a press of Train would wait for it: not at first. */
const GRAPHICS_AFTER_MS = 5000;
/** Data is taken in after this long at the latest, cleared away or not. */
const ADMIT_MS = 10_000;

/** A studio on a fresh first project. */
export function createStudio(deps: StudioDeps): Studio {
  const { clock } = deps;
  const documents = createDocumentStore(newDocument({ id: deps.newId() }), clock);
  const view = createViewStore();
  const runs = createRunsStore(clock);
  const settings = createSettingsStore(deps.preferences);
  const edit = createEditor(documents, view);
  const document = (): ProjectDocument => documents.store.getState().document;
  let admit = (): void => undefined;
  const admitted = new Promise<void>((resolve) => {
    admit = resolve;
  });
  const data = createDataController({
    client: deps.dataClient,
    admitted,
    documents,
    edit,
    onFacts: follow,
    onTrouble: (p) => view.report(p),
  });

  /** A model nobody has worked on follows its data, in the same step: made anew for other data, fitted to new settings. */
  let dataName: string | null = null;
  function follow(facts: DataFacts, before: DataFacts | null, chosen: boolean): void {
    const now = document();
    const called = dataName;
    dataName = data.store.getState().description?.name ?? null;
    if (!before || !isStarter(now.model, before)) return;
    const { model, compile, fit } = proposeStarter(now, facts).document;
    if (chosen) {
      // A project nobody has named is called after its data.
      const name = now.name === DEFAULT_NAME || now.name === called ? (dataName ?? now.name) : now.name;
      edit.change('Begin with a new model', (d) => ({ ...d, name, model, compile, fit }), undefined, true);
    } else if (!isStarter(now.model, facts)) {
      const fitting = propose({ ...now, model }, facts)?.document.compile ?? now.compile;
      edit.change('Adapt the model', (d) => ({ ...d, model, compile: fitting }), undefined, true);
    }
  }

  // However the model changed, what is selected is one of its layers.
  documents.store.subscribe(({ document: { model } }) => {
    const { selected } = view.store.getState();
    const open = openModel({ model }, view.store.getState());
    if (selected !== null && !Object.hasOwn(open.layers, selected)) view.select(null);
  });

  let diagnosed: { readonly key: readonly unknown[]; readonly problems: readonly Problem[] } | null = null;
  function problems(): readonly Problem[] {
    const { model, compile, fit, callbacks } = document();
    const { facts } = data.store.getState();
    const key = [model, compile, fit, callbacks, facts];
    if (!diagnosed || key.some((part, i) => part !== diagnosed?.key[i])) {
      const analysis = analyseModel(model);
      diagnosed = { key, problems: [...analysis.problems, ...diagnose(document(), analysis, facts)] };
    }
    return diagnosed.problems;
  }

  function fingerprint(): string | null {
    const { facts } = data.store.getState();
    return facts ? runFingerprint(document(), facts.key) : null;
  }

  const training = createTraining({
    clock,
    newId: deps.newId,
    makeTrainWorker: deps.makeTrainWorker,
    whenIdle: deps.whenIdle,
    checkpoints: checkpointStore(deps.database, (p) => view.report(p, 'storage')),
    documents,
    data,
    runs,
    view,
    problems,
  });
  const projects = createProjects(deps, { documents, runs, view, settings, data, training });

  let proposed: { readonly key: readonly unknown[]; readonly proposal: Proposal | null } | null = null;
  function proposal(): Proposal | null {
    const { facts } = data.store.getState();
    const { model, compile, fit } = document();
    const key = [model, compile, fit, facts];
    if (!proposed || key.some((part, i) => part !== proposed?.key[i])) {
      proposed = { key, proposal: facts ? propose(document(), facts) : null };
    }
    return proposed.proposal;
  }

  function take(found: Proposal | null): void {
    if (!found) return;
    const { model, compile, fit } = found.document;
    const label = found.kind === 'adapt' ? 'Adapt the model to the data' : 'Begin with a new model';
    edit.change(label, (d) => ({ ...d, model, compile, fit }));
  }

  const removed = new Map<string, { readonly run: RunRecord; readonly losses: LossSeries }>();

  const show = (command: Command): CommandView => ({
    id: command.id,
    group: command.group,
    label: typeof command.label === 'string' ? command.label : command.label(studio),
    keywords: command.keywords ?? '',
    shortcut: command.shortcuts?.[0] ?? null,
    blocked: command.blocked?.(studio) ?? null,
  });

  function execute(command: Command): void {
    const blocked = command.blocked?.(studio) ?? null;
    if (blocked !== null) view.announce(blocked);
    else void command.run(studio);
  }

  const studio: Studio = {
    document: documents.store,
    view: view.store,
    runs: runs.store,
    settings,
    edit,
    data,
    training,
    projects,
    async start() {
      await projects.start();
      const { locks, database, dataClient } = deps;
      const onFreed = (freed: Freed): void =>
        view.notify({ id: 'data-freed', tone: 'info', message: freedInWords(freed) });
      if (database) clearUnusedData(locks, database, dataClient, onFreed).then(admit, admit);
      else admit();
      // Another tab whose worker hangs while it clears away must not keep this one from taking in data.
      clock.after(ADMIT_MS, admit);
      if (!deps.whenIdle) return;
      // The worker comes up while data is read and the person looks around, so that the first run begins at once.
      training.begin();
      const { whenIdle } = deps;
      clock.after(GRAPHICS_AFTER_MS, () => whenIdle(() => void training.warm()));
    },
    analysis: () => analyseModel(document().model),
    openModel: () => openModel(document(), view.store.getState()),
    openAnalysis: () => analyseModel(openModel(document(), view.store.getState())),
    problems,
    fingerprint,
    isStale(runId) {
      const now = fingerprint();
      const run = runs.get(runId);
      return run !== undefined && now !== null && run.fingerprint !== now;
    },
    losses: runs.losses,
    select: view.select,
    pick: view.pick,
    wish: view.wish,
    notify: view.notify,
    report: view.report,
    dismiss: view.dismiss,
    announce: view.announce,
    proposal,
    applyProposal: () => take(proposal()),
    applyStarter() {
      const { facts } = data.store.getState();
      if (facts) take(proposeStarter(document(), facts));
    },
    renameRun: (id, name) => runs.update(id, { name: name.trim() || null }),
    removeRun(id) {
      const run = runs.get(id);
      if (!run || training.store.getState().run === id) return;
      removed.set(id, { run, losses: runs.losses(id) });
      runs.remove(id);
      view.notify({
        id: `run-removed:${id}`,
        tone: 'info',
        message: `Run ${run.number} removed.`,
        actions: [{ label: 'Put it back', action: 'run.restore', params: { run: id } }],
      });
    },
    restoreRun(id) {
      const kept = removed.get(id);
      if (!kept) return;
      removed.delete(id);
      runs.restore(kept.run, kept.losses);
      view.dismiss(`run-removed:${id}`);
    },
    bringBack(id) {
      const run = runs.get(id);
      if (!run) return;
      const { model, compile, fit, callbacks } = run.spec;
      edit.change(`Bring back run ${run.number}`, (d) => ({ ...d, data: run.data, model, compile, fit, callbacks }));
      if (!Object.hasOwn(model.layers, view.store.getState().selected ?? '')) view.select(null);
    },
    applyFix: (fix) => applyFix(studio, fix),
    commands: allCommands,
    command(id) {
      const found = findCommand(id);
      if (!found) throw new Error(`There is no command ${id}.`);
      return show(found);
    },
    run(id) {
      const found = findCommand(id);
      if (!found) throw new Error(`There is no command ${id}.`);
      execute(found);
    },
    pressed(press, focus) {
      const found = commandFor(press, deps.mac, focus);
      if (!found) return false;
      execute(found);
      return true;
    },
  };
  return studio;
}
