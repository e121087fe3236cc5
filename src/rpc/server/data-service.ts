/** The data worker's handlers, apart from the worker itself: what they need of their surroundings is handed in. */
import { ProblemError, type Result } from '../../base/problem';
import type { Cell } from '../../data/columns';
import { readTable, sourceOfBlob } from '../../data/csv/read-table';
import { describeDataset } from '../../data/describe';
import { encodeRow, widthOf } from '../../data/encoders';
import { Library } from '../../data/library';
import { buffersOf, prepare, preparedKey } from '../../data/prepare';
import { proposeSpec } from '../../data/propose';
import { review } from '../../data/review';
import { sampleRows } from '../../data/sample';
import { CATALOG, type FetchAsset } from '../../data/sources';
import type { DataSource } from '../../graph/data-spec';
import type { DataApi, DatasetDescription, Imported } from '../data-protocol';
import { cancelled, type Handlers } from '../rpc';

export interface DataEnvironment {
  /** Gets a file of `public/data`; `baseUrl` is what the page configured. */
  fetchAsset(baseUrl: string, file: string): Promise<Uint8Array>;
}

function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new ProblemError(result.problem);
}

export function createDataService(environment: DataEnvironment): Handlers<DataApi> {
  let baseUrl = '';
  const fetchAsset: FetchAsset = (file) => environment.fetchAsset(baseUrl, file);
  const library = new Library(fetchAsset);

  async function describe(
    source: DataSource,
    spec?: Parameters<typeof describeDataset>[1],
  ): Promise<DatasetDescription> {
    return { source, ...describeDataset(await library.get(source), spec) };
  }

  return {
    configure: (params) => {
      baseUrl = params.baseUrl;
      return null;
    },
    catalog: () => CATALOG,
    propose: async ({ source }) => proposeSpec(source, await library.get(source)),
    describe: ({ source, spec }) => describe(source, spec),
    review: async ({ spec }) => unwrap(review(await library.get(spec.source), spec)),
    sample: async ({ spec, ...wanted }) => sampleRows(await library.get(spec.source), spec, wanted),
    key: async ({ spec }) => preparedKey(await library.get(spec.source), spec),
    prepare: async ({ spec }, { transfer }) => {
      const data = unwrap(prepare(await library.get(spec.source), spec));
      transfer(...buffersOf(data));
      return data;
    },
    importTable: async ({ file, name, options }, { signal, progress }): Promise<Imported> => {
      const dataset = await readTable(sourceOfBlob(name, file), options, {
        signal,
        onProgress: (share, done) => progress({ phase: 'reading', share, done }),
      }).catch((error: unknown) => {
        throw signal.aborted ? cancelled() : error;
      });
      const source: DataSource = { kind: 'table', datasetId: library.add(dataset), fileName: name };
      return { spec: proposeSpec(source, dataset), description: await describe(source) };
    },
    encodeRows: ({ features, rows }, { transfer }) => {
      const width = widthOf(features);
      const out = new Float32Array(rows.length * width);
      rows.forEach((row: { readonly [column: string]: Cell }, i) => {
        out.set(encodeRow(features, row), i * width);
      });
      transfer(out.buffer);
      return out;
    },
  };
}
