// Live delivery: a snapshot is read once however many watch, a slow reader holds nothing up, a feed misses nothing.

import { afterAll, describe, expect, it } from 'vitest';
import { Live } from '../../src/live/live.ts';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { connect, untilReady } from '../../src/redis/base/connect.ts';
import { openTestRedis, testRedisUrl } from '../support/redis.ts';

const redis = await openTestRedis();
const subscriber = connect(parseRedisUrl(testRedisUrl()), 'subscriber');
await untilReady(subscriber, 5_000);
const live = new Live({ publisher: redis.client, subscriber });
afterAll(() => {
  live.close();
  subscriber.disconnect();
});

let unique = 0;
const newChannel = (): string => `${redis.prefix}:live:${unique++}`;
const value = async <T>(next: Promise<IteratorResult<T>>): Promise<T> => (await next).value as T;
const subscriptions = async (channel: string): Promise<number> =>
  Number((await redis.client.pubsub('NUMSUB', channel))[1]);

describe('snapshots', () => {
  it('gives the state at once and again after a change', async () => {
    const channel = newChannel();
    let state = 1;
    const stream = live.snapshots({ channels: [channel], load: async () => state });
    expect(await value(stream.next())).toBe(1);
    state = 2;
    const next = stream.next();
    await redis.client.publish(channel, 'changed');
    expect(await value(next)).toBe(2);
    await stream.return?.();
  });

  it('reads once for a thousand subscribers that share', async () => {
    const channel = newChannel();
    let reads = 0;
    const open = () => live.snapshots({ channels: [channel], shareKey: channel, load: async () => ++reads });
    const streams = Array.from({ length: 1_000 }, open);
    expect(new Set(await Promise.all(streams.map((stream) => value(stream.next()))))).toEqual(new Set([1]));
    const next = streams.map((stream) => stream.next());
    await redis.client.publish(channel, 'changed');
    expect(new Set(await Promise.all(next.map(value)))).toEqual(new Set([2]));
    expect(reads).toBe(2);
    expect(await subscriptions(channel)).toBe(1);
    for (const stream of streams) await stream.return?.();
    await expect.poll(() => subscriptions(channel)).toBe(0);
  });

  it('lets a slow reader skip to the newest state and holds nothing for it', async () => {
    const channel = newChannel();
    let state = 0;
    const stream = live.snapshots({ channels: [channel], load: async () => state, everyMs: 100 });
    await stream.next();
    let reads = 0;
    const fast = live.snapshots({ channels: [channel], load: async () => ++reads });
    await fast.next();
    for (state = 1; state < 500; state += 1) await redis.client.publish(channel, 'changed');
    // However long the reads took meanwhile, it has not to go through what it missed.
    const seen = [await value(stream.next())];
    while (seen.at(-1) !== 500) seen.push(await value(stream.next()));
    expect(seen.length).toBeLessThan(5);
    expect(reads).toBeLessThan(50);
    await stream.return?.();
    await fast.return?.();
  });

  it('ends when the state is gone, when it is left, and when all is closed', async () => {
    const gone = live.snapshots({ channels: [newChannel()], load: async () => null });
    expect((await gone.next()).done).toBe(true);
    const left = live.snapshots({ channels: [newChannel()], load: async () => 1 });
    await left.next();
    const pending = left.next();
    await left.return?.();
    expect((await pending).done).toBe(true);
  });

  it('passes on a first read that fails', async () => {
    const stream = live.snapshots({ channels: [newChannel()], load: () => Promise.reject(new Error('no right')) });
    await expect(stream.next()).rejects.toThrow('no right');
    expect((await stream.next()).done).toBe(true);
  });
});

describe('feeds', () => {
  const feedOf = (entries: number[], channel: string, after?: string, onHead = () => {}) =>
    live.feed({
      channels: [channel],
      after,
      head: async () => {
        onHead();
        return String(entries.length);
      },
      read: async (from, limit) => {
        const page = entries.slice(Number(from), Number(from) + limit);
        return { entries: page, position: String(Number(from) + page.length) };
      },
    });

  it('begins now without a cursor and with what was missed with one', async () => {
    const channel = newChannel();
    const entries = [0, 1, 2];
    let begun = false;
    const now = feedOf(entries, channel, undefined, () => {
      begun = true;
    });
    const pending = now.next();
    await expect.poll(() => begun).toBe(true);
    entries.push(3);
    await redis.client.publish(channel, 'new');
    expect(await value(pending)).toBe(3);
    const again = feedOf(entries, channel, '1');
    expect([await value(again.next()), await value(again.next()), await value(again.next())]).toEqual([1, 2, 3]);
    await now.return?.();
    await again.return?.();
  });

  it('delivers a thousand entries to a slow reader, a page at a time, none twice', async () => {
    const entries = Array.from({ length: 1_000 }, (_, index) => index);
    const feed = feedOf(entries, newChannel(), '0');
    const got: number[] = [];
    for await (const entry of feed) {
      got.push(entry);
      if (got.length === entries.length) break;
    }
    expect(got).toEqual(entries);
  });

  it('tells of a cursor that is none', async () => {
    const feed = live.feed({
      channels: [newChannel()],
      after: 'x',
      head: async () => '0',
      read: () => Promise.reject(new Error('bad cursor')),
    });
    await expect(feed.next()).rejects.toThrow('bad cursor');
    expect((await feed.next()).done).toBe(true);
  });
});
