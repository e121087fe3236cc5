/**
 * The project's data as the page knows it: described, checked and made ready by the data worker whenever the document's
 * data changes. Holds the prepared arrays only until the training worker takes them.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type JsonObject, jsonEquals } from '../base/json';
import { fail, ok, type Problem, problem, problemOf, type Result } from '../base/problem';
import type { DataSource, DataSpec } from '../graph/data-spec';
import type { DataClient } from '../rpc/client/data-client';
import type {
  CatalogEntry,
  Cell,
  DataProgress,
  DatasetDescription,
  Imported,
  ReadOptions,
  Review,
  Sample,
  SampleRequest,
} from '../rpc/data-protocol';
import type { PreparedData } from '../rpc/train-client';
import { type DataFacts, type DataRows, factsOf, rowsOf } from './data-facts';
import type { DocumentStore } from './document-store';
import type { Editor } from './editor';

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
  importFiles(files: readonly File[], options?: ReadOptions): Promise<Result<null>>;
  /** Reads the last imported files again, differently: other delimiter, header, encoding, or as images. */
  reimport(options: ReadOptions, as?: 'images'): Promise<Result<null>>;
  /** Stops reading a file; the project keeps the data it has. */
  cancelImport(): void;
  /** Rows to show. Rejects with `ProblemError`. */
  sample(request: Omit<SampleRequest, 'spec'>, signal?: AbortSignal): Promise<Sample>;
  /** Input vectors for rows typed into a form. Rejects with `ProblemError`. */
  encodeRows(rows: readonly { readonly [column: string]: Cell }[]): Promise<Float32Array>;
  /** Small arrays of the prepared rows: parts, targets, points; null until ready. */
  rows(): DataRows | null;
  /**
   * The prepared data of `wanted`, the document's when absent, to be handed on by transfer; the controller forgets it.
   * Rejects with `ProblemError`.
   */
  take(wanted?: DataSpec): Promise<PreparedData>;
  /** Settles when the data of the present document is ready or has failed. */
  settled(): Promise<DataState>;
  /** Reads everything anew (after a crash of the worker). */
  reload(): void;
}

/** How files become a data set; the client may know more kinds than tables. */
export type Importer = (
  client: DataClient,
  files: readonly File[],
  options: {
    readonly signal: AbortSignal;
    readonly onProgress: (p: DataProgress) => void;
    readonly read: ReadOptions;
    /** Take a zip as images even if it could be something else. */
    readonly as: 'images' | undefined;
  },
) => Promise<Imported>;

export interface DataDeps {
  readonly client: DataClient;
  readonly importer: Importer;
  readonly documents: DocumentStore;
  readonly edit: Editor;
  /** Called with new facts of data that a person chose just now, before anything else hears of them. */
  readonly onChosen: (facts: DataFacts) => void;
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
  let loading: Promise<void> = Promise.resolve();
  let abort = new AbortController();
  let importAbort: AbortController | null = null;
  let chosen = false;
  let lastFiles: readonly File[] = [];
  let lastRead: ReadOptions = {};

  const spec = (): DataSpec => documents.store.getState().document.data;

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
      if (chosen) deps.onChosen(facts);
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
  }

  function adopt(imported: DataSpec, label: string): void {
    chosen = true;
    deps.edit.setData(imported, label);
    if (shown !== null && sameSpec(shown, imported)) chosen = false;
  }

  async function importAs(files: readonly File[], read: ReadOptions, as: 'images' | undefined): Promise<Result<null>> {
    importAbort?.abort();
    const mine = new AbortController();
    importAbort = mine;
    lastFiles = files;
    lastRead = read;
    const name = files.length === 1 ? (files[0]?.name ?? '') : `${files.length} files`;
    store.setState({ importing: { name, progress: null } });
    try {
      const onProgress = (progress: DataProgress): void => {
        if (importAbort === mine) store.setState({ importing: { name, progress } });
      };
      const made = await deps.importer(client, files, { signal: mine.signal, onProgress, read, as });
      adopt(made.spec, `Use ${made.description.name}`);
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
  refresh();
  client.call('catalog', null).then(
    (catalog) => store.setState({ catalog }),
    () => undefined,
  );

  return {
    store,
    settled,
    async use(source) {
      try {
        const made = await client.call('propose', { source });
        adopt(made, 'Change data');
        return ok(null);
      } catch (error) {
        return fail(problemOf(error));
      }
    },
    importFiles: (files, read = {}) => importAs(files, read, undefined),
    reimport(read, as) {
      lastRead = { ...lastRead, ...read };
      return lastFiles.length > 0 ? importAs(lastFiles, lastRead, as) : Promise.resolve(fail(filesGone()));
    },
    cancelImport: () => importAbort?.abort(),
    sample: (request, signal) => client.call('sample', { ...request, spec: spec() }, signal ? { signal } : {}),
    encodeRows: (list) => client.call('encodeRows', { features: store.getState().facts?.features ?? [], rows: list }),
    rows: () => rows,
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
