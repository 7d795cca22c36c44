// Odd values in messages: one that is bad is refused or set aside alone, and the consumer goes on.

import { describe, expect, it, onTestFinished } from 'vitest';
import { RetryLaterError } from '../../src/redis/base/attempt-error.ts';
import { MessageConsumer } from '../../src/redis/message/consumer.ts';
import { MessageGroups } from '../../src/redis/message/group.ts';
import { messageKeys } from '../../src/redis/message/keys.ts';
import { Messages } from '../../src/redis/message/message.ts';
import { openTestRedis } from '../support/redis.ts';
import { throwsAtReaders } from '../support/throws-at-readers.ts';

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

  it('goes on after a handler threw what throws at whoever reads it', async () => {
    const topic = 'throws-at-readers';
    const seen: unknown[] = [];
    const consumer = new MessageConsumer(redis, {
      topic,
      group: 'g',
      concurrency: 1,
      backoff: { delayMs: 1, maxDelayMs: 1 },
      async handle({ payload, attempt }) {
        if (attempt === 1) throw throwsAtReaders[payload as number];
        seen.push(payload);
      },
    });
    onTestFinished(() => consumer.close({ deadlineMs: 0 }));
    await consumer.ready;
    for (const place of throwsAtReaders.keys()) await messages.publish(topic, place);
    await expect.poll(() => seen.toSorted()).toEqual([...throwsAtReaders.keys()]);
  });

  it('does not lose, to a message that kills its process, those that it held at the same time', async () => {
    const [topic, group, poison] = ['poisoned', 'g', 3];
    const numbers = Array.from({ length: 10 }, (_unused, number) => number);
    await Promise.all(numbers.map((number) => messages.publish(topic, number)));
    const usual = {
      topic,
      group,
      from: 'OLDEST',
      want: 10,
      leaseMs: 30_000,
      maxAttempts: 5,
      ended: [],
      renewed: [],
    } as const;
    const pending = messageKeys.part(redis.prefix, topic, 'g:g:pending');
    const handled: unknown[] = [];
    // Each turn is a process that takes what is due, handles one after the other, and is killed by the poison.
    for (let turn = 0; turn < 50; turn += 1) {
      const { taken } = await groups.step(usual);
      const killedAt = taken.findIndex(({ payload }) => payload === poison);
      const done = killedAt < 0 ? taken : taken.slice(0, killedAt);
      handled.push(...done.map(({ payload }) => payload));
      const ended = done.map((delivery) => ({ delivery, outcome: { kind: 'ACKNOWLEDGED' } as const }));
      await groups.step({ ...usual, want: 0, ended });
      // Time passes until the next are due, and for as long as handling them takes.
      const [first] = (await redis.client.zrange(pending, '0', '0', 'WITHSCORES')).flat().slice(1);
      const due = await redis.client.zrangebyscore(pending, 0, Number(first ?? 0) + 100);
      for (const cursor of due) await redis.client.zadd(pending, 0, cursor);
    }
    expect(handled.toSorted()).toEqual(numbers.filter((number) => number !== poison));
    expect((await groups.dead({ topic, group })).map(({ payload }) => payload)).toEqual([poison]);
  });

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
