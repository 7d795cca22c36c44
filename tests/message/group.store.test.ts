// Groups: each message is done by one of a service's processes, whatever becomes of the others.

import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { RetryLaterError, UnrecoverableError } from '../../src/redis/base/attempt-error.ts';
import { Refusal } from '../../src/redis/base/problem.ts';
import { type ConsumerSettings, MessageConsumer } from '../../src/redis/message/consumer.ts';
import { MessageGroups } from '../../src/redis/message/group.ts';
import type { Delivery, GroupStepRequest } from '../../src/redis/message/group-shapes.ts';
import { messageKeys } from '../../src/redis/message/keys.ts';
import { Messages } from '../../src/redis/message/message.ts';
import { messageLimits } from '../../src/redis/message/shapes.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const messages = new Messages(redis);
const groups = new MessageGroups(redis);
afterAll(() => redis.close());

let unique = 0;
const newTopic = (): string => `topic-${unique++}`;
const numbers = (count: number): number[] => Array.from({ length: count }, (_unused, index) => index);
const publishAll = (topic: string, count: number) =>
  Promise.all(numbers(count).map((index) => messages.publish(topic, index)));

function consume(settings: ConsumerSettings): MessageConsumer {
  const consumer = new MessageConsumer(redis, settings);
  onTestFinished(() => consumer.close({ deadlineMs: 0 }));
  return consumer;
}

function step(topic: string, request: Partial<GroupStepRequest> = {}) {
  const usual = {
    group: 'all',
    from: 'OLDEST',
    want: 10,
    leaseMs: 30_000,
    maxAttempts: 3,
    ended: [],
    renewed: [],
  } as const;
  return groups.step({ topic, ...usual, ...request });
}

const acknowledge = (taken: readonly Delivery[]) =>
  taken.map((delivery) => ({ delivery, outcome: { kind: 'ACKNOWLEDGED' } as const }));

