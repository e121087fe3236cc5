/**
 * Projects: which one is open, and that nothing of it is lost. Every change saves itself soon after it was made and at
 * once when the page goes away; a reload brings back document, runs and charts and offers to go on with a run that was
 * cut off. Storage that is full or denied is told and never in the way.
 */
import { createStore } from 'zustand/vanilla';
import { ok, type Problem, type Result } from '../base/problem';
import { newDocument } from '../graph/defaults';
import type { ProjectDocument } from '../graph/document';
import type { FiledRun } from '../rpc/files-protocol';
import type { RunRecord } from '../rpc/run-record';
import { documentFromRuns } from '../rpc/salvage';
import { cutOff, unfinished } from './cut-off';
import { makeLeavingRuns } from './leaving-runs';
import { LossSeries } from './losses';
import { guarded, type ProjectDatabase, storageProblem } from './persistence/database';
import { createTabGuard } from './persistence/tab-guard';
import { createProjectFiles } from './project-files';
import type { ProjectParts, ProjectsController, ProjectsDeps, ProjectsState } from './projects-types';

type StoredRuns = Result<Awaited<ReturnType<ProjectDatabase['loadRuns']>>>;

const SAVE_MS = 400;
const RUN_SAVE_MS = 1000;
/** Removed projects can be brought back for this long. */
const KEEP_REMOVED_MS = 7 * 24 * 3600 * 1000;

