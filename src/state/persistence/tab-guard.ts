/**
 * One tab at a time writes a project. The tab that holds the project's lock writes; others read along and are next in
 * line: when the holder closes or hands over, the lock is theirs. A holder that does not answer is overruled.
 */
import type { Clock } from '../deps';

/** The part of `navigator.locks` that is needed. */
export interface Locks {
  request(
    name: string,
    options: {
      readonly mode?: 'shared';
      readonly ifAvailable?: boolean;
      readonly steal?: boolean;
      readonly signal?: AbortSignal;
    },
    callback: (lock: unknown) => Promise<unknown> | undefined,
  ): Promise<unknown>;
}

/** The part of a BroadcastChannel that is needed. */
export interface Channel {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  close(): void;
}

type Message = { readonly kind: 'hand-over' | 'saved'; readonly project: string };

export interface TabGuardDeps {
  /** Null where the browser has none: the tab then acts as if it were alone. */
  readonly locks: Locks | null;
  readonly channel: Channel | null;
  readonly clock: Clock;
  /** The lock came to this tab after waiting, or was taken from it. */
  readonly onChange: (project: string, mine: boolean) => void;
  /** Another tab wants the project: save everything, end runs; the lock goes when this settles. */
  readonly onHandOver: (project: string) => Promise<void>;
  /** The tab that holds the project saved it. */
  readonly onSaved: (project: string) => void;
}

export interface TabGuard {
  /** Asks for a project, leaving the one held before. True when it is this tab's to write. */
  claim(project: string): Promise<boolean>;
  /** Asks the holder to hand over, and takes the lock if it does not answer. */
  takeOver(): Promise<void>;
  /** Tells tabs that read along. */
  saved(): void;
  release(): void;
  /** True when the browser gives no locks: another tab may write what this one does. */
  unguarded(): boolean;
}

const ANSWER_MS = 3000;

export function createTabGuard(deps: TabGuardDeps): TabGuard {
  const { locks, channel, clock } = deps;
  let project: string | null = null;
  let letGo: (() => void) | null = null;
  let waiting: AbortController | null = null;
  let refused = locks === null;
  /** Called when a lock is granted. */
  let granted: (() => void) | null = null;

  const nameOf = (id: string): string => `strata:project:${id}`;

  /** Holds a granted lock until `letGo`. */
  function hold(): Promise<void> {
    return new Promise((resolve) => {
      letGo = () => {
        letGo = null;
        resolve();
      };
      granted?.();
    });
  }

  /** A lock that was stolen rejects its request; that is how the old holder learns of it. */
  function lost(id: string): void {
    if (project !== id) return;
    letGo = null;
    deps.onChange(id, false);
    queue(id);
  }

  function queue(id: string): void {
    if (!locks) return;
    const controller = new AbortController();
    waiting = controller;
    locks
      .request(nameOf(id), { signal: controller.signal }, () => {
        if (waiting === controller) waiting = null;
        if (project !== id) return undefined;
        deps.onChange(id, true);
        return hold();
      })
      .catch((error: unknown) => {
        if (!controller.signal.aborted) lost(id);
        else if (!(error instanceof Error)) throw error;
      });
  }

  channel?.addEventListener('message', (event) => {
    const message = event.data as Partial<Message> | null;
    if (typeof message !== 'object' || message === null || message.project !== project || project === null) return;
    const id = project;
    if (message.kind === 'saved' && letGo === null) deps.onSaved(id);
    if (message.kind === 'hand-over' && letGo !== null) {
      void deps.onHandOver(id).finally(() => {
        if (project !== id) return;
        letGo?.();
        deps.onChange(id, false);
        queue(id);
      });
    }
  });

  function release(): void {
    project = null;
    waiting?.abort();
    waiting = null;
    letGo?.();
  }

  return {
    release,
    unguarded: () => refused,
    async claim(id) {
      release();
      project = id;
      if (!locks) return true;
      return new Promise<boolean>((resolve) => {
        let held = false;
        locks
          .request(nameOf(id), { ifAvailable: true }, (lock) => {
            if (lock === null || project !== id) {
              resolve(false);
              if (project === id) queue(id);
              return undefined;
            }
            held = true;
            resolve(true);
            return hold();
          })
          // Where the browser gives no locks at all, this tab acts as if it were alone.
          .catch(() => {
            if (held) return lost(id);
            refused = true;
            resolve(true);
          });
      });
    },
    async takeOver() {
      const id = project;
      if (!locks || id === null || letGo !== null) return;
      channel?.postMessage({ kind: 'hand-over', project: id } satisfies Message);
      await new Promise<void>((resolve) => {
        granted = resolve;
        clock.after(ANSWER_MS, resolve);
      });
      granted = null;
      if (letGo !== null || project !== id) return;
      waiting?.abort();
      waiting = null;
      locks
        .request(nameOf(id), { steal: true }, () => {
          if (project !== id) return undefined;
          deps.onChange(id, true);
          return hold();
        })
        .catch(() => lost(id));
    },
    saved() {
      if (project !== null) channel?.postMessage({ kind: 'saved', project } satisfies Message);
    },
  };
}
