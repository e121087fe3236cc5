/**
 * What callbacks that watch a log key share: which way is better, and whether a value improves on another.
 * Source: keras/src/callbacks/monitor_callback.py.
 */
import { ProblemError, problem } from '../../base/problem';
import { arg } from '../core/args';
import type { CallbackHost, Logs } from '../core/callback-hooks';

export const monitorArg = arg.string('val_loss', { doc: 'Log key to watch, e.g. val_loss or val_accuracy.' });
export const modeArg = arg.choice('auto', ['auto', 'min', 'max'], {
  doc: 'Whether smaller or larger is better; auto goes by the metric.',
});
export const verboseArg = arg.int(0, { min: 0, doc: 'Above 0: tells what it does.', rare: true });

export interface MonitorOptions {
  /** Class name of the callback, for messages. */
  readonly owner: string;
  readonly monitor: string;
  readonly mode: string;
  readonly minDelta?: number;
}

export interface Monitor {
  /** The watched value; null when the logs lack it, which is told once. */
  value(logs: Logs): number | null;
  /** Whether `current` beats `reference` by more than the least difference; anything beats null. */
  improves(current: number, reference: number | null): boolean;
}

export function createMonitor(host: CallbackHost, o: MonitorOptions): Monitor {
  let told = false;
  let up: boolean | null = null;
  const isUp = (): boolean => {
    up ??= direction(host, o) === 'up';
    return up;
  };
  return {
    value(logs) {
      const v = Object.hasOwn(logs, o.monitor) ? logs[o.monitor] : undefined;
      if (v !== undefined) return v;
      if (!told) {
        told = true;
        const there = Object.keys(logs).join(', ');
        host.event(
          'monitor-missing',
          `${o.owner} watches ${o.monitor}, which is not in the logs. There are: ${there}.`,
          {
            monitor: o.monitor,
            available: Object.keys(logs),
          },
        );
      }
      return null;
    },
    improves(current, reference) {
      if (reference === null) return true;
      const delta = Math.abs(o.minDelta ?? 0);
      // Keras compares in single precision.
      const wanted = Math.fround(isUp() ? current - delta : current + delta);
      return isUp() ? wanted > Math.fround(reference) : wanted < Math.fround(reference);
    },
  };
}

/** @throws ProblemError when auto cannot tell which way is better. */
function direction(host: CallbackHost, o: MonitorOptions): 'up' | 'down' {
  if (o.mode !== 'auto') return o.mode === 'max' ? 'up' : 'down';
  const key = o.monitor.replace(/^val_/, '');
  const known = key === 'loss' ? 'down' : host.direction(o.monitor);
  if (known) return known;
  throw new ProblemError(
    problem('monitor-direction', `${o.owner} cannot tell whether ${o.monitor} should rise or fall.`, {
      where: 'mode',
      expected: 'mode min or max',
      received: 'auto',
      fixes: [
        { label: 'Larger is better', action: 'set-argument', params: { argument: 'mode', value: 'max' } },
        { label: 'Smaller is better', action: 'set-argument', params: { argument: 'mode', value: 'min' } },
      ],
    }),
  );
}

/** A short number for messages. */
export const shown = (v: number): string => String(Number(v.toPrecision(5)));