export function createProjects(deps: ProjectsDeps, parts: ProjectParts): ProjectsController {
  const { clock, database } = deps;
  const { documents, runs, view, settings, data, training } = parts;
  const store = createStore<ProjectsState>(() => ({
    ready: false,
    list: [],
    save: database ? 'saved' : 'off',
    elsewhere: false,
  }));
  let savedRevision = -1;
  /** The project removed last: what comes to it until another is open, such as a model for data just read, is not saved. */
  let removed: string | null = null;
  let saving: Promise<void> = Promise.resolve();
  let timer: (() => void) | null = null;
  let runTimer: (() => void) | null = null;
  /** Run records as they were last saved, by id. */
  const savedRuns = new Map<string, RunRecord>();
  const leaving = makeLeavingRuns(clock, (id) => {
    void database?.removeRun(id).catch((error: unknown) => trouble(storageProblem(error)));
  });
  /** While a project is being opened, changes of the stores are not edits. */
  let opening = false;

  const document = (): ProjectDocument => documents.store.getState().document;
  const isOpen = (id: string): boolean => document().id === id;
  const mayWrite = (): boolean => database !== null && !store.getState().elsewhere && store.getState().ready;

  // --- saving ----------------------------------------------------------------------------------------------------------

  function trouble(p: Problem): void {
    store.setState({ save: 'failed' });
    view.notify({
      id: 'storage',
      tone: 'error',
      message: p.message,
      ...(p.received !== undefined && { detail: p.received }),
      actions: p.fixes ?? [],
      sticky: true,
    });
  }

  async function saveNow(): Promise<void> {
    if (!database || !mayWrite()) return;
    const { revision } = documents.store.getState();
    const changed = runs.store.getState().runs.filter((r) => savedRuns.get(r.id) !== r);
    const edited = revision !== savedRevision && document().id !== removed;
    if (!edited && changed.length === 0) return;
    // A run saves itself every second; only edits are worth telling.
    if (edited) store.setState({ save: 'saving' });
    const result = await guarded(async () => {
      const written = !edited || (await database.saveDocument(document(), guard.unguarded()));
      for (const run of changed) {
        await database.saveRun(run, runs.losses(run.id));
        savedRuns.set(run.id, run);
      }
      return written;
    });
    if (!result.ok) return trouble(result.problem);
    if (!result.value) return overtaken();
    savedRevision = revision;
    view.dismiss('storage');
    store.setState({ save: documents.store.getState().revision === revision ? 'saved' : 'unsaved' });
    if (edited || changed.some((r) => r.id !== training.store.getState().run)) guard.saved();
  }

  function flush(): Promise<void> {
    timer?.();
    timer = null;
    runTimer?.();
    runTimer = null;
    saving = saving.then(saveNow);
    return saving;
  }

  async function refreshList(): Promise<void> {
    if (!database) return;
    const result = await guarded(() => database.list());
    if (result.ok) store.setState({ list: result.value });
  }

  /** Asked once, when there is something worth keeping. */
  function askToPersist(): void {
    if (!deps.persist || settings.getState().persistenceAsked) return;
    settings.setState({ persistenceAsked: true });
    // The browser decides by itself; either answer is fine.
    deps.persist().catch(() => undefined);
  }

  documents.store.subscribe((state, before) => {
    if (opening || state.revision === before.revision || !mayWrite()) return;
    store.setState({ save: 'unsaved' });
    askToPersist();
    timer?.();
    timer = clock.after(SAVE_MS, () => void flush().then(refreshList));
  });

  runs.store.subscribe((state, before) => {
    if (opening || state.runs === before.runs || !mayWrite()) return;
    for (const run of before.runs) if (!state.runs.some((s) => s.id === run.id)) savedRuns.delete(run.id);
    leaving(before.runs, state.runs);
    // That a run began or ended is kept at once: a page that is being left may not come to it any more.
    const begun = state.runs.some((r) => !savedRuns.has(r.id));
    const ended = state.runs.some((r) => r.status === 'ended' && savedRuns.get(r.id)?.status !== 'ended');
    if (begun || ended) void flush();
    else runTimer ??= clock.after(RUN_SAVE_MS, () => void flush());
  });

  deps.onHide(() => void flush());

  // --- tabs ------------------------------------------------------------------------------------------------------------

  function tellElsewhere(): void {
    view.notify({
      id: 'elsewhere',
      tone: 'warning',
      message: 'This project is open in another tab, which writes it. Here it can be looked at.',
      actions: [{ label: 'Take over here', action: 'project.take-over' }],
      sticky: true,
    });
  }

  /** Another tab wrote the project first. What was changed here stays in sight until the person has chosen. */
  function overtaken(): void {
    setElsewhere(true);
    store.setState({ save: 'unsaved' });
    view.notify({
      id: 'elsewhere',
      tone: 'warning',
      message: 'Another tab changed this project meanwhile, so what was changed here is not stored in it.',
      actions: [
        { label: 'Keep it as a copy', action: 'project.duplicate' },
        { label: 'Go on with what the other tab wrote', action: 'project.take-over' },
      ],
      sticky: true,
    });
  }

  function setElsewhere(elsewhere: boolean): void {
    store.setState({ elsewhere });
    documents.setReadOnly(elsewhere);
    if (elsewhere) tellElsewhere();
    else view.dismiss('elsewhere');
  }

  const guard = createTabGuard({
    locks: deps.locks,
    channel: deps.channel,
    clock,
    onChange: (id, mine) => {
      if (!isOpen(id)) return;
      if (!mine) return setElsewhere(true);
      // What the other tab wrote last is what counts now.
      store.setState({ elsewhere: false });
      void load(id, isOpen).then(() => isOpen(id) && setElsewhere(false));
    },
    onHandOver: () => leave(),
    onSaved: (id) => {
      // Without locks a tab hears this that writes too: what it has not saved, or trains, is not read over.
      const busy = documents.store.getState().revision !== savedRevision || training.store.getState().status !== 'idle';
      if (!guard.unguarded() || !busy) void load(id, isOpen);
    },
  });

  // --- opening ----------------------------------------------------------------------------------------------------------

  /** The runs of a project as they are stored, damaged ones told apart. */
  const readRuns = async (id: string): Promise<StoredRuns> =>
    database ? guarded(() => database.loadRuns(id)) : ok({ runs: [], problems: [] });

  /** Brings runs of a project into the store. */
  function showRuns(loaded: StoredRuns): void {
    const stored = loaded.ok ? loaded.value.runs : [];
    if (!loaded.ok) trouble(loaded.problem);
    else if (loaded.value.problems.length > 0) {
      view.notify({
        id: 'runs-damaged',
        tone: 'warning',
        message: `${loaded.value.problems.length} of this project's runs could not be read and ${loaded.value.problems.length === 1 ? 'was' : 'were'} put aside.`,
        detail: loaded.value.problems[0]?.received ?? '',
        actions: [{ label: 'Save what is left of them', action: 'project.save-aside' }],
        sticky: true,
      });
    }
    const records = stored.map(({ record }) =>
      unfinished(record) && !store.getState().elsewhere ? cutOff(record) : record,
    );
    savedRuns.clear();
    for (const { record } of stored) savedRuns.set(record.id, record);
    opening = true;
    runs.open(records, new Map(stored.map(({ record, losses }) => [record.id, losses])));
    opening = false;
    const cut = records.at(-1);
    if (cut?.problem?.code === 'run-cut-off' && cut.status === 'interrupted') view.report(cut.problem, `run:${cut.id}`);
  }

  /** Reads a project into the stores, if it is still wanted when it has been read. False when it cannot be read. */
  async function load(id: string, wanted: (id: string) => boolean = () => true): Promise<boolean> {
    // Both before anything is shown: a run that starts as soon as the data is there must not be written over.
    const [found, loaded] = await Promise.all([
      database ? guarded(() => database.loadDocument(id)) : ok(null),
      readRuns(id),
    ]);
    if (!wanted(id)) return false;
    if (!found.ok) {
      trouble(found.problem);
      return false;
    }
    const read = found.value;
    if (read === null) return false;
    if (!read.ok) return salvage(id, read.problem, loaded);
    show(read.value);
    savedRevision = documents.store.getState().revision;
    showRuns(loaded);
    return true;
  }

  /** Puts a document into the stores; the selection stays where its layer still is. */
  function show(document: ProjectDocument): void {
    const { selected } = view.store.getState();
    opening = true;
    documents.open(document, documents.store.getState().readOnly || store.getState().elsewhere);
    opening = false;
    if (selected !== null && !Object.hasOwn(document.model.layers, selected)) view.select(null);
    view.clear();
    data.refresh();
  }

  /** Tells of a project that cannot be read; a damaged one is made again from its newest run, if it has one. */
  async function salvage(id: string, why: Problem, loaded: StoredRuns): Promise<boolean> {
    const damaged = why.code === 'document-damaged';
    const kept = damaged ? loaded : null;
    const name = store.getState().list.find((p) => p.id === id)?.name ?? 'Recovered project';
    const made = kept?.ok
      ? documentFromRuns(
          kept.value.runs.map((r) => r.record),
          id,
          name,
        )
      : null;
    if (made) {
      show(made);
      showRuns(loaded);
    }
    const aside = made ? 'It was made again from its newest run.' : damaged ? 'It was put aside.' : '';
    view.notify({
      id: `unreadable:${id}`,
      tone: 'error',
      message: why.message,
      detail: [why.received, aside].filter(Boolean).join('. '),
      actions: damaged ? [{ label: 'Save what is left of it', action: 'project.save-aside' }] : [],
      sticky: true,
    });
    return made !== null;
  }

  /** Ends what goes on in the open project, so that another can take its place. */
  async function leave(): Promise<void> {
    // Before the first project is open there is none to leave, and a press of Train waits for it.
    if (!store.getState().ready) return;
    if (training.store.getState().status !== 'idle') await training.restart();
    await flush();
  }

  /** Shows a project that is in memory only so far, and saves it. */
  async function adopt(fresh: ProjectDocument, filed: readonly FiledRun[] = []): Promise<void> {
    await leave();
    await guard.claim(fresh.id);
    setElsewhere(false);
    opening = true;
    documents.open(fresh);
    view.select(null);
    view.clear();
    runs.open(
      filed.map((r) => r.record),
      new Map(filed.flatMap((r) => (r.losses ? [[r.record.id, LossSeries.from(r.losses)] as const] : []))),
    );
    savedRuns.clear();
    savedRevision = -1;
    opening = false;
    settings.setState({ lastProject: fresh.id });
    store.setState({ ready: true });
    data.refresh();
    await flush();
    await refreshList();
  }

  async function open(id: string): Promise<void> {
    await leave();
    const mine = await guard.claim(id);
    setElsewhere(!mine);
    if (await load(id)) {
      settings.setState({ lastProject: id });
      store.setState({ ready: true, save: 'saved' });
      // What opening itself changed: runs that were cut off, a document made again.
      await flush();
      await refreshList();
      return;
    }
    // The project is gone or unreadable: the next one, else a fresh one.
    setElsewhere(false);
    await refreshList();
    const next = store.getState().list.find((p) => p.id !== id);
    if (next) return open(next.id);
    await adopt(newDocument({ id: deps.newId() }));
  }

  async function start(): Promise<void> {
    if (!database) {
      view.notify({
        id: 'storage',
        tone: 'warning',
        message: 'This browser does not let the page store anything: changes are kept in this tab only.',
        actions: [{ label: 'Save the project as a file', action: 'project.save-file' }],
        sticky: true,
      });
      store.setState({ ready: true });
      return data.refresh();
    }
    const listed = await guarded(() => database.list());
    if (!listed.ok) {
      trouble(listed.problem);
      store.setState({ ready: true, save: 'failed' });
      return data.refresh();
    }
    store.setState({ list: listed.value });
    void database.clearRemoved(KEEP_REMOVED_MS).catch(() => undefined);
    const { lastProject } = settings.getState();
    const wanted = listed.value.find((p) => p.id === lastProject) ?? listed.value[0];
    if (wanted) return open(wanted.id);
    await adopt(document());
  }

  /** A project as it is stored; null when there is none, or when storage fails, which is told. */
  async function stored(id: string): Promise<Result<ProjectDocument> | null> {
    if (!database) return null;
    const found = await guarded(() => database.loadDocument(id));
    if (!found.ok) trouble(found.problem);
    return found.ok ? found.value : null;
  }

  const copyName = (name: string): string => {
    const names = new Set(store.getState().list.map((p) => p.name));
    let candidate = `${name} copy`;
    for (let i = 2; names.has(candidate); i++) candidate = `${name} copy ${i}`;
    return candidate;
  };

  const projectFiles = createProjectFiles(deps, { documents, runs, view, data, training }, adopt);

  return {
    store,
    start,
    open,
    flush,
    async makeRoom() {
      if (!database) return;
      const newest = runs.store.getState().runs.at(-1)?.id;
      const result = await guarded(() => database.dropWeights(newest ?? null));
      if (!result.ok) return trouble(result.problem);
      for (const run of runs.store.getState().runs) {
        if (run.id !== newest && Object.keys(run.checkpoints).length > 0) runs.update(run.id, { checkpoints: {} });
      }
      view.notify({
        id: 'made-room',
        tone: 'info',
        message: `The weights of ${result.value} older ${result.value === 1 ? 'run were' : 'runs were'} removed. Their History and settings are still here.`,
      });
      await flush();
    },
    leave: guard.release,
    async saveAside() {
      if (!database) return;
      const result = await guarded(() => database.aside());
      if (result.ok) deps.download('damaged projects.json', JSON.stringify(result.value, null, 2), 'application/json');
      else trouble(result.problem);
    },
    create: (fresh) => adopt(fresh ?? newDocument({ id: deps.newId() })),
    async duplicate(id) {
      const found = id === document().id ? ok(document()) : await stored(id);
      if (!found?.ok) return;
      await adopt({ ...found.value, id: deps.newId(), name: copyName(found.value.name) });
    },
    async rename(id, name) {
      const trimmed = name.trim().slice(0, 120);
      if (trimmed === '') return;
      if (id === document().id) {
        documents.apply({ label: 'Rename project', change: (d) => (d.name === trimmed ? d : { ...d, name: trimmed }) });
        await flush();
      } else {
        const found = await stored(id);
        if (found?.ok) {
          const result = await guarded(async () => database?.saveDocument({ ...found.value, name: trimmed }));
          if (!result.ok) trouble(result.problem);
        }
      }
      await refreshList();
    },
    async remove(id) {
      if (!database) return;
      const name = store.getState().list.find((p) => p.id === id)?.name ?? document().name;
      await flush();
      removed = id;
      const result = await guarded(() => database.setRemoved(id, true));
      if (!result.ok) {
        removed = null;
        return trouble(result.problem);
      }
      await refreshList();
      view.notify({
        id: `removed:${id}`,
        tone: 'info',
        message: `“${name}” was removed.`,
        actions: [{ label: 'Bring it back', action: 'project.restore', params: { project: id } }],
      });
      if (id !== document().id) return;
      const [next] = store.getState().list;
      if (next) await open(next.id);
      else await adopt(newDocument({ id: deps.newId() }));
    },
    async restore(id) {
      if (!database) return;
      const result = await guarded(() => database.setRemoved(id, false));
      if (!result.ok) return trouble(result.problem);
      removed = null;
      view.dismiss(`removed:${id}`);
      await open(id);
    },
    async takeOver() {
      if (!guard.unguarded()) return guard.takeOver();
      const { id } = document();
      store.setState({ elsewhere: false, save: 'saved' });
      if (await load(id, isOpen)) setElsewhere(false);
    },
    ...projectFiles,
  };
}
