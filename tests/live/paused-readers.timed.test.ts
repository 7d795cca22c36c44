// Clients that stop reading under load cost no more than what is on its way to them, and are told why they are cut off.

import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { readEventStream } from '../support/event-stream.ts';
import { turnPoliciesOff } from '../support/policy.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { scrape } from '../support/scrape.ts';
import { SingleConnection } from '../support/single-connection.ts';

const app = await openTestApp();
const { stores } = app;
await turnPoliciesOff(stores.rateLimits);
const admin = await app.token('ADMIN');
const padding = 'x'.repeat(50_000);
/** Of a message with its frame, at most. */
const deliveryBytes = padding.length + 1_000;
const queryOf = (topic: string): string => `subscription { messages(topic: "${topic}") { payload } }`;
const waitingBytes = () => scrape(app.url, 'mortar_live_waiting_bytes');
const slowReaders = () => scrape(app.url, 'mortar_live_slow_readers_total');
const subscriptions = () => scrape(app.url, 'mortar_live_subscriptions');

/** Opens a stream over HTTP that is not read until it is resumed. */
async function openPaused(search: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  const asked = request(`${app.endpoint}?${search}`, {
    headers: { accept: 'text/event-stream', authorization: `Bearer ${admin}`, ...headers },
    agent: false,
  });
  asked.on('error', () => {});
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.pause();
  afterAll(() => void asked.destroy());
  return response;
}

async function openSocket(topic: string): Promise<RawSocket> {
  const socket = new RawSocket(app.endpoint, { token: admin });
  await socket.until('connection_ack');
  socket.subscribe('a', queryOf(topic));
  return socket;
}

/** Publishes until something waits for readers, and some more. Returns the most that waited, and how many were published. */
async function publishUntilSomeWait(topic: string, readers: number): Promise<{ most: number; published: number }> {
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
}

const numberOf = (result: unknown): number =>
  (result as { data: { messages: { payload: { number: number } } } }).data.messages.payload.number;

it('a paused reader costs one delivery, over WebSocket and both modes of server-sent events', async () => {
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

it('a socket that reads nothing is closed with the reason, and loses nothing when it resumes', async () => {
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

it('a reader of a feed over server-sent events is told why it ends, and resumes behind its last event', async () => {
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

it('one that does not read that either loses its connection, and nothing is kept for it', async () => {
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
