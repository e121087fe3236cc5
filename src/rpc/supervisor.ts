/**
 * Keeps a worker at hand: starts it when first needed, notices when it dies (an error, a broken message, silence while
 * it owes an answer), rejects what was pending, and starts a fresh one for the next call. What the dead one held is
 * gone; `generation` tells its callers so.
 */
import { type Problem, problem } from '../base/problem';
import { type ApiShape, type CallOptions, type Client, createClient, type Port } from './rpc';

/** The part of a Worker a supervisor needs. */
export type WorkerPort = Port & { terminate(): void };

export interface SupervisorOptions {
  readonly makeWorker: () => WorkerPort;
  readonly clock: { now(): number; after(ms: number, callback: () => void): () => void };
  /** Without a sign of life for this long the worker counts as unresponsive, which is told and ends by itself. */
  readonly quietMs?: number;
  /** Without a sign of life for this long it counts as dead. A long batch on a slow device is silent, too. */
  readonly deathMs?: number;
}

export interface Supervisor<Api extends ApiShape<Api>, Events> {
  /** Calls the worker, starting one if there is none. Rejects with `ProblemError` only. */
  call<K extends keyof Api & string>(
    method: K,
    params: Api[K]['params'],
    options?: CallOptions<Api[K]['progress']>,
  ): Promise<Api[K]['result']>;
  /** Listens to events of this worker and of those after it. */
  on<E extends keyof Events & string>(event: E, listener: (payload: Events[E]) => void): () => void;
  onDeath(listener: (reason: Problem) => void): () => void;
  /** Called with true when the worker has been silent for long, with false when it speaks again. */
  onQuiet(listener: (quiet: boolean) => void): () => void;
  /** Starts the worker if there is none, so that the first call finds it there. */
  start(): void;
  /** Counts workers that ended. Equal numbers mean the same worker with all it was given. */
  readonly generation: number;
  /** Ends the worker, rejecting what is pending with `reason`; the next call starts another. Listeners of death are not told. */
  restart(reason: Problem): void;
}

const BEAT_MS = 2000;

export function createSupervisor<Api extends ApiShape<Api>, Events = Record<never, never>>(
  options: SupervisorOptions,
): Supervisor<Api, Events> {
  const { makeWorker, clock, quietMs = 10_000, deathMs = 120_000 } = options;
  const listeners = new Map<string, Set<(payload: never) => void>>();
  const mourners = new Set<(reason: Problem) => void>();
  const watchers = new Set<(quiet: boolean) => void>();
  let current: { readonly client: Client<Api, Events>; readonly worker: WorkerPort } | null = null;
  let generation = 0;
  let owed = 0;
  let silent = 0;
  let quiet = false;
  let beating = false;

  function setQuiet(value: boolean): void {
    if (quiet === value) return;
    quiet = value;
    for (const watcher of [...watchers]) watcher(value);
  }

  function drop(): void {
    if (current) generation++;
    current?.worker.terminate();
    current = null;
    setQuiet(false);
  }

  function heard(): void {
    silent = 0;
    setQuiet(false);
  }

  /** While an answer is owed, asks for a sign of life every beat and counts beats without one. */
  function beat(): void {
    const watched = current;
    if (beating || owed === 0 || !watched) return;
    beating = true;
    const started = clock.now();
    clock.after(BEAT_MS, () => {
      beating = false;
      if (current !== watched || owed === 0) return beat();
      // A page that slept (closed lid, throttled tab) has no right to complain about its worker.
      const slept = clock.now() - started > 3 * BEAT_MS;
      silent = slept ? 0 : silent + BEAT_MS;
      if (silent >= deathMs) return die(watched);
      setQuiet(silent >= quietMs);
      watched.client.ping().then(
        () => current === watched && heard(),
        () => undefined,
      );
      beat();
    });
  }

  function die(watched: NonNullable<typeof current>): void {
    const reason = problem('worker-silent', 'A background worker no longer answers.', {
      received: `${Math.round(silent / 1000)} seconds of silence`,
    });
    drop();
    watched.client.close(reason);
    for (const mourner of [...mourners]) mourner(reason);
  }

  function started(): Client<Api, Events> {
    if (current) return current.client;
    const worker = makeWorker();
    const client = createClient<Api, Events>(worker);
    silent = 0;
    current = { client, worker };
    worker.addEventListener('message', heard);
    for (const [event, set] of listeners) {
      client.on(event as keyof Events & string, (payload) => {
        for (const listener of [...set]) listener(payload as never);
      });
    }
    client.onDeath((reason) => {
      if (current?.client === client) drop();
      for (const mourner of [...mourners]) mourner(reason);
    });
    return client;
  }

  return {
    get generation() {
      return generation;
    },
    start: () => void started(),
    async call(method, params, callOptions) {
      const client = started();
      owed++;
      beat();
      try {
        return await client.call(method, params, callOptions);
      } finally {
        owed--;
      }
    },
    on(event, listener) {
      let set = listeners.get(event);
      if (!set) {
        const made = new Set<(payload: never) => void>();
        set = made;
        listeners.set(event, made);
        current?.client.on(event, (payload) => {
          for (const l of [...made]) l(payload as never);
        });
      }
      const entry = listener as (payload: never) => void;
      set.add(entry);
      return () => set.delete(entry);
    },
    onDeath(listener) {
      mourners.add(listener);
      return () => mourners.delete(listener);
    },
    onQuiet(listener) {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
    restart(reason) {
      const ended = current;
      drop();
      ended?.client.close(reason);
    },
  };
}
