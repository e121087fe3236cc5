/**
 * Has the next run made ready while the project rests, so that pressing Train trains at once. It is made when edits have
 * paused and the page has nothing better to do, given up when the project changes, and never while a run is going on.
 */
import type { StoreApi } from 'zustand/vanilla';
import type { DataController } from './data';
import type { Clock } from './deps';
import type { DocumentStore } from './document-store';
import type { TrainingState } from './training-types';

/** Edits that follow each other faster than this are one. */
const SETTLE_MS = 250;

export interface AheadDeps {
  readonly clock: Clock;
  readonly whenIdle: (callback: () => void) => void;
  readonly documents: DocumentStore;
  readonly data: Pick<DataController, 'store'>;
  readonly training: StoreApi<TrainingState>;
  /** Whether a run could start now. */
  readonly startable: () => boolean;
  /** Has the run made ready. Never rejects. */
  readonly prepare: (signal: AbortSignal) => Promise<unknown>;
}

export function makeRunsAhead({ clock, whenIdle, documents, data, training, startable, prepare }: AheadDeps): void {
  let callOff: () => void = () => undefined;
  let making: AbortController | null = null;
  /** Counts reasons to begin anew: an idle moment that was asked for before the last one is of no use. */
  let wish = 0;

  function begin(mine: number): void {
    if (mine !== wish || training.getState().status !== 'idle') return;
    if (!data.store.getState().facts || !startable()) return;
    const controller = new AbortController();
    making = controller;
    void prepare(controller.signal).finally(() => {
      if (making === controller) making = null;
    });
  }

  function soon(): void {
    callOff();
    const mine = ++wish;
    callOff = clock.after(SETTLE_MS, () => whenIdle(() => begin(mine)));
  }

  function changed(): void {
    making?.abort();
    making = null;
    soon();
  }

  documents.store.subscribe(({ document: now }, { document: before }) => {
    const same = (['model', 'compile', 'fit', 'data'] as const).every((part) => now[part] === before[part]);
    if (!same) changed();
  });
  data.store.subscribe(({ facts }, { facts: before }) => {
    if (facts?.key !== before?.key) changed();
  });
  // A run takes what was made for it: the next one wants its own. What is being made when one starts is waited for.
  training.subscribe(({ status }, { status: before }) => {
    if (status === before) return;
    if (status === 'idle') soon();
    else {
      callOff();
      wish++;
    }
  });
}
