/** The data worker's entry: joins the handlers to the worker's own port, network and storage. */
import type { DataApi } from '../data-protocol';
import { createServer, type Port } from '../rpc';
import { createDataService } from './data-service';

createServer<DataApi>(globalThis as unknown as Port, createDataService({ fetchAsset }));

async function fetchAsset(baseUrl: string, file: string): Promise<Uint8Array> {
  const response = await fetch(new URL(`data/${file}`, baseUrl));
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}
