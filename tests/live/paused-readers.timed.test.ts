// Clients that stop reading under load cost no more than what is on its way to them, and are told why they are cut off.

import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { afterAll, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { readEventStream } from '../support/event-stream.ts';
import { turnPoliciesOff } from '../support/policy.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { scrape } from '../support/scrape.ts';
import { SingleConnection } from '../support/single-connection.ts';

/** A server of its own for each test: all wait for the same patience of theirs, so they wait at once. */
async function openWorld() {
  const app = await openTestApp();
  const { stores } = app;
  await turnPoliciesOff(stores.rateLimits);
  const admin = await app.token('ADMIN');
  const waitingBytes = () => scrape(app.url, 'mortar_live_waiting_bytes');
  const asked: ClientRequest[] = [];
  afterAll(() => {
    for (const each of asked) each.destroy();
  });

  return {
    app,
    stores,
    admin,
    waitingBytes,
    slowReaders: () => scrape(app.url, 'mortar_live_slow_readers_total'),
    subscriptions: () => scrape(app.url, 'mortar_live_subscriptions'),

    /** Opens a stream over HTTP that is not read until it is resumed. */
    async openPaused(search: string): Promise<IncomingMessage> {
      const opened = request(`${app.endpoint}?${search}`, {
        headers: { accept: 'text/event-stream', authorization: `Bearer ${admin}` },
        agent: false,
      });
      asked.push(opened);
      opened.on('error', () => {});
      opened.end();
      const [response] = (await once(opened, 'response')) as [IncomingMessage];
      response.pause();
      return response;
    },

    async openSocket(topic: string): Promise<RawSocket> {
      const socket = new RawSocket(app.endpoint, { token: admin });
      await socket.until('connection_ack');
      socket.subscribe('a', queryOf(topic));
      return socket;
    },

    /** Publishes until something waits for readers, and some more. Returns the most that waited, and how many were published. */
    async publishUntilSomeWait(topic: string, readers: number): Promise<{ most: number; published: number }> {
      let most = 0;
      let published = 0;
      for (let more = 40; more > 0; ) {
        await stores.messages.publish(topic, { number: published, padding });
        published += 1;
        const waiting = await waitingBytes();
        most = Math.max(most, waiting);
        // As much as fills the buffers of the system on the way to all of them.
        if (waiting > (readers - 0.5) * padding.length) more -= 1;
        if (published > 1_000) throw new Error(`Only ${most} bytes waited after ${published} messages`);
      }
      return { most, published };
    },
  };
}

const worlds = await Promise.all([openWorld(), openWorld(), openWorld(), openWorld()]);
const padding = 'x'.repeat(50_000);
/** Of a message with its frame, at most. */
const deliveryBytes = padding.length + 1_000;
const queryOf = (topic: string): string => `subscription { messages(topic: "${topic}") { payload } }`;

type World = Awaited<ReturnType<typeof openWorld>>;

const numberOf = (result: unknown): number =>
  (result as { data: { messages: { payload: { number: number } } } }).data.messages.payload.number;

it.concurrent('a paused reader costs one delivery, over WebSocket and both modes of server-sent events', async ({
  expect,
}) => {
  const { app, admin, openSocket, openPaused, publishUntilSomeWait, waitingBytes, subscriptions } = worlds[0] as World;
  const topic = 'paused.bytes';
  const socket = await openSocket(topic);
  const distinct = await openPaused(`query=${encodeURIComponent(queryOf(topic))}`);
  const stream = await SingleConnection.reserve(app.endpoint, { authorization: `Bearer ${admin}` });
  const single = await openPaused(`token=${stream.token}`);
  expect((await stream.post('one', queryOf(topic))).status).toBe(202);
  await expect.poll(subscriptions).toBe(3);
  socket.pause();
  const { most } = await publishUntilSomeWait(topic, 3);
  expect(most).toBeLessThanOrEqual(3 * deliveryBytes);
  socket.resume();
  expect(await stream.stop('one')).toBe(200);
  distinct.destroy();
  single.destroy();
  await expect.poll(waitingBytes).toBe(0);
  socket.close();
  await expect.poll(subscriptions).toBe(0);
});

it.concurrent('a socket that reads nothing is closed with the reason, and loses nothing when it resumes', async ({
  expect,
}) => {
  const { stores, openSocket, publishUntilSomeWait, slowReaders, subscriptions } = worlds[1] as World;
  const topic = 'paused.socket';
  const before = await slowReaders();
  const socket = await openSocket(topic);
  await expect
    .poll(async () => {
      await stores.messages.publish(topic, { number: -1 });
      return socket.results('a').length;
    })
    .toBeGreaterThan(0);
  socket.pause();
  await publishUntilSomeWait(topic, 1);
  await expect.poll(slowReaders, { timeout: 60_000 }).toBeGreaterThan(before);
  socket.resume();
  expect(await socket.closed).toBe(4490);
  const numbers = socket
    .results('a')
    .map(numberOf)
    .filter((number) => number >= 0);
  expect(numbers).toEqual(numbers.map((_, index) => index));
  await expect.poll(subscriptions).toBe(0);
});

it.concurrent('a reader of a feed over server-sent events is told why it ends, and resumes behind its last event', async ({
  expect,
}) => {
  const { app, admin, openPaused, publishUntilSomeWait, slowReaders, subscriptions } = worlds[2] as World;
  const topic = 'paused.stream';
  const before = await slowReaders();
  const response = await openPaused(`query=${encodeURIComponent(queryOf(topic))}`);
  await expect.poll(subscriptions).toBe(1);
  const { published } = await publishUntilSomeWait(topic, 1);
  await expect.poll(slowReaders, { timeout: 60_000 }).toBeGreaterThan(before);
  response.setEncoding('utf8');
  let text = '';
  for await (const chunk of response) text += chunk;
  expect(text).toMatch(/\n: Nothing was read for too long\. [^\n]*\nretry: \d+\n\n$/);
  const got = text.match(/"number":\d+/g) as string[];
  const lastId = [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1];
  expect(got.length).toBeLessThan(published);
  let next = got.length;
  for await (const result of readEventStream(app.endpoint, admin, queryOf(topic), lastId)) {
    expect(numberOf(result)).toBe(next);
    next += 1;
    if (next === published) break;
  }
  expect(next).toBe(published);
});

it.concurrent('one that does not read that either loses its connection, and nothing is kept for it', async ({
  expect,
}) => {
  const { openPaused, publishUntilSomeWait, slowReaders, subscriptions, waitingBytes } = worlds[3] as World;
  const topic = 'paused.silent';
  const before = await slowReaders();
  const response = await openPaused(`query=${encodeURIComponent(queryOf(topic))}`);
  const closed = new Promise((resolve) => response.on('error', () => {}).on('close', resolve));
  await expect.poll(subscriptions).toBe(1);
  await publishUntilSomeWait(topic, 1);
  await expect.poll(slowReaders, { timeout: 60_000 }).toBeGreaterThan(before);
  await expect.poll(waitingBytes, { timeout: 60_000 }).toBe(0);
  response.resume();
  await closed;
  expect(response.complete).toBe(false);
});