describe('a group', () => {
  it('shares the work between its consumers, and each group gets all', async () => {
    const topic = newTopic();
    const done: Record<string, unknown[]> = { a: [], b: [], other: [] };
    const handler = (name: string) => async (message: Delivery) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      done[name]?.push(message.payload);
    };
    const consumers = [
      consume({ topic, group: 'mail', handle: handler('a') }),
      consume({ topic, group: 'mail', handle: handler('b') }),
      consume({ topic, group: 'search', handle: handler('other') }),
    ];
    await Promise.all(consumers.map(({ ready }) => ready));
    await publishAll(topic, 500);
    const { a = [], b = [], other = [] } = done;
    await expect.poll(() => other.length + a.length + b.length).toBe(1_000);
    expect([...a, ...b].sort((x, y) => Number(x) - Number(y))).toEqual(numbers(500));
    expect(a.length).toBeGreaterThan(0);
    expect(b.length).toBeGreaterThan(0);
    expect(new Set(other)).toEqual(new Set(numbers(500)));
  });

  it('begins behind the newest message or with the oldest, and goes on where it was', async () => {
    const topic = newTopic();
    await publishAll(topic, 3);
    expect((await step(topic, { group: 'new', from: 'NEWEST' })).taken).toEqual([]);
    const old = await step(topic, { group: 'old', from: 'OLDEST', want: 2 });
    expect(old.taken.map(({ payload, attempt, missed }) => [payload, attempt, missed])).toEqual([
      [0, 1, 0],
      [1, 1, 0],
    ]);
    await messages.publish(topic, 3);
    const rest = await step(topic, { group: 'old', from: 'NEWEST', ended: acknowledge(old.taken) });
    expect(rest.taken.map(({ payload }) => payload)).toEqual([2, 3]);
    expect((await step(topic, { group: 'new' })).taken.map(({ payload }) => payload)).toEqual([3]);
  });

  it('keeps the order where one process handles one at a time', async () => {
    const topic = newTopic();
    const order: unknown[] = [];
    await publishAll(topic, 200);
    consume({
      topic,
      group: 'all',
      from: 'OLDEST',
      concurrency: 1,
      handle: async ({ payload }) => order.push(payload),
    });
    await expect.poll(() => order.length).toBe(200);
    expect(order).toEqual(numbers(200));
  });

  it('gets what a process that died held, when its lease has run out, and from nobody else what was done', async () => {
    const topic = newTopic();
    await publishAll(topic, 6);
    const { taken } = await step(topic, { want: 4, leaseMs: 2_000 });
    await step(topic, { want: 0, ended: acknowledge(taken.slice(0, 1)) });
    const done: unknown[] = [];
    const attempts: number[] = [];
    consume({
      topic,
      group: 'all',
      handle: async ({ payload, attempt }) => {
        done.push(payload);
        attempts.push(attempt);
      },
    });
    await expect.poll(() => done.length).toBe(5);
    expect(done).toEqual([4, 5, 1, 2, 3]);
    expect(attempts).toEqual([1, 1, 2, 2, 2]);
    await expect.poll(async () => (await step(topic, { want: 0 })).nextDueMs).toBeNull();
  });

  it('leaves a message to a handler that takes longer than the lease', async () => {
    const topic = newTopic();
    await messages.publish(topic, 'long');
    const begun: number[] = [];
    let finish = (): void => {};
    const settings: ConsumerSettings = {
      topic,
      group: 'all',
      from: 'OLDEST',
      leaseMs: 3_000,
      handle: ({ attempt }) => {
        begun.push(attempt);
        return new Promise<void>((resolve) => (finish = resolve));
      },
    };
    consume(settings);
    await expect.poll(() => begun).toEqual([1]);
    const other = consume(settings);
    await other.ready;
    await new Promise((resolve) => setTimeout(resolve, 4_500));
    expect(begun).toEqual([1]);
    finish();
    await expect.poll(async () => (await step(topic, { want: 0 })).nextDueMs).toBeNull();
  });

  it('tells a handler that another process has its message by now, and does not count its failure', async () => {
    const topic = newTopic();
    await messages.publish(topic, 'stalled');
    const first = await step(topic);
    await redis.client.zadd(
      messageKeys.part(redis.prefix, topic, 'g:all:pending'),
      0,
      first.taken[0]?.cursor as string,
    );
    const second = await step(topic);
    expect(second.taken).toMatchObject([{ payload: 'stalled', attempt: 2 }]);
    expect((await step(topic, { want: 0, renewed: first.taken })).held).toEqual([false]);
    expect((await step(topic, { want: 0, renewed: second.taken })).held).toEqual([true]);
    const failed = { kind: 'FAILED', error: 'late', retry: false, delayMs: 0 } as const;
    await step(topic, { want: 0, ended: first.taken.map((delivery) => ({ delivery, outcome: failed })) });
    expect(await groups.dead({ topic, group: 'all' })).toEqual([]);
    expect((await step(topic, { want: 0, renewed: second.taken })).held).toEqual([true]);
  });
});

