// Odd values in messages: one that is bad is refused or set aside alone, and the consumer goes on.

import { describe, expect, it, onTestFinished } from 'vitest';
import { RetryLaterError } from '../../src/redis/base/attempt-error.ts';
import { MessageConsumer } from '../../src/redis/message/consumer.ts';
import { MessageGroups } from '../../src/redis/message/group.ts';
import { messageKeys } from '../../src/redis/message/keys.ts';
import { Messages } from '../../src/redis/message/message.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const messages = new Messages(redis);
const groups = new MessageGroups(redis);

describe('a consumer', () => {
  it.each([Number.NaN, undefined, Number.POSITIVE_INFINITY, -1])(
    'goes on after a handler asked for %s ms',
    async (delayMs) => {
      const topic = `later-${delayMs}`;
      const seen: unknown[] = [];
      const consumer = new MessageConsumer(redis, {
        topic,
        group: 'g',
        concurrency: 1,
        backoff: { delayMs: 1, maxDelayMs: 1 },
        async handle({ payload, attempt }) {
          seen.push(`${payload} ${attempt}`);
          if (payload === 'bad' && attempt === 1) throw new RetryLaterError('later', delayMs as number);
        },
      });
      onTestFinished(() => consumer.close({ deadlineMs: 0 }));
      await consumer.ready;
      await messages.publish(topic, 'bad');
      await messages.publish(topic, 'good');
      await expect.poll(() => seen.toSorted()).toEqual(['bad 1', 'bad 2', 'good 1']);
    },
  );

  it('goes on past a message that cannot be read, which is a dead letter', async () => {
    const topic = 'spoilt';
    const address = { topic, group: 'g' };
    const step = {
      ...address,
      from: 'OLDEST',
      want: 10,
      leaseMs: 30_000,
      maxAttempts: 5,
      ended: [],
      renewed: [],
    } as const;
    await messages.publish(topic, 'one');
    const stream = messageKeys.part(redis.prefix, topic, 'messages');
    await redis.client.xadd(stream, '*', 'n', '2', '', '{"not json');
    await redis.client.hset(messageKeys.meta(redis.prefix, topic), 'last', '2');
    await messages.publish(topic, 'three');
    expect((await groups.step(step)).taken.map(({ payload }) => payload)).toEqual(['one', 'three']);
    expect(await groups.dead(address)).toMatchObject([{ payload: null, error: 'Its payload cannot be read' }]);
    expect((await groups.step(step)).taken).toEqual([]);
  });
});

it('refuses half an emoji as an idempotency key, and publishes the others of its tick', async () => {
  const settled = await Promise.allSettled(
    ['fine', '🎉'.slice(0, 1), 'well'].map((idempotencyKey) => messages.publish('keys', 1, { idempotencyKey })),
  );
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
