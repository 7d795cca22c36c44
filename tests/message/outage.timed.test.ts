// Redis goes away under services that publish, read and consume, and comes back with what it had written.

import { afterAll, expect, it } from 'vitest';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { isUnavailable } from '../../src/redis/base/redis-fault.ts';
import { MessageConsumer } from '../../src/redis/message/consumer.ts';
import { Messages } from '../../src/redis/message/message.ts';
import type { Message } from '../../src/redis/message/shapes.ts';
import { DurableRedis } from '../support/durable-redis.ts';
import { untilNextMillisecond } from '../support/redis.ts';

const server = await DurableRedis.open('always');
const redis = await RedisHandle.open(server.url);
const messages = new Messages(redis);
afterAll(async () => {
  redis.close();
  await server.close();
});

/** Publishes until it is accepted: a message may so be there twice. */
async function publishThrough(topic: string, payload: unknown): Promise<void> {
  for (;;) {
    try {
      await messages.publish(topic, payload);
      return;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

it('loses nothing that was accepted when Redis is killed, for readers and for groups', {
  timeout: 60_000,
}, async () => {
  const abort = new AbortController();
  const read: Message[] = [];
  const start = await messages.publish('parts', 'start');
  const stream = messages.subscribe('parts', { after: start.cursor, signal: abort.signal });
  const reading = (async () => {
    for await (const message of stream) read.push(message);
  })();
  const done = new Set<unknown>();
  const consumer = new MessageConsumer(redis, {
    topic: 'parts',
    group: 'assembly',
    // What was given out with an answer that never arrived is given out again after this time.
    leaseMs: 1_000,
    handle: async ({ payload }) => done.add(payload),
  });
  await consumer.ready;

  const accepted: number[] = [];
  for (let number = 0; number < 300; number += 1) {
    if (number === 100) await server.kill();
    if (number === 101) await server.start();
    const publishing = publishThrough('parts', number);
    if (number !== 100) await publishing;
    else void publishing;
    accepted.push(number);
  }
  await expect.poll(() => new Set(read.map(({ payload }) => payload)).size, { timeout: 30_000 }).toBe(300);
  await expect.poll(() => done.size, { timeout: 30_000 }).toBe(300);
  expect([...done].sort((a, b) => Number(a) - Number(b))).toEqual(accepted);
  const cursors = read.map(({ cursor }) => cursor);
  expect(new Set(cursors).size).toBe(cursors.length);
  expect(read.every(({ missed }) => missed === 0)).toBe(true);
  abort.abort();
  await reading;
  await consumer.close();
});

it('begins anew with both when Redis has been emptied, and says that some are lost', { timeout: 60_000 }, async () => {
  const { cursor } = await messages.publish('emptied', 'before');
  const stream = messages.subscribe('emptied', { after: cursor });
  const next = stream.next();
  const consumed: { payload: unknown; missed: number }[] = [];
  const consumer = new MessageConsumer(redis, {
    topic: 'emptied',
    group: 'all',
    handle: async ({ payload, missed }) => consumed.push({ payload, missed }),
  });
  await consumer.ready;
  await messages.publish('emptied', 'first');
  expect((await next).value).toMatchObject({ payload: 'first', missed: 0 });
  await expect.poll(() => consumed).toEqual([{ payload: 'first', missed: 0 }]);
  await untilNextMillisecond(redis);
  await redis.client.flushall();
  await messages.publish('emptied', 'second');
  expect((await stream.next()).value).toMatchObject({ payload: 'second', missed: 1 });
  await expect.poll(() => consumed.at(-1)).toEqual({ payload: 'second', missed: 1 });
  await stream.return?.();
  await consumer.close();
});
