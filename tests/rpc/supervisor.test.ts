/** Laws of supervision: whatever becomes of a worker, every call settles and the next one is answered. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/base/problem';
import { createServer, type Method, type Port } from '../../src/rpc/rpc';
import { createSupervisor, type WorkerPort } from '../../src/rpc/supervisor';

interface Api {
  readonly who: Method<void, number>;
  readonly never: Method<void, void>;
}
interface Events {
  readonly tick: number;
}

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

/** A clock moved by hand. */
function handClock() {
  let now = 0;
  const waiting: { at: number; callback: () => void }[] = [];
  return {
    now: () => now,
    after: (ms: number, callback: () => void) => {
      const entry = { at: now + ms, callback };
      waiting.push(entry);
      return () => void waiting.splice(waiting.indexOf(entry), 1);
    },
    /** Lets time pass and messages arrive. */
    async pass(ms: number): Promise<void> {
      const end = now + ms;
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        const next = waiting.filter((w) => w.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        waiting.splice(waiting.indexOf(next), 1);
        now = Math.max(now, next.at);
        next.callback();
      }
      now = end;
      await new Promise((resolve) => setTimeout(resolve, 1));
    },
    /** The machine sleeps: time passes at once. */
    sleep(ms: number): void {
      now += ms;
    },
  };
}

function setup() {
  const workers: { ended: boolean; mute: () => void; crash: () => void; emit: (n: number) => void }[] = [];
  const clock = handClock();
  const makeWorker = (): WorkerPort => {
    const { port1, port2 } = new MessageChannel();
    ports.push(port1, port2);
    const me = workers.length + 1;
    const server = createServer<Api, Events>(port2 as unknown as Port, {
      who: () => me,
      never: () => new Promise(() => undefined),
    });
    const entry = {
      ended: false,
      mute: () => server.close(),
      crash: () => port1.dispatchEvent(new Event('error')),
      emit: (n: number) => server.emit('tick', n),
    };
    workers.push(entry);
    return Object.assign(port1 as unknown as Port, {
      terminate: () => {
        entry.ended = true;
      },
    });
  };
  const supervisor = createSupervisor<Api, Events>({ makeWorker, clock, quietMs: 10_000, deathMs: 60_000 });
  return { supervisor, workers, clock };
}

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'fine',
    (e: { problem: Problem }) => e.problem.code,
  );

describe('a supervised worker', () => {
  it('starts with the first call and stays for the next', async () => {
    const { supervisor, workers } = setup();
    expect(workers).toHaveLength(0);
    expect(await supervisor.call('who', undefined)).toBe(1);
    expect(await supervisor.call('who', undefined)).toBe(1);
    expect(supervisor.generation).toBe(0);
  });

  it('that crashes rejects what was pending, is told once, and is replaced by the next call', async () => {
    const { supervisor, workers } = setup();
    const told: string[] = [];
    supervisor.onDeath((p) => told.push(p.code));
    await supervisor.call('who', undefined);
    const pending = codeOf(supervisor.call('never', undefined));
    workers[0]?.crash();
    expect(await pending).toBe('worker-crashed');
    expect(told).toEqual(['worker-crashed']);
    expect(workers[0]?.ended).toBe(true);
    expect(supervisor.generation).toBe(1);
    expect(await supervisor.call('who', undefined)).toBe(2);
  });

  it('that falls silent is told to be quiet, then counts as dead', async () => {
    const { supervisor, workers, clock } = setup();
    const quiet: boolean[] = [];
    supervisor.onQuiet((q) => quiet.push(q));
    const pending = codeOf(supervisor.call('never', undefined));
    workers[0]?.mute();
    await clock.pass(20_000);
    expect(quiet).toEqual([true]);
    await clock.pass(60_000);
    expect(await pending).toBe('worker-silent');
    expect(workers[0]?.ended).toBe(true);
    expect(await supervisor.call('who', undefined)).toBe(2);
  });

  it('that was started before it was needed is the one that is called, and not started again', async () => {
    const { supervisor, workers } = setup();
    supervisor.start();
    supervisor.start();
    expect(workers).toHaveLength(1);
    expect(await supervisor.call('who', undefined)).toBe(1);
    workers[0]?.crash();
    supervisor.start();
    expect(await supervisor.call('who', undefined)).toBe(2);
  });

  it('that answers, however long its call takes, lives', async () => {
    const { supervisor, workers, clock } = setup();
    const pending = codeOf(supervisor.call('never', undefined));
    await clock.pass(600_000);
    expect(workers).toHaveLength(1);
    supervisor.restart({ code: 'done', severity: 'info', message: '' });
    expect(await pending).toBe('done');
  });

  it('is not blamed for the sleep of the machine', async () => {
    const { supervisor, workers, clock } = setup();
    const pending = codeOf(supervisor.call('never', undefined));
    for (let i = 0; i < 20; i++) {
      clock.sleep(3_600_000);
      await clock.pass(2_000);
    }
    expect(workers[0]?.ended).toBe(false);
    supervisor.restart({ code: 'done', severity: 'info', message: '' });
    expect(await pending).toBe('done');
  });

  it('is listened to across replacements, by one pair of ears', async () => {
    const { supervisor, workers } = setup();
    const heard: number[] = [];
    supervisor.on('tick', (n) => heard.push(n));
    await supervisor.call('who', undefined);
    workers[0]?.emit(1);
    await supervisor.call('who', undefined);
    supervisor.restart({ code: 'done', severity: 'info', message: '' });
    await supervisor.call('who', undefined);
    workers[1]?.emit(2);
    await supervisor.call('who', undefined);
    expect(heard).toEqual([1, 2]);
  });
});
