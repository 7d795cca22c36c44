// Topics: what is published is read once, in order and by all, and what was dropped is told.

import { afterAll, describe, expect, it } from 'vitest';
import { Feed } from '../../src/redis/base/feed.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { type ProblemCode, Refusal } from '../../src/redis/base/problem.ts';
import { messageKeys } from '../../src/redis/message/keys.ts';
import { Messages } from '../../src/redis/message/message.ts';
import { type Message, messageLimits } from '../../src/redis/message/shapes.ts';
import { openTestRedis, uniquePrefix } from '../support/redis.ts';

const redis = await openTestRedis();
const messages = new Messages(redis);
afterAll(() => redis.close());

let unique = 0;
const newTopic = (): string => `topic-${unique++}`;
const numbers = (count: number): number[] => Array.from({ length: count }, (_unused, index) => index);

async function take(stream: AsyncIterableIterator<Message>, count: number): Promise<Message[]> {
  const taken: Message[] = [];
  while (taken.length < count) taken.push((await stream.next()).value);
  return taken;
}

async function readAll(topic: string, after = '0-0_0'): Promise<Message[]> {
  const all: Message[] = [];
  for (let position = after; ; ) {
    const page = await messages.read(topic, position);
    if (page.position === position) return all;
    all.push(...page.entries);
    position = page.position;
  }
}

const payloads = (found: readonly Message[]): unknown[] => found.map(({ payload }) => payload);
const missedOf = (found: readonly Message[]): number => found.reduce((sum, { missed }) => sum + missed, 0);

async function refusal(work: Promise<unknown>): Promise<{ code: ProblemCode; field: string[]; message: string }> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Refusal);
  const [problem] = (error as Refusal).problems;
  return problem as unknown as { code: ProblemCode; field: string[]; message: string };
}

describe('publishing', () => {
  it('answers with the message as readers get it', async () => {
    const topic = newTopic();
    const before = Date.now();
    const published = await messages.publish(topic, { order: 7 });
    expect(published).toMatchObject({ topic, payload: { order: 7 }, missed: 0 });
    expect(Math.abs(published.at.getTime() - before)).toBeLessThan(5_000);
    expect(await readAll(topic)).toEqual([published]);
  });

  it('keeps the order of a thousand calls at once, over topics', async () => {
    const topics = [newTopic(), newTopic(), newTopic()];
    await Promise.all(numbers(1_000).map((index) => messages.publish(topics[index % 3] as string, index)));
    for (const [place, topic] of topics.entries()) {
      const found = await readAll(topic);
      expect(payloads(found)).toEqual(numbers(1_000).filter((index) => index % 3 === place));
      expect(new Set(found.map(({ cursor }) => cursor)).size).toBe(found.length);
      expect(missedOf(found)).toBe(0);
    }
  });

  it('takes any JSON but null and says what is wrong with the rest', async () => {
    const topic = newTopic();
    const values = ['text', 0, false, [], {}, { deep: [{ ä: '\u0000 "' }] }];
    for (const value of values) await messages.publish(topic, value);
    expect(payloads(await readAll(topic))).toEqual(values);
    for (const value of [null, undefined, () => {}, 1n])
      expect(await refusal(messages.publish(topic, value))).toMatchObject({ code: 'INVALID', field: ['payload'] });
    expect(await refusal(messages.publish(topic, 'x'.repeat(messageLimits.payloadBytes)))).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      field: ['payload'],
      message: expect.stringContaining('at most 262144 are allowed'),
    });
    for (const name of ['', 'a b', 'a{b}', 'x'.repeat(101)])
      expect(await refusal(messages.publish(name, 1))).toMatchObject({
        code: 'INVALID',
        field: ['topic'],
        message: 'topic must be 1 to 100 letters, digits, dots, dashes or underscores',
      });
  });

  it('allows so many topics, and a new one when another was unused for long', async () => {
    const own = new RedisHandle(redis.client, uniquePrefix());
    const entries = numbers(messageLimits.topics).flatMap((index) => [Date.now(), `old-${index}`]);
    await redis.client.zadd(messageKeys.topics(own.prefix), ...entries);
    const store = new Messages(own);
    expect(await refusal(store.publish('one-more', 1))).toMatchObject({ code: 'LIMIT_EXCEEDED', field: ['topic'] });
    await store.publish('old-5', 1);
    await redis.client.zadd(messageKeys.topics(own.prefix), Date.now() - messageLimits.unusedMs - 1_000, 'old-7');
    await store.publish('one-more', 1);
    expect(await store.topicNames()).toHaveLength(messageLimits.topics);
  });
});

