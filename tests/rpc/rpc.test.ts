/** Laws of the typed calls: every call settles exactly once, whatever happens to either side. */
import { afterEach, describe, expect, it } from 'vitest';
import { ProblemError, problem } from '../../src/base/problem';
import { cancelled, createClient, createServer, type Handlers, type Method, type Port } from '../../src/rpc/rpc';

interface Api {
  double: Method<number, number>;
  fail: Method<string, never>;
  bug: Method<null, never>;
  count: Method<number, string, number>;
  wait: Method<null, string>;
  bytes: Method<Uint8Array, Uint8Array>;
}
interface Events {
  tick: number;
}

const opened: MessagePort[] = [];
const aborted: string[] = [];

const handlers: Handlers<Api> = {
  double: (n) => n * 2,
  fail: (code) => {
    throw new ProblemError(problem(code, 'No.', { where: 'here', fixes: [{ label: 'Do', action: 'do' }] }));
  },
  bug: () => {
    throw new TypeError('oops');
  },
  count: (n, { progress }) => {
    for (let i = 1; i <= n; i++) progress(i);
    return 'done';
  },
  wait: (_, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        aborted.push('wait');
        reject(cancelled());
      });
    }),
  bytes: (data, { transfer }) => {
    const out = data.map((v) => v + 1);
    transfer(out.buffer);
    return out;
  },
};

function pair() {
  const { port1, port2 } = new MessageChannel();
  opened.push(port1, port2);
  const server = createServer<Api, Events>(port2 as unknown as Port, handlers);
  return { client: createClient<Api, Events>(port1 as unknown as Port), server, port1, port2 };
}

async function problemFrom(promise: Promise<unknown>) {
  const error = await promise.then(
    () => null,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(ProblemError);
  return (error as ProblemError).problem;
}

afterEach(() => {
  for (const port of opened.splice(0)) port.close();
  aborted.length = 0;
});

describe('typed calls', () => {
  it('answers each call with its own result, also when many are open', async () => {
    const { client } = pair();
    const inputs = Array.from({ length: 50 }, (_, i) => i);
    expect(await Promise.all(inputs.map((i) => client.call('double', i)))).toEqual(inputs.map((i) => 2 * i));
  });

  it('carries a problem whole, and a bug as `unexpected`', async () => {
    const { client } = pair();
    expect(await problemFrom(client.call('fail', 'some-code'))).toEqual(
      problem('some-code', 'No.', { where: 'here', fixes: [{ label: 'Do', action: 'do' }] }),
    );
    expect(await problemFrom(client.call('bug', null))).toMatchObject({ code: 'unexpected', message: 'oops' });
  });

  it('fails a call of a method that does not exist, inherited names included', async () => {
    const { client } = pair();
    expect((await problemFrom(client.call('toString' as 'double', 1))).message).toContain('toString');
  });

  it('delivers progress in order and before the result', async () => {
    const { client } = pair();
    const seen: number[] = [];
    const result = await client.call('count', 5, { onProgress: (n) => seen.push(n) });
    expect([result, seen]).toEqual(['done', [1, 2, 3, 4, 5]]);
  });

  it('moves buffers instead of copying them', async () => {
    const { client } = pair();
    const data = new Uint8Array([1, 2, 3]);
    const answer = await client.call('bytes', data, { transfer: [data.buffer] });
    expect([...answer]).toEqual([2, 3, 4]);
    expect(data.byteLength).toBe(0);
  });

  it('rejects at once on abort and tells the handler', async () => {
    const { client } = pair();
    const controller = new AbortController();
    const call = client.call('wait', null, { signal: controller.signal });
    await client.call('double', 1);
    controller.abort();
    expect((await problemFrom(call)).code).toBe('cancelled');
    await client.call('double', 1);
    expect(aborted).toEqual(['wait']);
    expect((await problemFrom(client.call('wait', null, { signal: controller.signal }))).code).toBe('cancelled');
  });

  it('rejects every pending and later call when the other side dies', async () => {
    const { client, port2 } = pair();
    const deaths: string[] = [];
    client.onDeath((p) => deaths.push(p.code));
    const calls = [client.call('wait', null), client.call('wait', null)];
    await client.call('double', 1);
    port2.close();
    for (const call of calls) expect((await problemFrom(call)).code).toBe('worker-crashed');
    expect((await problemFrom(client.call('double', 1))).code).toBe('worker-crashed');
    expect(deaths).toEqual(['worker-crashed']);
    expect(client.alive).toBe(false);
  });

  it('rejects pending calls on close without calling it a death', async () => {
    const { client } = pair();
    let deaths = 0;
    client.onDeath(() => deaths++);
    const call = client.call('wait', null);
    client.close();
    expect((await problemFrom(call)).code).toBe('cancelled');
    expect(deaths).toBe(0);
  });

  it('rejects when a message cannot be cloned', async () => {
    const { client } = pair();
    const call = client.call('double', (() => 1) as unknown as number);
    expect((await problemFrom(call)).code).toBe('unexpected');
    expect(await client.call('double', 4)).toBe(8);
  });

  it('hands events to listeners until they leave', async () => {
    const { client, server } = pair();
    const seen: number[] = [];
    const leave = client.on('tick', (n) => seen.push(n));
    server.emit('tick', 1);
    await client.call('double', 1);
    leave();
    server.emit('tick', 2);
    await client.call('double', 1);
    expect(seen).toEqual([1]);
  });
});
