// What is published again under its idempotency key is there once, whatever was asked in between: against a model, and past the
// edges of what a topic knows.

import fc from 'fast-check';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { Refusal } from '../../src/redis/base/problem.ts';
import { messageKeys } from '../../src/redis/message/keys.ts';
import { Messages } from '../../src/redis/message/message.ts';
import { type Message, messageLimits } from '../../src/redis/message/shapes.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const messages = new Messages(redis);
afterAll(() => redis.close());
// Many round trips, which take their time where everything else is being tested at the same time.
vi.setConfig({ testTimeout: 60_000 });

let unique = 0;
const newTopic = (): string => `once-${unique++}`;

async function readAll(topic: string): Promise<Message[]> {
  const all: Message[] = [];
  for (let position = '0-0_0'; ; ) {
    const page = await messages.read(topic, position);
    if (page.position === position) return all;
    all.push(...page.entries);
    position = page.position;
  }
}

/** A day passes: the newer keys become the older ones with the next that is published. */
async function passDay(topic: string): Promise<void> {
  await redis.client.hset(messageKeys.meta(redis.prefix, topic), 'keys', Date.now() - messageLimits.keyMs - 1);
}

const conflict = (reason: unknown): 'CONFLICT' => {
  expect(reason).toBeInstanceOf(Refusal);
  expect((reason as Refusal).problems).toMatchObject([{ code: 'CONFLICT', field: ['idempotencyKey'] }]);
  return 'CONFLICT';
};

const publishing = fc.record({
  topic: fc.integer({ min: 0, max: 1 }),
  key: fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { freq: 3 }),
  payload: fc.integer({ min: 0, max: 2 }),
});
/** What is published at the same time; then a day may pass. */
const round = fc.record({
  calls: fc.array(publishing, { minLength: 1, maxLength: 8 }),
  dayPasses: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

describe('publishing under an idempotency key', () => {
  it('adds each key of a topic once, in order, and answers with the first', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 8 }), async (rounds) => {
        const topics = [newTopic(), newTopic()] as const;
        const expected: number[][] = [[], []];
        const first = new Map<string, { payload: number; cursor?: string; days: number }>();
        for (const { calls, dayPasses } of rounds) {
          const answers = await Promise.all(
            calls.map(({ topic, key, payload }) =>
              messages
                .publish(topics[topic] as string, payload, { idempotencyKey: key })
                .then(({ cursor }) => cursor, conflict),
            ),
          );
          for (const [place, { topic, key, payload }] of calls.entries()) {
            const known = key === null ? undefined : first.get(`${topic} ${key}`);
            if (known && known.payload !== payload) expect(answers[place]).toBe('CONFLICT');
            else if (known) expect(answers[place]).toBe(known.cursor);
            else {
              expect(answers[place]).toMatch(/^\d+-\d+_\d+$/);
              (expected[topic] as number[]).push(payload);
              if (key !== null) first.set(`${topic} ${key}`, { payload, cursor: answers[place] as string, days: 0 });
            }
          }
          if (!dayPasses) continue;
          for (const topic of topics) await passDay(topic);
          // Each topic hears of the new day by a key of its own; what was known for two is not known any more.
          for (const [place, topic] of topics.entries()) {
            await messages.publish(topic, 9, { idempotencyKey: `day-${unique++}` });
            (expected[place] as number[]).push(9);
          }
          for (const [key, known] of first) if (++known.days === 2) first.delete(key);
        }
        for (const [place, topic] of topics.entries()) {
          const found = await readAll(topic);
          expect(found.map(({ payload }) => payload)).toEqual(expected[place]);
          expect(found.every(({ missed }) => missed === 0)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('finds its message also when the answer was lost and another process asks', async () => {
    const topic = newTopic();
    const [one] = await Promise.all([
      messages.publish(topic, { number: 1 }, { idempotencyKey: 'order 1' }),
      messages.publish(topic, { number: 2 }),
    ]);
    const other = new Messages(redis);
    expect(await other.publish(topic, { number: 1 }, { idempotencyKey: 'order 1' })).toEqual(one);
    expect(await readAll(topic)).toHaveLength(2);
    await expect(other.publish(topic, 1, { idempotencyKey: '' })).rejects.toThrow(/idempotencyKey must be 1 to 200/);
    await expect(other.publish(topic, 1, { idempotencyKey: 'x'.repeat(201) })).rejects.toThrow(/1 to 200 characters/);
  });

  it('knows so many keys of a topic and for so long, and no more', async () => {
    const topic = newTopic();
    const keys = messageKeys.part(redis.prefix, topic, 'keys');
    const first = await messages.publish(topic, 1, { idempotencyKey: 'first' });
    const lifetimes = [await redis.client.pttl(keys), await redis.client.pttl(messageKeys.meta(redis.prefix, topic))];
    expect(lifetimes[0]).toBeLessThanOrEqual(messageLimits.keyMs);
    expect(lifetimes[0]).toBeGreaterThan(messageLimits.keyMs - 60_000);
    const fill = async (): Promise<void> => {
      const flat = Array.from({ length: messageLimits.keys }, (_each, index) => [`other-${index}`, '1-1_1 x']).flat();
      for (let start = 0; start < flat.length; start += 20_000)
        await redis.client.hset(keys, ...flat.slice(start, start + 20_000));
    };
    await fill();
    await messages.publish(topic, 2, { idempotencyKey: 'second' });
    expect(await redis.client.hlen(keys)).toBe(1);
    expect(await messages.publish(topic, 1, { idempotencyKey: 'first' })).toEqual(first);
    await fill();
    await messages.publish(topic, 3, { idempotencyKey: 'third' });
    expect(await redis.client.hlen(keys)).toBe(1);
    expect(await redis.client.hlen(`${keys}:before`)).toBe(messageLimits.keys + 1);
    expect(await messages.publish(topic, 1, { idempotencyKey: 'first' })).not.toEqual(first);
  });
});
