// A reader that does not keep up holds nobody up and nothing grows for it; and nothing is left of readers who have gone.

import { expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { turnPoliciesOff } from '../support/policy.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { scrape } from '../support/scrape.ts';

const app = await openTestApp({ liveBounds: { perSession: 5_000 } });
const { stores } = app;
await turnPoliciesOff(stores.rateLimits);
const admin = await app.token('ADMIN');
const subscriptions = () => scrape(app.url, 'mortar_live_subscriptions');

async function openSocket(): Promise<RawSocket> {
  const socket = new RawSocket(app.endpoint, { token: admin });
  await socket.until('connection_ack');
  return socket;
}

const setMug = (more: { name: string; description: string | null }) =>
  stores.catalogue.set({ sku: 'mug', tags: [], price: { minor: 1400n, currency: 'EUR' }, active: true, ...more });

const changes = 60;

it('skips a socket that does not read to the newest state, while others get each', async () => {
  const set = (name: string) => setMug({ name, description: 'Slate, by hand. '.repeat(300) });
  await set('Mug 0');
  // Large enough that the buffers on the way are full after some.
  const copies = Array.from({ length: 25 }, (_, index) => `d${index}: description`).join(' ');
  const query = `subscription { stockChanged(skus: ["mug"]) { name ${copies} } }`;
  const [slow, quick] = [await openSocket(), await openSocket()];
  for (const socket of [slow, quick]) {
    socket.subscribe('a', query);
    await socket.until('next', 'a');
  }
  slow.pause();
  const names = (socket: RawSocket): string[] =>
    socket
      .results('a')
      .map((result) => (result as { data: { stockChanged: { name: string } } }).data.stockChanged.name);
  for (let change = 1; change <= changes; change += 1) {
    await set(`Mug ${change}`);
    await expect.poll(() => names(quick).at(-1), { interval: 5 }).toBe(`Mug ${change}`);
  }
  expect(names(quick)).toHaveLength(changes + 1);
  slow.resume();
  await expect.poll(() => names(slow).at(-1)).toBe(`Mug ${changes}`);
  const skipped = await scrape(app.url, 'mortar_live_skipped_snapshots_total');
  expect(skipped).toBeGreaterThan(0);
  expect(names(slow)).toHaveLength(changes + 1 - skipped);
  slow.close();
  quick.close();
  await expect.poll(subscriptions).toBe(0);
});

it('loses no message of a socket that does not read, while others get each at once', async () => {
  const [slow, quick] = [await openSocket(), await openSocket()];
  const query = 'subscription { messages(topic: "parts") { payload missed } }';
  for (const socket of [slow, quick]) socket.subscribe('a', query);
  await expect.poll(subscriptions).toBe(2);
  await expect
    .poll(async () => {
      await stores.messages.publish('parts', { number: -1 });
      return slow.results('a').length > 0 && quick.results('a').length > 0;
    })
    .toBe(true);
  slow.pause();
  const padding = 'x'.repeat(50_000);
  const numbers = (socket: RawSocket): number[] =>
    socket
      .results('a')
      .map((result) => (result as { data: { messages: { payload: { number: number } } } }).data.messages.payload.number)
      .filter((number) => number >= 0);
  const published = 250;
  const all = Array.from({ length: published }, (_, number) => number);
  for (const number of all) {
    await stores.messages.publish('parts', { number, padding });
    await expect.poll(() => numbers(quick).length, { interval: 2 }).toBe(number + 1);
  }
  slow.resume();
  await expect.poll(() => numbers(slow).length).toBe(published);
  expect(numbers(slow)).toEqual(all);
  const missed = slow
    .results('a')
    .map((one) => (one as { data: { messages: { missed: number } } }).data.messages.missed);
  expect(new Set(missed)).toEqual(new Set([0]));
  slow.close();
  quick.close();
  await expect.poll(subscriptions).toBe(0);
});

it('leaves nothing of a thousand subscriptions, completed or cut off', async () => {
  await stores.jobs.enqueue({ queue: 'leak', name: 'any', payload: {} });
  await setMug({ name: 'Mug', description: null });
  const channels = async (): Promise<string[]> =>
    (await stores.redis.client.pubsub('CHANNELS', `*${stores.redis.prefix}*`)) as string[];
  const before = (await channels()).sort();
  const queries = [
    'subscription { liveMetrics(site: "leak") { sequence } }',
    'subscription { queueStats(name: "leak") { name } }',
    'subscription { messages(topic: "leak") { cursor } }',
    'subscription { analyticsEvents(site: "leak") { cursor } }',
    'subscription { stockChanged(skus: ["mug", "pen"]) { name } }',
    'subscription { jobEvents(queue: "leak") { cursor } }',
  ];
  const sockets = await Promise.all(Array.from({ length: 20 }, openSocket));
  for (const [index, socket] of sockets.entries()) {
    for (let id = 0; id < 50; id += 1) socket.subscribe(String(id), queries[id % queries.length] as string);
    await expect
      .poll(() => {
        socket.retryRefused();
        return subscriptions();
      })
      .toBe((index + 1) * 50);
  }
  expect(await scrape(app.url, 'mortar_live_operations')).toBe(queries.length);
  for (const socket of sockets.slice(0, 10)) for (let id = 0; id < 50; id += 1) socket.complete(String(id));
  await expect.poll(subscriptions).toBe(500);
  for (const socket of sockets) socket.close();
  await expect.poll(subscriptions).toBe(0);
  expect(await scrape(app.url, 'mortar_live_operations')).toBe(0);
  expect(await scrape(app.url, 'mortar_live_streams')).toBe(0);
  await expect.poll(async () => (await channels()).sort()).toEqual(before);
});
