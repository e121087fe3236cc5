/**
 * The page's side of the data worker: starts it when first needed, and a fresh one after a crash. What the user
 * imported is stored by the worker, so a fresh one finds it again.
 */
import { type Problem, ProblemError } from '../../base/problem';
import type { DataApi } from '../data-protocol';
import { type CallOptions, type Client, createClient, type Port } from '../rpc';

/** The part of a Worker the client needs. */
export type WorkerPort = Port & { terminate(): void };

export interface DataClientOptions {
  /** Makes the worker, e.g. `() => new Worker(new URL('../rpc/server/data-server.ts', import.meta.url), { type: 'module' })`. */
  readonly makeWorker: () => WorkerPort;
  /** Absolute address of the folder the app is served from; `data/` below it holds the built-in sets. */
  readonly baseUrl: string;
  /** Told of every crash; calls that were open have been rejected with the same problem. */
  readonly onCrash?: (reason: Problem) => void;
}

export interface DataClient {
  /** See DataApi for the methods. Rejects with `ProblemError` only. */
  call<K extends keyof DataApi>(
    method: K,
    params: DataApi[K]['params'],
    options?: CallOptions<DataApi[K]['progress']>,
  ): Promise<DataApi[K]['result']>;
  /** Stops the worker; a later call starts a new one. Open calls are rejected as cancelled. */
  stop(): void;
}

export function createDataClient(options: DataClientOptions): DataClient {
  let current: { readonly client: Client<DataApi>; readonly worker: WorkerPort } | null = null;

  function started(): Client<DataApi> {
    if (current?.client.alive) return current.client;
    const worker = options.makeWorker();
    const client = createClient<DataApi>(worker);
    current = { client, worker };
    client.onDeath((reason) => {
      worker.terminate();
      if (current?.client === client) current = null;
      options.onCrash?.(reason);
    });
    // Its answer carries nothing, and a crash is reported by the calls that follow.
    client.call('configure', { baseUrl: options.baseUrl }).catch((error: unknown) => {
      if (!(error instanceof ProblemError)) throw error;
    });
    return client;
  }

  return {
    call: (method, params, callOptions) => started().call(method, params, callOptions),
    stop() {
      current?.client.close();
      current?.worker.terminate();
      current = null;
    },
  };
}
