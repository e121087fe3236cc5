/** The data worker's entry: joins the handlers to the worker's own port, network, decoder and storage. */
import { decodeInBrowser, shrinkInBrowser } from '../../data/images/decode';
import { memoryStore } from '../../data/store/file-store';
import { openIndexedDb } from '../../data/store/indexed-db';
import { openOpfs } from '../../data/store/opfs';
import type { DataApi } from '../data-protocol';
import { createServer, type Port } from '../rpc';
import { createDataService } from './data-service';

const PLACE = 'strata-data';

createServer<DataApi>(
  globalThis as unknown as Port,
  createDataService({
    fetchAsset,
    decode: decodeInBrowser,
    shrink: shrinkInBrowser,
    openStore: async () => (await openOpfs(PLACE)) ?? (await openIndexedDb(PLACE)) ?? memoryStore(),
    estimate: async () => navigator.storage?.estimate() ?? {},
  }),
);

async function fetchAsset(baseUrl: string, file: string): Promise<Uint8Array> {
  const response = await fetch(new URL(`data/${file}`, baseUrl));
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}
