/**
 * The project's data as the page knows it: described, checked and made ready by the data worker whenever the document's
 * data changes. Holds the prepared arrays only until the training worker takes them.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type JsonObject, jsonEquals } from '../base/json';
import { fail, ok, type Problem, ProblemError, problem, problemOf, type Result } from '../base/problem';
import type { DataSource, DataSpec } from '../graph/data-spec';
import type { DataClient } from '../rpc/client/data-client';
import type {
  CatalogEntry,
  Cell,
  DataProgress,
  DatasetDescription,
  InputFile,
  ReadOptions,
  Review,
  Sample,
  SampleRequest,
} from '../rpc/data-protocol';
import type { FiledData } from '../rpc/files-protocol';
import type { InputRows, PreparedData } from '../rpc/train-client';
import { type DataFacts, type DataRows, factsOf, rowsOf } from './data-facts';
import type { DocumentStore } from './document-store';
import type { Editor } from './editor';
import { importData, nameOf, pathed } from './import-data';

export interface DataState {
  /** `loading` while the worker reads or prepares; what is shown stays what it was. */
  readonly status: 'loading' | 'ready' | 'failed';
  readonly progress: DataProgress | null;
  /** Why the data cannot be used, when `failed`. */
  readonly problem: Problem | null;
  readonly description: DatasetDescription | null;
  /** What is worth a look under the present settings. */
  readonly review: Review | null;
  /** Shapes, task and counts of the prepared data. */
  readonly facts: DataFacts | null;
  /** Built-in and generated data sets to choose from. */
  readonly catalog: readonly CatalogEntry[];
  /** A file being read now. */
  readonly importing: { readonly name: string; readonly progress: DataProgress | null } | null;
}

export interface DataController {
  readonly store: StoreApi<DataState>;
  /** Takes a built-in, generated or stored data set as the project's data. */
  use(source: DataSource): Promise<Result<null>>;
  /** Reads files of the user's (one CSV, a zip or folder of images, …) and takes them as the project's data. */
  importFiles(files: readonly (File | InputFile)[], options?: ReadOptions): Promise<Result<null>>;
  /** Reads the last imported files again, differently: other delimiter, header, encoding, or as images. */
  reimport(options: ReadOptions, as?: 'images'): Promise<Result<null>>;
  /** Stops reading a file; the project keeps the data it has. */
  cancelImport(): void;
  /** Rows to show. Rejects with `ProblemError`. */
  sample(request: Omit<SampleRequest, 'spec'>, signal?: AbortSignal): Promise<Sample>;
  /** Inputs for rows typed into a form, one per input of the data. Rejects with `ProblemError`. */
  encodeRows(rows: readonly { readonly [column: string]: Cell }[]): Promise<readonly InputRows[]>;
  /** Small arrays of the prepared rows: parts, targets, points; null until ready. */
  rows(): DataRows | null;
  /**
   * The prepared data of `wanted`, the document's when absent, to be handed on by transfer; the controller forgets it.
   * Rejects with `ProblemError`.
   */
  take(wanted?: DataSpec): Promise<PreparedData>;
  /** The person's own data set, for a project file; null for built-in and generated data. */
  exportOwn(): Promise<FiledData | null>;
  /** Takes in a data set from a project file; documents name it as before. */
  importOwn(filed: FiledData): Promise<void>;
  /** Settles when a project is open and the data of the present document is ready or has failed. */
  settled(): Promise<DataState>;
  /** Follows the document's data; does nothing when that is what is shown. Called when a project was opened. */
  refresh(): void;
  /** Reads everything anew (after a crash of the worker). */
  reload(): void;
}

export interface DataDeps {
  readonly client: DataClient;
  readonly documents: DocumentStore;
  readonly edit: Editor;
  /** Settles when data may be stored: what no project uses has been cleared away by then. */
  readonly admitted: Promise<void>;
  /** Called with new facts before anything else hears of them; `chosen` says that it is other data, chosen just now. */
  readonly onFacts: (facts: DataFacts, before: DataFacts | null, chosen: boolean) => void;
  /** Something went wrong that does not stop the work: data that could not be stored. */
  readonly onTrouble: (problem: Problem) => void;
}

const filesGone = (): Problem =>
  problem('files-gone', 'The files are no longer at hand after a reload: choose them again.', {
    fixes: [{ label: 'Choose the files', action: 'data.open' }],
  });

const sameSpec = (a: DataSpec, b: DataSpec): boolean =>
  jsonEquals(a as unknown as JsonObject, b as unknown as JsonObject);

