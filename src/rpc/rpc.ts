/**
 * Typed calls over a message port: one message per call, one per answer; a call can report progress, be cancelled by
 * an AbortSignal and transfer buffers both ways. The pending table holds every call strongly, and when the other side
 * dies all of them are rejected, so no caller ever waits for an answer that cannot come.
 */
import { type Problem, ProblemError, problem, problemOf } from '../base/problem';

/** The type of one method. An API is an interface whose members are such types. */
export interface Method<Params, Result, Progress = never> {
  readonly params: Params;
  readonly result: Result;
  readonly progress: Progress;
}

export type ApiShape<Api> = { [K in keyof Api]: Method<unknown, unknown, unknown> };

/** What a handler may do besides answering. */
export interface CallContext<Progress> {
  /** Aborted when the caller cancels; a handler that stops early throws `cancelled()`. */
  readonly signal: AbortSignal;
  progress(value: Progress): void;
  /** Buffers to move instead of copy with the answer or with the next progress value, whichever comes first. */
  transfer(...buffers: Transferable[]): void;
}

export type Handlers<Api extends ApiShape<Api>> = {
  [K in keyof Api]: (
    params: Api[K]['params'],
    context: CallContext<Api[K]['progress']>,
  ) => Api[K]['result'] | Promise<Api[K]['result']>;
};

export interface CallOptions<Progress> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (value: Progress) => void;
  readonly transfer?: readonly Transferable[];
}

export interface Client<Api extends ApiShape<Api>, Events = Record<never, never>> {
  /** Rejects with `ProblemError` only: what the handler failed with, `cancelled`, or `worker-crashed`. */
  call<K extends keyof Api & string>(
    method: K,
    params: Api[K]['params'],
    options?: CallOptions<Api[K]['progress']>,
  ): Promise<Api[K]['result']>;
  /** Listens to what the server emits outside of calls; returns the way to stop listening. */
  on<E extends keyof Events & string>(event: E, listener: (payload: Events[E]) => void): () => void;
  /** Called once when the other side dies (not when `close` is called). */
  onDeath(listener: (reason: Problem) => void): () => void;
  readonly alive: boolean;
  /** Settles when the other side answers, whatever its handlers are doing; a worker busy computing answers late. */
  ping(): Promise<void>;
  /** Rejects what is pending, with `reason` or `cancelled`, and refuses further calls. Does not stop the worker. */
  close(reason?: Problem): void;
}

export interface Server<Events = Record<never, never>> {
  emit<E extends keyof Events & string>(event: E, payload: Events[E], transfer?: readonly Transferable[]): void;
  /** Aborts every running handler and stops listening. */
  close(): void;
}

/** The part of Worker, MessagePort and DedicatedWorkerGlobalScope that calls need. */
export interface Port {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: string, listener: (event: Event) => void): void;
  removeEventListener(type: string, listener: (event: Event) => void): void;
  start?(): void;
}

type Message =
  | { readonly rpc: 'call'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly rpc: 'cancel'; readonly id: number }
  | { readonly rpc: 'ping'; readonly id: number }
  | { readonly rpc: 'result'; readonly id: number; readonly value: unknown }
  | { readonly rpc: 'failure'; readonly id: number; readonly problem: Problem }
  | { readonly rpc: 'progress'; readonly id: number; readonly value: unknown }
  | { readonly rpc: 'event'; readonly event: string; readonly payload: unknown };

/** What a cancelled call is rejected with. */
export function cancelled(): ProblemError {
  return new ProblemError({ code: 'cancelled', severity: 'info', message: 'Cancelled.' });
}

function messageOf(event: Event): Message | null {
  const data = (event as MessageEvent<unknown>).data;
  return typeof data === 'object' && data !== null && 'rpc' in data ? (data as Message) : null;
}

