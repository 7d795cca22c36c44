// A subscriber that comes back after a cut goes on behind its last result, whatever it speaks, or is told how much is missing.

import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../src/embedded-redis/embedded-redis.ts';
import { Messages } from '../../src/redis/message/message.ts';
import { openTestApp } from '../support/app.ts';
import {
  EventSourceFollower,
  eventsOf,
  type FollowedTopic,
  type Follower,
  SingleConnectionFollower,
  SocketFollower,
} from '../support/followers.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { openTcpProxy } from '../support/tcp-proxy.ts';

const app = await openTestApp();
const target = Number(new URL(app.url).port);
const proxy = await openTcpProxy(target, afterAll);
const endpoint = `http://127.0.0.1:${proxy.port}/graphql`;
const token = await app.token('WORKER');
const kinds: readonly (new (followed: FollowedTopic) => Follower)[] = [
  EventSourceFollower,
  SingleConnectionFollower,
  SocketFollower,
];

const following: Follower[] = [];
afterEach(() => {
  for (const follower of following.splice(0)) follower.leave();
});

async function follow(topic: string): Promise<Follower[]> {
  for (const Kind of kinds) following.push(new Kind({ endpoint, token, topic }));
  await Promise.all(following.map(({ begun }) => begun));
  return following;
}

describe('a plain EventSource, a stream of several operations and graphql-ws', () => {
  it('lose nothing and get nothing twice over cuts, also of what was under way', async () => {
    const followers = await follow('cuts');
    const published: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      const numbers = Array.from({ length: 25 }, (_, index) => round * 25 + index);
      published.push(...numbers);
      const publishing = numbers.map((number) => app.stores.messages.publish('cuts', number));
      await Promise.race(publishing);
      proxy.cut();
      await Promise.all(publishing);
    }
    for (const { kind, numbers } of followers)
      await expect.poll(() => [kind, numbers.length], { timeout: 10_000 }).toEqual([kind, published.length]);
    for (const { kind, numbers, gap, comebacks } of followers) {
      expect([kind, gap, [...numbers].sort((a, b) => a - b)]).toEqual([kind, 0, published]);
      expect(comebacks).toBeGreaterThan(0);
    }
    const [, single] = followers as [Follower, SingleConnectionFollower];
    expect(single.reservations).toBe(1);
  });

  it('are told how many are missing if they were dropped meanwhile', async () => {
    const few = new Messages(app.stores.redis, { messages: 10, ageMs: 60_000, bytes: 1_000_000 });
    await few.publish('dropped', 0);
    const followers = await follow('dropped');
    proxy.pointTo(await freePort());
    proxy.cut();
    await Promise.all(Array.from({ length: 400 }, (_, index) => few.publish('dropped', index + 1)));
    const { cursor } = await few.publish('dropped', 401);
    proxy.pointTo(target);
    const kept = await few.read('dropped', cursor, 1);
    expect(kept.entries).toEqual([]);
    for (const { kind, numbers } of followers)
      await expect.poll(() => [kind, numbers.at(-1)], { timeout: 10_000 }).toEqual([kind, 401]);
    for (const { kind, numbers, gap } of followers) {
      // A stream that waits for its client has taken some meanwhile.
      if (kind !== 'single connection') expect(gap).toBeGreaterThan(0);
      expect([kind, gap + numbers.length]).toEqual([kind, 401]);
      expect(new Set(numbers).size).toBe(numbers.length);
    }
  });
});

