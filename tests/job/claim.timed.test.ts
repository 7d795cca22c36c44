// Claims whose caller goes away, by every way in which a client can speak: no job is taken for nobody.

import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { openTestApp, type TestApp } from '../support/app.ts';
import { SingleConnection } from '../support/single-connection.ts';

const app = await openTestApp();
const token = await app.token('WORKER');
const { jobs, jobLeases } = app.stores;
afterEach(() => vi.restoreAllMocks());

const claim = (queue: string, waitSeconds: number): string =>
  `mutation { jobsClaim(input: { queue: "${queue}", workerId: "w", count: 5, waitSeconds: ${waitSeconds} }) { leases { leaseToken job { id } } userErrors { code } } }`;

interface Caller {
  /** Goes away without a word, or says that it does not want the answer. */
  leave(): unknown;
}

function post(accept: string): (query: string) => Caller {
  return (query) => {
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept };
    const body = JSON.stringify({ query });
    fetch(app.endpoint, { method: 'POST', headers, body, signal: leaving.signal })
      .then((response) => response.text())
      .catch(() => {});
    return { leave: () => leaving.abort() };
  };
}

function overSocket(leave: (socket: WebSocket, id: string) => void): (query: string) => Caller {
  return (query) => {
    const socket = new WebSocket(app.endpoint.replace('http', 'ws'), 'graphql-transport-ws');
    const id = randomUUID();
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { token } })));
    socket.on('message', (data) => {
      if (JSON.parse(String(data)).type === 'connection_ack')
        socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query } }));
    });
    return { leave: () => leave(socket, id) };
  };
}

/** Over a stream that operations share, which goes on. */
function overStream(leave: (stream: SingleConnection) => unknown): (query: string) => Caller {
  return (query) => {
    let left = false;
    let stream: SingleConnection | undefined;
    const begin = async (): Promise<void> => {
      stream = await SingleConnection.reserve(app.endpoint, { authorization: `Bearer ${token}` });
      await stream.open();
      await stream.post('claim', query);
      if (left) leave(stream);
    };
    void begin();
    return {
      leave: () => {
        left = true;
        return stream && leave(stream);
      },
    };
  };
}

const callers: [name: string, call: (query: string) => Caller][] = [
  ['a POST that is aborted', post('application/json')],
  ['server-sent events that are aborted', post('text/event-stream')],
  ['a batch that is aborted', (query) => postBatch(query)],
  ['a shared stream whose operation is stopped', overStream((stream) => stream.stop('claim'))],
  ['a shared stream that its client leaves', overStream((stream) => stream.leave())],
  ['a socket that breaks off', overSocket((socket) => socket.terminate())],
  [
    'an operation that its client completes',
    overSocket((socket, id) => socket.send(JSON.stringify({ id, type: 'complete' }))),
  ],
];

function postBatch(query: string): Caller {
  const leaving = new AbortController();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = JSON.stringify([{ query }, { query: '{ __typename }' }]);
  fetch(app.endpoint, { method: 'POST', headers, body, signal: leaving.signal }).catch(() => {});
  return { leave: () => leaving.abort() };
}

/** Resolves when a step has asked for jobs. */
function looked(): Promise<void> {
  return new Promise((resolve) => {
    const step = jobLeases.step.bind(jobLeases);
    vi.spyOn(jobLeases, 'step').mockImplementation(async (request) => {
      const answer = await step(request);
      resolve();
      return answer;
    });
  });
}

const stays = async (id: string): Promise<void> => {
  // The claim looks again every second.
  await wait(1_300);
  expect(await jobs.get(id)).toMatchObject({ state: 'WAITING', attempt: 0, startedAt: null });
};

describe.each(callers)('a claim by %s', (_name, call) => {
  it('takes nothing that comes after it has gone', async () => {
    const queue = randomUUID();
    const waiting = looked();
    const caller = call(claim(queue, 10));
    await waiting;
    await caller.leave();
    await wait(50);
    const { id } = await jobs.enqueue({ queue, name: 'n', maxAttempts: 1 });
    await stays(id);
  });

  it('gives back, without an attempt, what it took when its answer cannot be delivered', async () => {
    const queue = randomUUID();
    const ids = (
      await jobs.enqueueMany([1, 2, 3].map((payload) => ({ queue, name: 'n', payload, maxAttempts: 1 })))
    ).map(({ id }) => id);
    const getAll = jobs.getAll.bind(jobs);
    const states: unknown[] = [];
    vi.spyOn(jobs, 'getAll').mockImplementationOnce(async (asked) => {
      states.push(...(await getAll(ids)).map((job) => job?.state));
      caller.leave();
      await wait(100);
      return getAll(asked);
    });
    const caller = call(claim(queue, 0));
    await expect.poll(() => states).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE']);
    await expect
      .poll(async () => (await getAll(ids)).map((job) => [job?.state, job?.attempt, job?.errors.length]))
      .toEqual(ids.map(() => ['WAITING', 0, 0]));
    const { claimed } = await jobLeases.step({ queue, workerId: 'w', want: 5, leaseMs: 30_000, finished: [] });
    expect(claimed.map(({ payload }) => payload).toSorted()).toEqual([1, 2, 3]);
  });
});