/** Answers calls arriving at `port` with `handlers` until closed. */
export function createServer<Api extends ApiShape<Api>, Events = Record<never, never>>(
  port: Port,
  handlers: Handlers<Api>,
): Server<Events> {
  const running = new Map<number, AbortController>();
  const table = handlers as unknown as Record<
    string,
    ((params: unknown, context: CallContext<unknown>) => unknown) | undefined
  >;

  async function answer(id: number, method: string, params: unknown): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    let transfer: Transferable[] = [];
    const take = (): Transferable[] => {
      const list = transfer;
      transfer = [];
      return list;
    };
    const context: CallContext<unknown> = {
      signal: controller.signal,
      progress: (value) => port.postMessage({ rpc: 'progress', id, value }, take()),
      transfer: (...buffers) => {
        for (const b of buffers) if (!transfer.includes(b)) transfer.push(b);
      },
    };
    try {
      const handler = Object.hasOwn(table, method) ? table[method] : undefined;
      if (handler === undefined) throw new Error(`There is no method ${method}.`);
      const value = await handler(params, context);
      port.postMessage({ rpc: 'result', id, value }, take());
    } catch (error) {
      port.postMessage({ rpc: 'failure', id, problem: problemOf(error) }, []);
    } finally {
      running.delete(id);
    }
  }

  const listen = (event: Event): void => {
    const message = messageOf(event);
    if (message?.rpc === 'call') void answer(message.id, message.method, message.params);
    else if (message?.rpc === 'cancel') running.get(message.id)?.abort();
    else if (message?.rpc === 'ping') port.postMessage({ rpc: 'result', id: message.id, value: undefined }, []);
  };
  port.addEventListener('message', listen);
  port.start?.();
  return {
    emit: (event, payload, transfer = []) => port.postMessage({ rpc: 'event', event, payload }, [...transfer]),
    close: () => {
      port.removeEventListener('message', listen);
      for (const controller of running.values()) controller.abort();
    },
  };
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: ProblemError) => void;
  readonly onProgress: ((value: unknown) => void) | undefined;
  readonly done: () => void;
}

/** Makes calls through `port`. A Worker's `error` and `messageerror` events, and a port's `close`, count as death. */
export function createClient<Api extends ApiShape<Api>, Events = Record<never, never>>(
  port: Port,
): Client<Api, Events> {
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const mourners = new Set<(reason: Problem) => void>();
  let nextId = 1;
  let dead: Problem | null = null;

  function settle(id: number): Pending | undefined {
    const entry = pending.get(id);
    pending.delete(id);
    entry?.done();
    return entry;
  }

  const listen = (event: Event): void => {
    const message = messageOf(event);
    if (message === null) return;
    if (message.rpc === 'result') settle(message.id)?.resolve(message.value);
    else if (message.rpc === 'failure') settle(message.id)?.reject(new ProblemError(message.problem));
    else if (message.rpc === 'progress') pending.get(message.id)?.onProgress?.(message.value);
    else if (message.rpc === 'event') for (const l of [...(listeners.get(message.event) ?? [])]) l(message.payload);
  };

  function end(reason: Problem): void {
    if (dead !== null) return;
    dead = reason;
    port.removeEventListener('message', listen);
    for (const type of ['error', 'messageerror', 'close']) port.removeEventListener(type, die);
    for (const id of [...pending.keys()]) settle(id)?.reject(new ProblemError(reason));
  }

  function die(event: Event): void {
    if (dead !== null) return;
    const detail = (event as Partial<ErrorEvent>).message;
    const reason = problem('worker-crashed', 'A background worker stopped unexpectedly.', {
      ...(detail ? { received: detail } : {}),
      fixes: [{ label: 'Restart it', action: 'worker.restart' }],
    });
    end(reason);
    for (const mourner of [...mourners]) mourner(reason);
  }

  port.addEventListener('message', listen);
  for (const type of ['error', 'messageerror', 'close']) port.addEventListener(type, die);
  port.start?.();

  return {
    get alive() {
      return dead === null;
    },
    call(method, params, options = {}) {
      return new Promise((resolve, reject) => {
        if (dead !== null) return reject(new ProblemError(dead));
        const { signal } = options;
        if (signal?.aborted) return reject(cancelled());
        const id = nextId++;
        const abort = (): void => {
          port.postMessage({ rpc: 'cancel', id }, []);
          settle(id)?.reject(cancelled());
        };
        signal?.addEventListener('abort', abort, { once: true });
        pending.set(id, {
          resolve: (value) => resolve(value as never),
          reject,
          onProgress: options.onProgress as ((value: unknown) => void) | undefined,
          done: () => signal?.removeEventListener('abort', abort),
        });
        try {
          port.postMessage({ rpc: 'call', id, method, params }, [...(options.transfer ?? [])]);
        } catch (error) {
          settle(id)?.reject(new ProblemError(problemOf(error)));
        }
      });
    },
    ping() {
      return new Promise((resolve, reject) => {
        if (dead !== null) return reject(new ProblemError(dead));
        const id = nextId++;
        pending.set(id, { resolve: () => resolve(), reject, onProgress: undefined, done: () => undefined });
        port.postMessage({ rpc: 'ping', id }, []);
      });
    },
    on(event, listener) {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set);
      const entry = listener as (payload: unknown) => void;
      set.add(entry);
      return () => set.delete(entry);
    },
    onDeath(listener) {
      mourners.add(listener);
      return () => mourners.delete(listener);
    },
    close: (reason) => end(reason ?? cancelled().problem),
  };
}