describe('a topic', () => {
  it('drops its oldest messages when they are too many, and says exactly how many', async () => {
    const store = new Messages(redis, { messages: 50 });
    const topic = newTopic();
    for (const index of numbers(120)) await store.publish(topic, index);
    const found = await readAll(topic);
    expect(payloads(found)).toEqual(numbers(120).slice(-50));
    expect(found[0]?.missed).toBe(70);
    expect(missedOf(found)).toBe(70);
  });

  it('keeps at least so many however they came', async () => {
    const store = new Messages(redis, { messages: 50 });
    const topic = newTopic();
    for (const size of [7, 100, 1, 30, 60, 2])
      await Promise.all(numbers(size).map((index) => store.publish(topic, index)));
    const found = await readAll(topic);
    expect(found.length).toBeGreaterThanOrEqual(50);
    expect(found.length).toBeLessThan(50 + 100);
    expect(missedOf(found) + found.length).toBe(200);
  });

  it('drops them when they are too large together', async () => {
    const store = new Messages(redis, { bytes: 10_000 });
    const topic = newTopic();
    for (const index of numbers(30)) await store.publish(topic, { index, text: 'x'.repeat(1_000) });
    const found = await readAll(topic);
    const bytes = found.reduce((sum, { payload }) => sum + JSON.stringify(payload).length, 0);
    expect(bytes).toBeLessThanOrEqual(10_000);
    expect(found.length).toBe(9);
    expect(missedOf(found)).toBe(21);
  });

  it('drops them when they are too old, and is forgotten when nobody uses it', async () => {
    const store = new Messages(redis, { ageMs: 60 });
    const topic = newTopic();
    await store.publish(topic, 'old');
    await expect.poll(() => readAll(topic)).toEqual([]);
    const young = await store.publish(topic, 'young');
    expect(await readAll(topic)).toEqual([{ ...young, missed: 1 }]);
    const ttl = await redis.client.pttl(messageKeys.meta(redis.prefix, topic));
    expect(ttl).toBeGreaterThan(messageLimits.unusedMs - 60_000);
    expect(ttl).toBeLessThanOrEqual(messageLimits.unusedMs);
  });

  it('is read by pages of at most 100 messages, and fewer where they are long', async () => {
    const topic = newTopic();
    await Promise.all(numbers(250).map((index) => messages.publish(topic, index)));
    const page = await messages.read(topic, '0-0_0');
    expect(payloads(page.entries)).toEqual(numbers(100));
    expect(payloads(await readAll(topic, page.position))).toEqual(numbers(250).slice(100));
    const long = newTopic();
    await Promise.all(numbers(12).map((index) => messages.publish(long, `${index} ${'x'.repeat(200_000)}`)));
    expect((await messages.read(long, '0-0_0')).entries).toHaveLength(6);
    expect(await readAll(long)).toHaveLength(12);
  });
});