/** Sends a claim by a connection of its own, of which nothing is read until it is resumed. */
async function postUnread(queue: string): Promise<Socket> {
  const { hostname, port, host, pathname } = new URL(app.endpoint);
  const socket = connect(Number(port), hostname).pause();
  const body = JSON.stringify({ query: claim(queue, 0) });
  const head = [`POST ${pathname} HTTP/1.1`, `host: ${host}`, `authorization: Bearer ${token}`];
  const more = ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`];
  socket.write([...head, ...more, '', body].join('\r\n'));
  await expect.poll(async () => (await jobs.queue(queue))?.counts.active).toBe(1);
  return socket;
}

describe('a claim that is answered', () => {
  it('is given back, without an attempt, if its client goes away with the answer unread', async () => {
    const queue = randomUUID();
    const { id } = await jobs.enqueue({ queue, name: 'n', maxAttempts: 1 });
    const socket = await postUnread(queue);
    // The answer lies in the client's system by then.
    await wait(200);
    socket.destroy();
    await expect.poll(async () => (await jobs.get(id))?.state).toBe('WAITING');
    expect(await jobs.get(id)).toMatchObject({ attempt: 0, errors: [] });
  });

  it('is given back if a client goes away with the message of its socket unread', async () => {
    const queue = randomUUID();
    // More than a client reads ahead.
    const { id } = await jobs.enqueue({ queue, name: 'n', maxAttempts: 1, payload: 'x'.repeat(250_000) });
    const socket = new WebSocket(app.endpoint.replace('http', 'ws'), 'graphql-transport-ws');
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { token } })));
    await new Promise((resolve) => socket.once('message', resolve));
    socket.pause();
    socket.send(
      JSON.stringify({ id: 'a', type: 'subscribe', payload: { query: claim(queue, 0).replace('id', 'id payload') } }),
    );
    await expect.poll(async () => (await jobs.queue(queue))?.counts.active).toBe(1);
    await wait(200);
    socket.terminate();
    await expect.poll(async () => (await jobs.get(id))?.state).toBe('WAITING');
    expect(await jobs.get(id)).toMatchObject({ attempt: 0, errors: [] });
  });

  it('stays with a client that has read it and closes its connection', async () => {
    const queue = randomUUID();
    const { id } = await jobs.enqueue({ queue, name: 'n' });
    const socket = await postUnread(queue);
    const read = new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
    socket.resume();
    expect(await read).toContain('leaseToken');
    socket.destroy();
    await wait(200);
    expect((await jobs.get(id))?.state).toBe('ACTIVE');
  });

  it('stays with a client that closes its socket afterwards', async () => {
    const queue = randomUUID();
    const { id } = await jobs.enqueue({ queue, name: 'n' });
    const socket = app.socket(token);
    const result = await new Promise<unknown>((resolve, reject) => {
      socket.subscribe({ query: claim(queue, 0) }, { next: resolve, error: reject, complete: () => {} });
    });
    expect(result).toMatchObject({ data: { jobsClaim: { leases: [{ job: {} }] } } });
    await socket.dispose();
    await wait(200);
    expect((await jobs.get(id))?.state).toBe('ACTIVE');
  });

  it('is answered at once, with nothing, where the server ends', async () => {
    const own: TestApp = await openTestApp();
    const queue = randomUUID();
    const asked = new Promise<void>((resolve) => {
      const step = own.stores.jobLeases.step.bind(own.stores.jobLeases);
      vi.spyOn(own.stores.jobLeases, 'step').mockImplementation(async (request) => {
        const answer = await step(request);
        resolve();
        return answer;
      });
    });
    const answer = own.client(await own.token('WORKER')).request(claim(queue, 20));
    await asked;
    const closing = own.close();
    expect(await answer).toEqual({ jobsClaim: { leases: [], userErrors: [] } });
    await closing;
  });
});