export function createDataController(deps: DataDeps): DataController {
  const { client, documents } = deps;
  const store = createStore<DataState>(() => ({
    status: 'loading',
    progress: null,
    problem: null,
    description: null,
    review: null,
    facts: null,
    catalog: [],
    importing: null,
  }));
  let shown: DataSpec | null = null;
  let prepared: PreparedData | null = null;
  let rows: DataRows | null = null;
  let opened = (): void => undefined;
  /** The reading under way or done; before a project is open, the wait for one. */
  let loading = new Promise<void>((resolve) => {
    opened = resolve;
  });
  let abort = new AbortController();
  let importAbort: AbortController | null = null;
  let chosen = false;
  let lastFacts: DataFacts | null = null;
  /** The project whose data was read last. */
  let known: string | null = null;
  let lastFiles: readonly InputFile[] = [];
  let lastRead: ReadOptions = {};

  const spec = (): DataSpec => documents.store.getState().document.data;
  const project = (): string => documents.store.getState().document.id;

  /** Describes, reviews and prepares the document's data. A newer change makes this one stop where it stands. */
  async function load(wanted: DataSpec, signal: AbortSignal): Promise<void> {
    const onProgress = (progress: DataProgress): void => {
      if (!signal.aborted) store.setState({ progress });
    };
    try {
      const options = { signal, onProgress };
      const description = await client.call('describe', { source: wanted.source, spec: wanted }, options);
      if (signal.aborted) return;
      store.setState({ description });
      const review = await client.call('review', { spec: wanted }, options);
      const data = await client.call('prepare', { spec: wanted }, options);
      if (signal.aborted) return;
      prepared = data;
      rows = rowsOf(data);
      const facts = factsOf(data);
      const before = known === project() ? (store.getState().facts ?? lastFacts) : null;
      lastFacts = facts;
      known = project();
      deps.onFacts(facts, before, chosen);
      chosen = false;
      store.setState({ status: 'ready', review, facts, problem: null, progress: null });
    } catch (error) {
      if (signal.aborted) return;
      chosen = false;
      prepared = null;
      rows = null;
      store.setState({ status: 'failed', problem: problemOf(error), facts: null, review: null, progress: null });
    }
  }

  function refresh(): void {
    const wanted = spec();
    if (shown !== null && sameSpec(shown, wanted)) return;
    const otherSource =
      shown === null || !jsonEquals(shown.source as unknown as JsonObject, wanted.source as unknown as JsonObject);
    shown = wanted;
    prepared = null;
    abort.abort();
    abort = new AbortController();
    store.setState({
      status: 'loading',
      problem: null,
      progress: null,
      ...(otherSource && { description: null, review: null }),
    });
    loading = load(wanted, abort.signal);
    opened();
  }

  /** Takes data that was chosen in the project `chooser`. Rejects with `cancelled` when that is not open any more. */
  async function adopt(imported: DataSpec, label: string, chooser: string): Promise<void> {
    // Whether the model is the one made for the data there is can be told only when that data was read.
    if (known !== chooser) await settled();
    if (project() !== chooser) throw new ProblemError(problem('cancelled', 'Cancelled.', { severity: 'info' }));
    // The same data chosen again changes nothing, so no new facts will come.
    chosen = shown === null || !sameSpec(shown, imported);
    deps.edit.change(label, (d) => (sameSpec(d.data, imported) ? d : { ...d, data: imported }));
    deps.edit.seal();
  }

  async function importAs(
    files: readonly InputFile[],
    read: ReadOptions,
    as: 'images' | undefined,
  ): Promise<Result<null>> {
    importAbort?.abort();
    const chooser = project();
    const mine = new AbortController();
    importAbort = mine;
    lastFiles = files;
    lastRead = read;
    const name = nameOf(files);
    store.setState({ importing: { name, progress: null } });
    try {
      const onProgress = (progress: DataProgress): void => {
        if (importAbort === mine) store.setState({ importing: { name, progress } });
      };
      await deps.admitted;
      const made = await importData(client, files, { signal: mine.signal, onProgress, read, as });
      if (made.storage) deps.onTrouble(made.storage);
      await adopt(made.spec, `Use ${made.description.name}`, chooser);
      return ok(null);
    } catch (error) {
      return fail(problemOf(error));
    } finally {
      if (importAbort === mine) {
        importAbort = null;
        store.setState({ importing: null });
      }
    }
  }

  async function settled(): Promise<DataState> {
    let waited: Promise<void>;
    do {
      waited = loading;
      await waited;
    } while (waited !== loading);
    return store.getState();
  }

  documents.store.subscribe((state, before) => {
    if (state.document.data !== before.document.data) refresh();
  });
  client.call('catalog', null).then(
    (catalog) => store.setState({ catalog }),
    () => undefined,
  );

  return {
    store,
    refresh,
    settled,
    async use(source) {
      try {
        const chooser = project();
        await adopt(await client.call('propose', { source }), 'Change data', chooser);
        return ok(null);
      } catch (error) {
        return fail(problemOf(error));
      }
    },
    importFiles: (files, read = {}) => importAs(files.map(pathed), read, undefined),
    reimport(read, as) {
      lastRead = { ...lastRead, ...read };
      return lastFiles.length > 0 ? importAs(lastFiles, lastRead, as) : Promise.resolve(fail(filesGone()));
    },
    cancelImport: () => importAbort?.abort(),
    sample: (request, signal) => client.call('sample', { ...request, spec: spec() }, signal ? { signal } : {}),
    async encodeRows(list) {
      const { features = [], inputs = [] } = store.getState().facts ?? {};
      return Promise.all(
        inputs.map(({ name, dtype }) =>
          dtype === 'string'
            ? list.map((row) => String(row[name] ?? ''))
            : client.call('encodeRows', { features, rows: list }),
        ),
      );
    },
    rows: () => rows,
    async exportOwn() {
      const { source } = spec();
      if (source.kind !== 'table' && source.kind !== 'images') return null;
      const blob = await client.call('exportData', { datasetId: source.datasetId });
      return { fileName: source.fileName, bytes: new Uint8Array(await blob.arrayBuffer()) };
    },
    async importOwn({ fileName, bytes }) {
      await deps.admitted;
      await client.call('importData', { data: new Blob([bytes as BlobPart]), fileName });
    },
    async take(wanted = spec()) {
      if (!sameSpec(wanted, spec())) return client.call('prepare', { spec: wanted });
      await settled();
      const data = prepared;
      prepared = null;
      return data ?? client.call('prepare', { spec: spec() });
    },
    reload() {
      shown = null;
      refresh();
    },
  };
}