describe('a subscription', () => {
  it('gets what is published from now on, as others do, until it is left', async () => {
    const topic = newTopic();
    await messages.publish(topic, 'before');
    const streams = [messages.subscribe(topic), messages.subscribe(topic)];
    const first = Promise.all(streams.map((stream) => stream.next()));
    let listening = false;
    void first.then(() => {
      listening = true;
    });
    while (!listening) await messages.publish(topic, 'probe');
    await Promise.all(numbers(300).map((index) => messages.publish(topic, index)));
    for (const stream of streams) {
      const found: unknown[] = [];
      while (found.length < 300)
        found.push(...payloads(await take(stream, 1)).filter((payload) => payload !== 'probe'));
      expect(found).toEqual(numbers(300));
      const pending = stream.next();
      await stream.return?.();
      expect((await pending).done).toBe(true);
    }
  });

  it('takes short messages from their announcements, and reads what is long, in their order', async () => {
    const topic = newTopic();
    let reads = 0;
    const counting = {
      ...messages.feed(topic),
      after: null,
      read: (position: string, limit: number) => {
        reads += 1;
        return messages.read(topic, position, limit);
      },
    };
    const stream = new Feed<Message>(redis.listen.bind(redis), counting, () => {});
    await stream.place;
    const got: unknown[] = [];
    const publish = async (...given: unknown[]): Promise<number> => {
      const before = reads;
      await Promise.all(given.map((payload) => messages.publish(topic, payload)));
      got.push(...payloads(await take(stream, given.length)));
      return reads - before;
    };
    const long = 'x'.repeat(messageLimits.toldBytes);
    // What it reads at first may go on for a while.
    await expect.poll(() => publish('short')).toBe(0);
    await expect.poll(() => publish('two', 'lines\nof text')).toBe(0);
    expect(await publish(long)).toBeGreaterThan(0);
    await expect.poll(() => publish({ last: true })).toBe(0);
    expect(payloads(await readAll(topic))).toEqual(got);
    await stream.return();
  });

  it('ends when its signal aborts', async () => {
    const abort = new AbortController();
    const stream = messages.subscribe(newTopic(), { signal: abort.signal });
    const pending = stream.next();
    abort.abort();
    expect((await pending).done).toBe(true);
    const late = messages.subscribe(newTopic(), { signal: abort.signal });
    expect((await late.next()).done).toBe(true);
  });

  it('goes on behind the cursor of any message, also within a batch', async () => {
    const topic = newTopic();
    await Promise.all(numbers(20).map((index) => messages.publish(topic, index)));
    const all = await readAll(topic);
    for (const place of [0, 7, 18]) {
      const stream = messages.subscribe(topic, { after: all[place]?.cursor });
      expect(await take(stream, 19 - place)).toEqual(all.slice(place + 1));
      await stream.return?.();
    }
  });

  it('refuses a cursor that is none and names it', async () => {
    const topic = newTopic();
    for (const after of ['', 'x', '5', '1-1', '1_1', '1-1_1 ', '-1-0_1'])
      expect(await refusal(messages.subscribe(topic, { after }).next())).toMatchObject({
        code: 'INVALID',
        field: ['after'],
      });
    const future = `${Date.now() + 600_000}-0_5`;
    expect(await refusal(messages.subscribe(topic, { after: future }).next())).toMatchObject({
      field: ['after'],
      message: 'after lies in the future: give the cursor of an earlier delivery',
    });
    expect(await refusal(messages.subscribe('a b').next())).toMatchObject({ field: ['topic'] });
  });

  it('gets messages from a topic that began anew, and is told that some are lost', async () => {
    const topic = newTopic();
    for (const index of numbers(5)) await messages.publish(topic, index);
    const { cursor } = (await readAll(topic))[4] as Message;
    const stream = messages.subscribe(topic, { after: cursor });
    const pending = stream.next();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await redis.client.del(messageKeys.part(redis.prefix, topic, 'messages'), messageKeys.meta(redis.prefix, topic));
    const anew = await messages.publish(topic, 'anew');
    expect((await pending).value).toEqual({ ...anew, missed: 1 });
    expect(await readAll(topic, cursor)).toEqual([{ ...anew, missed: 1 }]);
    // However far the new one has come.
    for (const index of numbers(20)) await messages.publish(topic, index);
    expect(missedOf(await readAll(topic, cursor))).toBe(1);
    await stream.return?.();
  });

  it('gets what comes after Redis has forgotten the last moments before a crash', async () => {
    const topic = newTopic();
    const meta = messageKeys.meta(redis.prefix, topic);
    for (const index of numbers(3)) await messages.publish(topic, index);
    const remembered = await redis.client.hgetall(meta);
    const forgotten = await messages.publish(topic, 'forgotten');
    await redis.client.xdel(
      messageKeys.part(redis.prefix, topic, 'messages'),
      forgotten.cursor.split('_')[0] as string,
    );
    await redis.client.hset(meta, remembered);
    await messages.publish(topic, 'next');
    const found = await readAll(topic, forgotten.cursor);
    expect(payloads(found)).toEqual(['next']);
    expect(found[0]?.missed).toBeGreaterThan(0);
  });

  it('that is slow is told what it missed and holds nobody up', async () => {
    const store = new Messages(redis, { messages: 100 });
    const topic = newTopic();
    const first = await store.publish(topic, -1);
    const slow = store.subscribe(topic, { after: first.cursor });
    const fast = store.subscribe(topic, { after: first.cursor });
    const got: Message[] = [];
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(numbers(40).map((index) => store.publish(topic, round * 40 + index)));
      got.push(...(await take(fast, 40)));
      if (round === 0) expect(payloads(await take(slow, 1))).toEqual([0]);
    }
    expect(payloads(got)).toEqual(numbers(400));
    const rest: Message[] = [];
    while (rest[rest.length - 1]?.payload !== 399) rest.push(...(await take(slow, 1)));
    expect(missedOf(rest)).toBeGreaterThan(0);
    expect(missedOf(rest) + rest.length).toBe(399);
    await fast.return?.();
    await slow.return?.();
  });
});
