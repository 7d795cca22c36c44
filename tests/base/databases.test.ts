// Mortars on two databases of one server share nothing: Redis keeps their keys apart, but not their channels.

import { afterAll, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { connectBeside } from '../../src/redis/base/connect.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { jobKeys } from '../../src/redis/job/keys.ts';
import { messageKeys } from '../../src/redis/message/keys.ts';
import { metricKeys } from '../../src/redis/metric/keys.ts';
import { createStores } from '../../src/redis/stores.ts';
import { defineHandler } from '../../src/worker/handler.ts';
import { Worker } from '../../src/worker/index.ts';
import { everySubject } from '../support/every-subject.ts';
import { patient, testRedisUrl, uniquePrefix } from '../support/redis.ts';
import { documentedKeys } from '../support/redis-keys.ts';

async function openStores(database: number, prefix = uniquePrefix()) {
  const redis = await RedisHandle.open(`${testRedisUrl()}/${database}`, { prefix });
  afterAll(() => redis.close());
  return createStores(redis, { rateLimits: patient, cache: patient });
}

/** What is published on any channel that begins with the prefix of the keys, until `stop`. */
async function listenToAll({ client, prefix }: RedisHandle) {
  const heard = new Set<string>();
  const subscriber = connectBeside(client, 'subscriber');
  onTestFinished(() => subscriber.disconnect());
  subscriber.on('pmessage', (_pattern: string, channel: string) => heard.add(channel));
  await subscriber.psubscribe(`${prefix}*`);
  return heard;
}

test('every channel of a database carries its number, and those of database 0 are as they always were', async () => {
  const channels = documentedKeys().filter(({ type }) => type === 'channel');
  for (const database of [3, 0]) {
    const stores = await openStores(database);
    const start = database === 0 ? `${stores.redis.prefix}:` : `${stores.redis.prefix}:@3:`;
    const heard = await listenToAll(stores.redis);
    for (const step of everySubject) await step(stores);
    await stores.redis.client.publish(`${start}last`, '');
    await expect.poll(() => heard.delete(`${start}last`)).toBe(true);
    const rest = [...heard].map((channel) => (channel.startsWith(start) ? channel.slice(start.length) : channel));
    expect(rest.filter((channel) => !channels.some(({ matches }) => matches.test(channel)))).toEqual([]);
    const silent = channels.filter(({ matches }) => !rest.some((channel) => matches.test(channel)));
    expect(silent.map(({ pattern }) => pattern)).toEqual([]);
  }
}, 120_000);

test('a job that is cancelled in one does not stop the job of the same number in the other', async () => {
  const prefix = uniquePrefix();
  const [one, other] = [await openStores(3, prefix), await openStores(4, prefix)];
  // Ids go with the clock: from a time ahead of it both databases count alike.
  const ahead = (Date.now() + 60_000) * 500;
  const running = await Promise.all(
    [one, other].map(async ({ redis, jobs }) => {
      await redis.client.hset(jobKeys.meta(redis.prefix, 'q'), 'seq', ahead);
      const signals: AbortSignal[] = [];
      const run = (_payload: unknown, { signal }: { signal: AbortSignal }): Promise<void> => {
        signals.push(signal);
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
      };
      const worker = new Worker(redis, {
        queue: 'q',
        handlers: [defineHandler({ name: 'long', payload: z.unknown(), run })],
      });
      onTestFinished(() => worker.close({ deadlineMs: 0 }));
      const ids = [(await jobs.enqueue({ queue: 'q', name: 'long' })).id];
      await expect.poll(() => signals.length).toBe(1);
      return { ids, signals };
    }),
  );
  expect(running[0]?.ids).toEqual(running[1]?.ids);
  await one.jobs.cancel(running[0]?.ids[0] as string);
  await expect.poll(() => running[0]?.signals[0]?.aborted).toBe(true);
  // What is told later has come, so that what was told before would have.
  const second = await other.jobs.enqueue({ queue: 'q', name: 'long' });
  await expect.poll(() => running[1]?.signals.length).toBe(2);
  await other.jobs.cancel(second.id);
  await expect.poll(() => running[1]?.signals[1]?.aborted).toBe(true);
  expect(running[1]?.signals[0]?.aborted).toBe(false);
});

test('messages, live numbers and ends of sessions of one wake nobody in the other', async () => {
  const prefix = uniquePrefix();
  const [one, other] = [await openStores(3, prefix), await openStores(4, prefix)];
  const heard: Record<string, number[]> = {};
  for (const { redis, sessions, jobs } of [one, other]) {
    const { channelPrefix } = redis;
    const channels = {
      messages: messageKeys.changed(channelPrefix, 'topic'),
      metrics: metricKeys.changed(channelPrefix, 'default'),
      sessions: sessions.endedChannel,
      jobs: jobs.changedChannel('q'),
    };
    for (const [name, channel] of Object.entries(channels)) {
      heard[name] ??= [0, 0];
      let confirmed = false;
      redis.listen(channel, () => {
        if (confirmed) (heard[name] as number[])[redis === one.redis ? 0 : 1] = 1;
        confirmed = true;
      });
      await expect.poll(() => confirmed).toBe(true);
    }
  }
  await one.messages.publish('topic', 'a');
  await one.jobs.enqueue({ queue: 'q', name: 'any' });
  await one.metrics.track('default', [
    { eventId: 'e-1-of-this-test', visitorId: 'v', sessionId: 's', type: 'PAGE_VIEW', path: '/' },
  ] as never);
  const client = { ipAddress: '203.0.113.7', userAgent: 'test' };
  const issued = await one.sessions.start({ userId: null, transport: 'BEARER', client });
  await one.sessions.end(issued?.session.id ?? '', 'REVOKED');
  await expect.poll(() => Object.values(heard).map(([first]) => first)).toEqual([1, 1, 1, 1]);
  expect(Object.values(heard).map(([, second]) => second)).toEqual([0, 0, 0, 0]);
});