describe('a state', () => {
  const set = (name: string) =>
    app.stores.catalogue.set({
      sku: 'mug',
      name,
      description: null,
      tags: [],
      price: { minor: 100n, currency: 'EUR' },
      active: true,
    });
  const query = 'subscription { stockChanged(skus: ["mug"]) { name } }';
  const watch = async (lastEventId?: string) => {
    const leave = new AbortController();
    const response = await fetch(`${app.endpoint}?query=${encodeURIComponent(query)}`, {
      headers: {
        accept: 'text/event-stream',
        'x-mortar': '1',
        authorization: `Bearer ${token}`,
        ...(lastEventId && { 'last-event-id': lastEventId }),
      },
      signal: leave.signal,
    });
    const events = eventsOf(response);
    return {
      async next() {
        for (;;) {
          const { value } = await events.next();
          if (value?.data) return { id: value.id, name: JSON.parse(value.data).data.stockChanged.name };
        }
      },
      leave: () => leave.abort(),
    };
  };

  it('is not sent again to who has it, and is to who has an older one', async () => {
    await set('Mug');
    const first = await watch();
    const seen = await first.next();
    first.leave();
    const again = await watch(seen.id);
    const older = await watch('sOfAnOlderOne');
    expect(await older.next()).toEqual(seen);
    await set('Slate');
    const [after, changed] = [await again.next(), await older.next()];
    expect(after).toEqual({ id: expect.stringMatching(/^s/), name: 'Slate' });
    expect(after.id).not.toBe(seen.id);
    expect(changed).toEqual(after);
    again.leave();
    older.leave();
  });
});

describe('the ids of results', () => {
  it('are among their extensions for who asks, the place where it begins first', async () => {
    const socket = new RawSocket(app.endpoint, { token });
    await socket.until('connection_ack');
    const query = 'subscription { messages(topic: "asked") { payload } }';
    const subscribe = (id: string, lastEventId: unknown): void =>
      socket.send(JSON.stringify({ type: 'subscribe', id, payload: { query, extensions: { lastEventId } } }));
    subscribe('a', '');
    await expect.poll(() => socket.results('a')).toHaveLength(1);
    const { cursor } = await app.stores.messages.publish('asked', 1);
    await expect
      .poll(() => socket.results('a'))
      .toEqual([
        { data: null, extensions: { eventId: expect.any(String) } },
        { data: { messages: { payload: 1 } }, extensions: { eventId: cursor } },
      ]);
    subscribe('wrong', 5);
    subscribe('long', 'x'.repeat(513));
    for (const id of ['wrong', 'long'])
      expect((await socket.until('error', id)).payload).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    socket.close();
  });
});

describe('a stream of several operations', () => {
  const headers = { authorization: `Bearer ${token}` };
  const reserve = async () => (await fetch(app.endpoint, { method: 'PUT', headers })).text();
  const open = (stream: string, lastEventId?: string, signal?: AbortSignal) =>
    fetch(`${app.endpoint}?token=${stream}`, {
      headers: { ...headers, accept: 'text/event-stream', ...(lastEventId && { 'last-event-id': lastEventId }) },
      ...(signal && { signal }),
    });

  it('goes on over another connection, also while the server takes the old one for open', async () => {
    const stream = await reserve();
    const first = eventsOf(await open(stream));
    const post = (operationId: string) =>
      fetch(`${app.endpoint}?token=${stream}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ viewer { user { roles } } }', extensions: { operationId } }),
      });
    expect((await first.next()).value).toEqual({ id: undefined, data: undefined });
    expect((await first.next()).value).toEqual({ id: '0', data: undefined });
    await post('one');
    const { value: one } = await first.next();
    expect(one).toMatchObject({ id: '1', data: expect.stringContaining('"one"') });
    const leave = new AbortController();
    const second = eventsOf(await open(stream, '1', leave.signal));
    await post('two');
    const ids: unknown[] = [];
    for await (const { id, data } of second) if (data) if (ids.push(id) === 3) break;
    // What ended `one`, and the two events of the other.
    expect(ids).toEqual(['2', '3', '4']);
    leave.abort();
  });

  it('does not go on behind an event that it never had', async () => {
    const stream = await reserve();
    for (const id of ['7', 'x', '-1', '1.5']) expect((await open(stream, id)).status).toBe(404);
    const leave = new AbortController();
    expect((await open(stream, undefined, leave.signal)).status).toBe(200);
    leave.abort();
    expect((await open('unknown', '0')).status).toBe(404);
  });
});