describe('a message that fails', () => {
  it('comes again, later each time, and is a dead letter when its attempts are used up', async () => {
    const topic = newTopic();
    const errors: unknown[] = [];
    const attempts: { payload: unknown; attempt: number; at: number }[] = [];
    const consumer = consume({
      topic,
      group: 'all',
      maxAttempts: 3,
      backoff: { delayMs: 40, maxDelayMs: 1_000 },
      handle: async ({ payload, attempt }) => {
        attempts.push({ payload, attempt, at: performance.now() });
        if (payload === 'poison') throw new Error('It cannot be digested');
      },
      onError: (error, message) => errors.push([(error as Error).message, message?.attempt]),
    });
    await consumer.ready;
    await messages.publish(topic, 'poison');
    await messages.publish(topic, 'fine');
    const address = { topic, group: 'all' };
    await expect.poll(() => groups.dead(address)).toHaveLength(1);
    expect(attempts.filter(({ payload }) => payload === 'poison').map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(attempts.filter(({ payload }) => payload === 'fine')).toHaveLength(1);
    expect(errors).toEqual([1, 2, 3].map((attempt) => ['It cannot be digested', attempt]));
    expect(await groups.dead(address)).toMatchObject([
      { topic, payload: 'poison', attempt: 3, error: 'It cannot be digested', diedAt: expect.any(Date) },
    ]);
  });

  it('says itself when it wants to come again, or that it need not', async () => {
    const topic = newTopic();
    const attempts: unknown[] = [];
    await publishAll(topic, 2);
    consume({
      topic,
      group: 'all',
      from: 'OLDEST',
      handle: async ({ payload, attempt }) => {
        attempts.push([payload, attempt]);
        if (payload === 0) throw new UnrecoverableError('It has no recipient');
        if (attempt === 1) throw new RetryLaterError('busy', 10);
      },
    });
    await expect.poll(() => attempts.length).toBe(3);
    expect(attempts.slice(2)).toEqual([[1, 2]]);
    expect(await groups.dead({ topic, group: 'all' })).toMatchObject([
      { payload: 0, attempt: 1, error: 'It has no recipient' },
    ]);
  });

  it('by killing its process is a dead letter too, and holds the others up no longer than that', async () => {
    const topic = newTopic();
    await messages.publish(topic, 'poison');
    const due = messageKeys.part(redis.prefix, topic, 'g:all:pending');
    for (const attempt of [1, 2, 3]) {
      const { taken } = await step(topic);
      expect(taken).toMatchObject([{ payload: 'poison', attempt }]);
      await redis.client.zadd(due, 0, taken[0]?.cursor as string);
    }
    expect((await step(topic)).taken).toEqual([]);
    expect(await groups.dead({ topic, group: 'all' })).toMatchObject([
      { payload: 'poison', attempt: 3, error: 'Its consumer ended or did not answer in time' },
    ]);
  });

  it('can be replayed, also when its topic has dropped it, and purged', async () => {
    const topic = newTopic();
    const address = { topic, group: 'all' };
    await publishAll(topic, 5);
    const failed = { kind: 'FAILED', error: 'no', retry: false, delayMs: 0 } as const;
    const { taken } = await step(topic);
    await step(topic, { want: 0, ended: taken.map((delivery) => ({ delivery, outcome: failed })) });
    await redis.client.del(messageKeys.part(redis.prefix, topic, 'messages'));
    const dead = await groups.dead(address);
    expect(dead.map(({ payload }) => payload)).toEqual(numbers(5));
    expect(await groups.dead(address, dead[2]?.id)).toEqual(dead.slice(3));
    expect(await groups.replayDead(address, 2)).toBe(2);
    const again = await step(topic);
    expect(again.taken).toMatchObject([
      { payload: 0, attempt: 1 },
      { payload: 1, attempt: 1 },
    ]);
    await step(topic, { want: 0, ended: acknowledge(again.taken) });
    expect(await redis.client.exists(messageKeys.part(redis.prefix, topic, 'g:all:back'))).toBe(0);
    expect(await groups.purgeDead(address)).toBe(3);
    expect(await groups.dead(address)).toEqual([]);
    expect(await groups.replayDead(address)).toBe(0);
    await expect(groups.purgeDead(address, 101)).rejects.toThrow('limit must be a whole number from 1 to 100');
  });
});

describe('a consumer that ends', () => {
  it('acknowledges what is under way and gives back the rest, uncharged', async () => {
    const topic = newTopic();
    await publishAll(topic, 2);
    let finish = (): void => {};
    const aborted: unknown[] = [];
    const consumer = consume({
      topic,
      group: 'all',
      from: 'OLDEST',
      handle: ({ payload }, { signal }) =>
        new Promise<void>((resolve, reject) => {
          if (payload === 0) finish = resolve;
          signal.addEventListener('abort', () => {
            aborted.push(payload);
            reject(signal.reason);
          });
        }),
    });
    await expect.poll(async () => (await step(topic, { want: 0 })).nextDueMs).not.toBeNull();
    const closing = consumer.close({ deadlineMs: 100 });
    finish();
    await closing;
    expect(aborted).toEqual([1]);
    expect((await step(topic)).taken).toMatchObject([{ payload: 1, attempt: 1 }]);
  });
});

describe('what is bounded', () => {
  it('dead letters of a group: the newest stay', async () => {
    const topic = newTopic();
    const address = { topic, group: 'all' };
    const failed = { kind: 'FAILED', error: 'no', retry: false, delayMs: 0 } as const;
    await redis.client.xadd(
      messageKeys.dead(redis.prefix, topic, 'all'),
      '1-1',
      'cursor',
      '1-1_1',
      'attempt',
      1,
      'error',
      'x',
      'payload',
      '1',
    );
    await redis.client.hset(messageKeys.part(redis.prefix, topic, 'g:all:at'), 'dead', messageLimits.dead.bytes);
    await messages.publish(topic, 'young');
    const { taken } = await step(topic);
    await step(topic, { want: 0, ended: taken.map((delivery) => ({ delivery, outcome: failed })) });
    expect(await groups.dead(address)).toMatchObject([{ payload: 'young' }]);
  });

  it('messages that are pending: a group takes no new ones, and goes on when some are done', async () => {
    const topic = newTopic();
    const key = messageKeys.part(redis.prefix, topic, 'g:all:pending');
    await publishAll(topic, 3);
    const cursors = numbers(messageLimits.pending - 1).flatMap((index) => [Date.now() + 60_000, `1-1_${index}`]);
    await redis.client.zadd(key, ...cursors);
    const { taken } = await step(topic);
    expect(taken).toMatchObject([{ payload: 0 }]);
    expect((await step(topic)).taken).toEqual([]);
    expect((await step(topic, { ended: acknowledge(taken) })).taken).toMatchObject([{ payload: 1 }]);
  });

  it('groups of a topic: one too many is refused, and those that are forgotten make room', async () => {
    const topic = newTopic();
    const names = numbers(messageLimits.groupsPerTopic).map((index) => `group-${index}`);
    for (const group of names) await step(topic, { group });
    const error = await step(topic, { group: 'more' }).catch((reason: unknown) => reason);
    expect((error as Refusal).problems).toMatchObject([{ code: 'LIMIT_EXCEEDED', field: ['group'] }]);
    await expect(consume({ topic, group: 'more', handle: async () => {} }).ready).rejects.toThrow(Refusal);
    await redis.client.del(messageKeys.part(redis.prefix, topic, 'g:group-3:at'));
    await step(topic, { group: 'more' });
  });

  it('every key of a group that nobody uses expires', async () => {
    const topic = newTopic();
    await publishAll(topic, 3);
    const failed = { kind: 'FAILED', error: 'no', retry: true, delayMs: 0 } as const;
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const { taken } = await step(topic, { want: 2 });
      await step(topic, { want: 0, ended: taken.map((delivery) => ({ delivery, outcome: failed })) });
    }
    await groups.replayDead({ topic, group: 'all' }, 1);
    await step(topic, { want: 1 });
    const base = messageKeys.topic(redis.prefix, topic);
    const kinds = [
      'messages',
      'meta',
      'groups',
      ...['at', 'pending', 'notes', 'back', 'dead'].map((kind) => `g:all:${kind}`),
    ];
    for (const kind of kinds) expect(await redis.client.pttl(`${base}${kind}`), kind).toBeGreaterThan(0);
  });

  it('settings, and says which one is wrong', () => {
    const wrong: [Partial<ConsumerSettings>, string][] = [
      [{ topic: 'a b' }, 'topic must be 1 to 100 letters, digits, dots, dashes or underscores'],
      [{ group: '' }, 'group must be 1 to 100 letters, digits, dots, dashes or underscores'],
      [{ concurrency: 0 }, 'concurrency must be a whole number from 1 to 1000'],
      [{ leaseMs: 10 }, 'leaseMs must be a whole number from 1000 to 86400000'],
      [{ maxAttempts: 0.5 }, 'maxAttempts must be a whole number from 1 to 100'],
      [{ backoff: { delayMs: -1, maxDelayMs: 1 } }, 'backoff.delayMs must be a whole number from 0 to 86400000'],
    ];
    for (const [settings, message] of wrong)
      expect(() => consume({ topic: 't', group: 'g', handle: async () => {}, ...settings })).toThrow(message);
  });
});
