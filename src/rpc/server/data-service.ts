/** The data worker's handlers, apart from the worker itself: what they need of their surroundings is handed in. */
import { type Problem, ProblemError, problem, type Result } from '../../base/problem';
import { readTable, sourceOfBlob } from '../../data/csv/read-table';
import { describeDataset } from '../../data/describe';
import { encodeRow, widthOf } from '../../data/encoders';
import { type DecodeFile, type ShrinkFile, toPixels } from '../../data/images/decode';
import { importImages } from '../../data/images/import-images';
import { Library, type LoadControl } from '../../data/library';
import { buffersOf, prepare, preparedKey } from '../../data/prepare';
import { proposeSpec } from '../../data/propose';
import { review } from '../../data/review';
import { sampleRows } from '../../data/sample';
import { CATALOG } from '../../data/sources';
import type { FileStore } from '../../data/store/file-store';
import type { OwnData } from '../../data/store/serialize';
import type { DataSource } from '../../graph/data-spec';
import type { DataApi, DataProgress, Imported } from '../data-protocol';
import { type CallContext, cancelled, type Handlers } from '../rpc';

export interface DataEnvironment {
  /** Gets a file of `public/data`; `baseUrl` is what the page configured. */
  fetchAsset(baseUrl: string, file: string): Promise<Uint8Array>;
  readonly decode: DecodeFile;
  readonly shrink: ShrinkFile;
  /** Opens the storage there is; asked once. */
  openStore(): Promise<FileStore>;
  estimate(): Promise<{ readonly usage?: number; readonly quota?: number }>;
}

type Context = CallContext<DataProgress>;

function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new ProblemError(result.problem);
}

export function createDataService(environment: DataEnvironment): Handlers<DataApi> {
  const { decode } = environment;
  let baseUrl = '';
  const opening = environment.openStore().then((store) => {
    const fetchAsset = (file: string): Promise<Uint8Array> => environment.fetchAsset(baseUrl, file);
    return { store, library: new Library({ fetchAsset, decode, store }) };
  });
  const library = async (): Promise<Library> => (await opening).library;

  async function imported(source: DataSource, data: OwnData, storage: Problem | null): Promise<Imported> {
    const description = { source, ...describeDataset(data) };
    return { spec: proposeSpec(source, data), description, ...(storage !== null && { storage }) };
  }

  return {
    configure: (params) => {
      baseUrl = params.baseUrl;
      return null;
    },
    catalog: () => CATALOG,
    propose: async ({ source }) => proposeSpec(source, await (await library()).find(source)),
    describe: async ({ source, spec }) => ({ source, ...describeDataset(await (await library()).find(source), spec) }),
    review: async ({ spec }, context) => unwrap(review(await load(await library(), spec, context), spec)),
    sample: async ({ spec, ...wanted }, context) => {
      const sample = sampleRows(await load(await library(), spec, context), spec, wanted);
      if (sample.kind === 'images') context.transfer(sample.pixels.buffer as ArrayBuffer);
      return sample;
    },
    key: async ({ spec }) => preparedKey(await (await library()).find(spec.source), spec),
    prepare: async ({ spec }, context) => {
      const data = unwrap(prepare(await load(await library(), spec, context), spec));
      context.transfer(...buffersOf(data));
      return data;
    },
    importTable: ({ file, name, options }, context) =>
      cancellable(context, async () => {
        const dataset = await readTable(sourceOfBlob(name, file), options, {
          signal: context.signal,
          onProgress: (share, done) => context.progress({ phase: 'reading', share, done }),
        });
        context.progress({ phase: 'saving', share: 1 });
        const storage = await (await library()).keep(dataset);
        return imported({ kind: 'table', datasetId: dataset.key, fileName: name }, dataset, storage);
      }),
    importImages: ({ files, name }, context) =>
      cancellable(context, async () => {
        const made = await importImages(name, files, decode, {
          signal: context.signal,
          shrink: environment.shrink,
          onProgress: (phase, done, total) => context.progress({ phase, share: done / total, done, total }),
        });
        context.progress({ phase: 'saving', share: 1 });
        const storage = await (await library()).keep(made.files, made.dataset);
        return imported({ kind: 'images', datasetId: made.files.key, fileName: name }, made.files, storage);
      }),
    importTexts: ({ files, name }, context) =>
      cancellable(context, async () => {
        const { readTextFiles } = await import('../../data/text-files');
        const dataset = await readTextFiles(name, files, {
          signal: context.signal,
          onProgress: (done, total) => context.progress({ phase: 'reading', share: done / total, done, total }),
        });
        context.progress({ phase: 'saving', share: 1 });
        const storage = await (await library()).keep(dataset);
        return imported({ kind: 'table', datasetId: dataset.key, fileName: name }, dataset, storage);
      }),
    encodeRows: ({ features, rows }, { transfer }) => {
      const width = widthOf(features);
      const out = new Float32Array(rows.length * width);
      rows.forEach((row, i) => {
        out.set(encodeRow(features, row), i * width);
      });
      transfer(out.buffer);
      return out;
    },
    encodeImage: async ({ image, spec, paper }, { transfer }) => {
      const rgba =
        image instanceof Blob ? await decodeOne(image) : { width: image.width, height: image.height, data: image.rgba };
      const pixels = toPixels(rgba, spec, paper);
      transfer(pixels.buffer as ArrayBuffer);
      return pixels;
    },
    storage: async () => {
      const { usage, quota } = await environment.estimate();
      const sets = await (await library()).list();
      return { kind: (await opening).store.kind, used: usage ?? null, quota: quota ?? null, sets };
    },
    remove: async ({ datasetId }) => {
      await (await library()).remove(datasetId);
      return null;
    },
    exportData: async ({ datasetId }) => (await library()).export(datasetId),
    importData: async ({ data, fileName }) => {
      const taken = await (await library()).import(data);
      const kind = taken.data.kind === 'table' ? 'table' : 'images';
      return imported({ kind, datasetId: taken.data.key, fileName }, taken.data, taken.trouble);
    },
  };

  async function decodeOne(file: Blob) {
    try {
      return await decode(file, 64);
    } catch {
      throw new ProblemError(
        problem('image-corrupt', 'The picture cannot be decoded.', {
          where: 'image',
          expected: 'a PNG, JPEG, GIF, WebP, BMP or AVIF file',
          fixes: [{ label: 'Choose another picture', action: 'predict.choose-image' }],
        }),
      );
    }
  }
}

function load(library: Library, spec: Parameters<Library['get']>[1] & object, context: Context) {
  const control: LoadControl = {
    signal: context.signal,
    onDecode: (done, total) => context.progress({ phase: 'decoding', share: done / total, done, total }),
  };
  return cancellable(context, () => library.get(spec.source, spec, control));
}

/** Work that stops by the signal's own error is a cancelled call. */
async function cancellable<T>(context: Context, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw context.signal.aborted ? cancelled() : error;
  }
}
