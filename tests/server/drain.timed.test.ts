// What clients notice of a server that leaves.

import { Agent, request as httpRequest } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { startWorkers } from '../../src/worker/workers.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { quietAppSettings } from '../support/app-settings.ts';

const stock = 'subscription { stockChanged(skus: ["mug"]) { name } }';

async function open(settings: Parameters<typeof openTestApp>[0] = {}): Promise<TestApp> {
  const app = await openTestApp(settings);
  const price = { minor: 100n, currency: 'EUR' };
  await app.stores.catalogue.set({ sku: 'mug', name: 'Mug', description: null, tags: [], price, active: true });
  return app;
}

/** A request over a connection that is kept, and what becomes of the connection. */
function get(url: string, agent: Agent): Promise<{ status: number | undefined; connection: string | undefined }> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { agent }, (response) => {
      response.resume().once('end', () => {
        resolve({ status: response.statusCode, connection: response.headers.connection });
      });
    })
      .once('error', reject)
      .end();
  });
}

/** A socket of graphql-transport-ws, its messages and the code that it was closed with. */
function openSocket(app: TestApp, token?: string) {
  const socket = new WebSocket(app.endpoint.replace('http', 'ws'), 'graphql-transport-ws');
  onTestFinished(() => socket.terminate());
  const messages: { type: string; id?: string; payload?: unknown }[] = [];
  const code = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: token ? { token } : {} })));
  const send = (id: string, query: string): void => {
    socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query } }));
  };
  return { messages, code, send };
}

describe('while it drains', () => {
  it('is not ready, serves on, and has each answer close its connection', async () => {
    const app = await open();
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    expect(await get(`${app.url}/health/ready`, agent)).toMatchObject({ status: 200, connection: 'keep-alive' });
    app.drain(0);
    expect(await get(`${app.url}/health/ready`, agent)).toMatchObject({ status: 503, connection: 'close' });
    expect(await (await fetch(`${app.url}/health/ready`)).json()).toMatchObject({ status: 'draining' });
    expect((await fetch(`${app.url}/health/live`)).status).toBe(200);
    const { data } = (await app.client().rawRequest('{ product(sku: "mug") { name } }')) as { data: unknown };
    expect(data).toEqual({ product: { name: 'Mug' } });
  });

  it('claims no more jobs, and is gone from the registry of services', async () => {
    const app = await open({ workQueues: ['default'] });
    await expect.poll(() => app.stores.services.instances('mortar-api')).toHaveLength(1);
    app.drain(60_000);
    await expect.poll(() => app.stores.services.instances('mortar-api')).toHaveLength(0);
    await expect.poll(() => app.stores.services.instances('mortar-worker')).toHaveLength(0);
    const input = { queue: 'default', name: 'demo.countdown', payload: { seconds: 1 } };
    const [enqueued] = await app.stores.jobs.enqueueMany([input]);
    // The workers of a process that stays have it.
    const other = startWorkers(app.stores, ['default'], quietAppSettings.log);
    onTestFinished(() => other.close());
    const job = () => app.stores.jobs.get(enqueued?.id ?? '');
    await expect.poll(async () => (await job())?.state).toBe('COMPLETED');
    expect((await job())?.attempt).toBe(1);
  });
});

describe('when it closes', () => {
  it('answers what a socket has asked, and closes it with 1012, at which clients come back', async () => {
    const app = await open();
    const { messages, code, send } = openSocket(app, await app.token('WORKER'));
    await expect.poll(() => messages).toHaveLength(1);
    send('stock', stock);
    send(
      'claim',
      'mutation { jobsClaim(input: { queue: "q", workerId: "w", waitSeconds: 30 }) { leases { leaseToken } } }',
    );
    await expect.poll(() => messages.map(({ id }) => id)).toContain('stock');
    await app.close();
    expect(await code).toBe(1012);
    expect(messages.find(({ id, type }) => id === 'claim' && type === 'next')?.payload).toEqual({
      data: { jobsClaim: { leases: [] } },
    });
    expect(messages.some(({ id, type }) => id === 'stock' && type === 'complete')).toBe(false);
  });

  it('closes many sockets one after the other', async () => {
    const app = await open({ drainSpreadMs: 2_000 });
    const sockets = Array.from({ length: 100 }, () => openSocket(app));
    await expect.poll(() => sockets.every(({ messages }) => messages.length === 1)).toBe(true);
    const closed: number[] = [];
    for (const { code } of sockets) void code.then(() => closed.push(performance.now()));
    await app.close();
    await expect.poll(() => closed).toHaveLength(sockets.length);
    // 5 ms apart.
    expect(Math.max(...closed) - Math.min(...closed)).toBeGreaterThan(300);
  });

  it('ends streams of events without `complete`, and says when to come back', async () => {
    const app = await open();
    const response = await fetch(app.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: stock }),
    });
    const shared = await fetch(app.endpoint, { method: 'PUT' });
    const stream = await fetch(`${app.endpoint}?token=${await shared.text()}`, {
      headers: { accept: 'text/event-stream' },
    });
    const texts = Promise.all([response.text(), stream.text()]);
    await expect.poll(() => app.live.streams).toBe(1);
    await app.close();
    for (const text of await texts) {
      expect(text).toMatch(/retry: \d{3,4}\n\n$/);
      expect(text).not.toContain('complete');
    }
  });

  it('ends a stream in parts with an error, since its clients know no other reason to come back', async () => {
    const app = await open();
    const response = await fetch(app.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0, application/json',
      },
      body: JSON.stringify({ query: stock }),
    });
    const text = response.text();
    await expect.poll(() => app.live.streams).toBe(1);
    await app.close();
    expect(await text).toMatch(
      /"payload":null,"errors":\[\{"message":"The server restarts.*SERVICE_UNAVAILABLE.*\r\n--graphql--\r\n$/,
    );
  });
});
