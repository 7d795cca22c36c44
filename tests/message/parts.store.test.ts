// Topics of several parts: all parts together are one topic to those who use it, each keeps the promises of a topic for its own messages,
// and a topic without parts is as it always was.

import calculateSlot from 'cluster-key-slot';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Live } from '../../src/live/live.ts';
import { connectBeside } from '../../src/redis/base/connect.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { PartNames } from '../../src/redis/base/parts.ts';
import { MessageConsumer } from '../../src/redis/message/consumer.ts';
import { MessageGroups } from '../../src/redis/message/group.ts';
import type { Delivery, GroupStepRequest } from '../../src/redis/message/group-shapes.ts';
import { messageKeys, topicTag } from '../../src/redis/message/keys.ts';
import { Messages } from '../../src/redis/message/message.ts';
import { MessageReports } from '../../src/redis/message/report.ts';
import { type Message, messageLimits } from '../../src/redis/message/shapes.ts';
import { openTestRedis, untilNextMillisecond } from '../support/redis.ts';

const redis = await openTestRedis();
const messages = new Messages(redis);
const groups = new MessageGroups(redis);
const reports = new MessageReports(redis);

const numbers = (count: number): number[] => Array.from({ length: count }, (_each, index) => index);
const namesOf = (topic: string, count: number): readonly string[] => new PartNames(topicTag).of(topic, count);
const byNumber = (found: readonly { readonly payload: unknown }[]): unknown[] =>
  found.map(({ payload }) => payload).sort((one, other) => Number(one) - Number(other));
const missedOf = (found: readonly Message[]): number => found.reduce((sum, { missed }) => sum + missed, 0);
const publishAll = (topic: string, count: number, from = 0) =>
  Promise.all(numbers(count).map((index) => messages.publish(topic, from + index)));

async function readAll(topic: string, after: string, by = messages): Promise<Message[]> {
  const all: Message[] = [];
  for (let position = after; ; ) {
    const page = await by.read(topic, position);
    if (page.position === position) return all;
    all.push(...page.entries);
    position = page.position;
  }
}

/** What Redis has of a topic's parts is gone. */
async function lose(parts: readonly string[]): Promise<void> {
  for (const part of parts)
    await redis.client.del(messageKeys.meta(redis.prefix, part), messageKeys.part(redis.prefix, part, 'messages'));
}

function step(topic: string, request: Partial<GroupStepRequest> = {}) {
  const usual = { group: 'all', from: 'OLDEST', want: 50, leaseMs: 30_000, maxAttempts: 2 } as const;
  return groups.step({ topic, ...usual, ended: [], renewed: [], ...request });
}

describe('a topic of several parts', () => {
  it.each([2, 3, 6, 12])('lies evenly on the slots with %i parts', (count) => {
    const slots = namesOf('mail', count).map((part) => calculateSlot(`{${topicTag(part)}}`));
    expect(new Set(slots.map((slot) => Math.floor((slot * count) / 16_384))).size).toBe(count);
  });

  it('is made once, and not with another number of parts or in the place of a topic', async () => {
    await messages.create('made', 3);
    await messages.create('made', 3);
    expect(await reports.one('made')).toMatchObject({ name: 'made', parts: 3, messages: 0, groups: [] });
    const illegal = { problems: [{ code: 'ILLEGAL_STATE', field: ['name'] }] };
    await expect(messages.create('made', 6)).rejects.toMatchObject(illegal);
    await messages.publish('plain', 1);
    await expect(messages.create('plain', 2)).rejects.toMatchObject(illegal);
    expect((await reports.one('plain'))?.parts).toBe(1);
    const invalid = { problems: [{ code: 'INVALID', field: ['parts'] }] };
    await expect(messages.create('much', messageLimits.parts + 1)).rejects.toMatchObject(invalid);
  });

  it('deals out messages among its parts, and counts and gives all of them', async () => {
    await messages.create('dealt', 3);
    await publishAll('dealt', 30);
    for (const part of namesOf('dealt', 3))
      expect(await redis.client.hget(messageKeys.meta(redis.prefix, part), 'last')).toBe('10');
    const all = await readAll('dealt', '0-0_0');
    expect(byNumber(all)).toEqual(numbers(30));
    expect(missedOf(all)).toBe(0);
    const report = await reports.one('dealt');
    expect(report).toMatchObject({ parts: 3, messages: 30, bytes: 50 });
    const { entries } = await reports.page({ after: null, size: 100, backwards: false });
    expect(entries.find(({ name }) => name === 'dealt')?.report).toEqual(report);
    expect((await messages.topicNames()).filter((name) => name.includes('~'))).toEqual([]);
  });

  it('has the messages of a key in one part, in their order, also for a process that did not know of parts', async () => {
    await messages.create('keyed', 6);
    const other = new Messages(redis);
    const publish = (index: number) => other.publish('keyed', index, { partKey: `k${index % 10}` });
    await Promise.all(numbers(100).map(publish));
    const all = (await readAll('keyed', '0-0_0', new Messages(redis))).map(({ payload }) => payload as number);
    expect(all).toHaveLength(100);
    for (const digit of numbers(10)) {
      const own = all.filter((number) => number % 10 === digit);
      expect(own).toEqual([...own].sort((one, another) => one - another));
    }
    for (const partKey of ['', 'x'.repeat(messageLimits.keyLength + 1)])
      await expect(messages.publish('keyed', 1, { partKey })).rejects.toMatchObject({
        problems: [{ code: 'INVALID', field: ['partKey'] }],
      });
  });

  it('knows an idempotency key whichever process asks, and answers with the first message', async () => {
    await messages.create('once', 6);
    for (const index of numbers(8)) {
      const settings = { idempotencyKey: `key-${index}` };
      const first = await messages.publish('once', index, settings);
      expect(await new Messages(redis).publish('once', index, settings)).toEqual(first);
      await expect(messages.publish('once', 'other', settings)).rejects.toMatchObject({
        problems: [{ code: 'CONFLICT', field: ['idempotencyKey'] }],
      });
    }
    expect(byNumber(await readAll('once', '0-0_0'))).toEqual(numbers(8));
  });
});

describe('a reader of several parts', () => {
  it('goes on behind any message that it got, without a gap and without one twice', async () => {
    await messages.create('resumed', 3);
    let after = await messages.start('resumed');
    await publishAll('resumed', 40);
    const seen: unknown[] = [];
    for (;;) {
      // As one who has got a part of the page only.
      const some = (await messages.read('resumed', after, 9)).entries.slice(0, 2);
      if (some.length === 0) break;
      expect(missedOf(some)).toBe(0);
      seen.push(...some.map(({ payload }) => payload));
      after = some.at(-1)?.cursor as string;
    }
    expect([...seen].sort((one, other) => Number(one) - Number(other))).toEqual(numbers(40));
  });

  it('is told exactly how many were dropped of all parts', async () => {
    const small = new Messages(redis, { messages: 4 });
    await small.create('dropped', 3);
    const after = await small.start('dropped');
    for (const index of numbers(60)) await small.publish('dropped', index);
    const found = await readAll('dropped', after, small);
    expect(found.length).toBeLessThan(60);
    expect(found.length + missedOf(found)).toBe(60);
  });

  it('misses nothing that came after a message which it published', async () => {
    await messages.create('own', 6);
    await publishAll('own', 20);
    const { cursor } = await messages.publish('own', 20, { partKey: 'mine' });
    await publishAll('own', 20, 21);
    await messages.publish('own', 41, { partKey: 'mine' });
    const found = byNumber(await readAll('own', cursor));
    expect(found).toEqual(expect.arrayContaining(numbers(21).map((index) => index + 21)));
    expect(found).not.toContain(20);
  });

  it.each(['a process', 'subscribers'])(
    'hears of each part by the channel of the part, and began before there were parts: %s',
    async (who) => {
      const topic = who.replace(' ', '-');
      const abort = new AbortController();
      const subscriber = connectBeside(redis.client, 'subscriber');
      const live = new Live({ publisher: redis.client, subscriber });
      onTestFinished(() => {
        abort.abort();
        live.close();
        subscriber.disconnect();
      });
      const open = (): AsyncIterableIterator<Message> =>
        who === 'a process'
          ? messages.subscribe(topic, { signal: abort.signal })
          : live.feed({ ...messages.feed(topic), shareKey: topic });
      const streams = [open(), open()];
      const seen: Message[][] = [[], []];
      const reading = streams.map(async (stream, place) => {
        for await (const message of stream) seen[place]?.push(message);
      });
      await messages.create(topic, 3);
      await messages.publish(topic, 'first');
      for (const index of numbers(30)) {
        await messages.publish(topic, index);
        // One by one, so that each is announced.
        await expect.poll(() => seen.every((each) => each.at(-1)?.payload === index), { timeout: 20_000 }).toBe(true);
      }
      for (const each of seen) expect(missedOf(each)).toBe(0);
      for (const stream of streams) await stream.return?.();
      await Promise.all(reading);
    },
  );

  it.each([
    ['with as many parts', 3],
    ['without parts', 1],
  ])('of a topic that was lost and made anew %s is told so, and gets what came since', async (_how, count) => {
    const topic = `lost-${count}`;
    await messages.create(topic, 3);
    await publishAll(topic, 9);
    const after = await messages.start(topic);
    await lose(namesOf(topic, 3));
    await untilNextMillisecond(redis);
    const anew = new Messages(redis);
    if (count > 1) await anew.create(topic, count);
    await Promise.all(numbers(6).map((index) => anew.publish(topic, index)));
    for (const by of [messages, anew]) {
      const found = await readAll(topic, after, by);
      expect(byNumber(found)).toEqual(numbers(6));
      expect(missedOf(found)).toBeGreaterThan(0);
    }
  });

  it('goes on with the other parts where one does not answer', async () => {
    await messages.create('halved', 3);
    const parts = namesOf('halved', 3);
    const broken = messageKeys.topic(redis.prefix, parts[1] as string);
    let isBroken = true;
    class Halved extends RedisHandle {
      override run(...[script, keys, args]: Parameters<RedisHandle['run']>): Promise<unknown> {
        if (isBroken && keys.includes(broken)) return Promise.reject(new Error('Command timed out'));
        return super.run(script, keys, args);
      }
    }
    // Scripts of several parts travel apart, as on a cluster.
    class Slots extends Halved {
      override groupOf(key: string): number {
        return calculateSlot(key);
      }
    }
    const reader = new Messages(new Slots(redis.client, redis.prefix));
    await reader.start('halved');
    await publishAll('halved', 30);
    const stream = reader.subscribe('halved', { after: '0-0_0' });
    const seen: Message[] = [];
    const reading = (async () => {
      for await (const message of stream) seen.push(message);
    })();
    await expect.poll(() => seen.length, { timeout: 20_000 }).toBe(20);
    isBroken = false;
    await expect.poll(() => seen.length, { timeout: 20_000 }).toBe(30);
    expect(byNumber(seen)).toEqual(numbers(30));
    expect(missedOf(seen)).toBe(0);
    await stream.return?.();
    await reading;
  });
});

describe('a group of several parts', () => {
  it('takes from all parts in turn, renews and acknowledges in each, and hands each out once', async () => {
    await messages.create('round', 3);
    await publishAll('round', 30);
    const taken: Delivery[] = [];
    while (taken.length < 30) {
      const some = (await step('round', { want: 5 })).taken;
      expect(some.length).toBeGreaterThan(0);
      const { held } = await step('round', { want: 0, renewed: some });
      expect(held).toEqual(some.map(() => true));
      const ended = some.map((delivery) => ({ delivery, outcome: { kind: 'ACKNOWLEDGED' } as const }));
      await step('round', { want: 0, ended });
      expect((await step('round', { want: 0, renewed: some })).held).toEqual(some.map(() => false));
      taken.push(...some);
    }
    expect(byNumber(taken)).toEqual(numbers(30));
    expect(new Set(taken.map(({ cursor }) => cursor)).size).toBe(30);
    expect((await reports.one('round'))?.groups).toMatchObject([{ topic: 'round', name: 'all', lag: 0, pending: 0 }]);
  });

  it('has its dead letters of all parts in one list, gives them out again and drops them', async () => {
    await messages.create('dead', 3);
    await publishAll('dead', 12);
    const bury = async (): Promise<void> => {
      const { taken } = await step('dead');
      const outcome = { kind: 'FAILED', error: 'no', retry: false, delayMs: 0 } as const;
      await step('dead', { want: 0, ended: taken.map((delivery) => ({ delivery, outcome })) });
    };
    await bury();
    const address = { topic: 'dead', group: 'all' };
    const letters = await groups.dead(address);
    expect(byNumber(letters)).toEqual(numbers(12));
    for (const [place, { id }] of letters.entries())
      expect(await groups.dead(address, id)).toEqual(
        letters.slice(place + 1).map((each) => expect.objectContaining({ payload: each.payload })),
      );
    expect(await groups.replayDead(address, 7)).toBe(7);
    expect((await reports.one('dead'))?.groups).toMatchObject([{ dead: 5, pending: 7 }]);
    expect((await step('dead')).taken).toHaveLength(7);
    expect(await groups.purgeDead(address)).toBe(5);
    expect(await groups.dead(address)).toEqual([]);
  });

  it('that began before there were parts shares all of them between its consumers', async () => {
    const done: unknown[][] = [[], []];
    const consumers = done.map(
      (own) =>
        new MessageConsumer(redis, {
          topic: 'early',
          group: 'mail',
          handle: async ({ payload, missed }) => {
            expect(missed).toBe(0);
            await new Promise((resolve) => setTimeout(resolve, 1));
            own.push(payload);
          },
        }),
    );
    onTestFinished(() => Promise.all(consumers.map((each) => each.close({ deadlineMs: 0 }))).then(() => {}));
    await Promise.all(consumers.map(({ ready }) => ready));
    await messages.create('early', 6);
    await publishAll('early', 300);
    await expect.poll(() => done.flat().length, { timeout: 20_000 }).toBeGreaterThanOrEqual(300);
    expect([...done.flat()].sort((one, other) => Number(one) - Number(other))).toEqual(numbers(300));
    for (const own of done) expect(own.length).toBeGreaterThan(0);
  });

  it('that begins with the newest gets what is published once it is ready, of each part', async () => {
    await messages.create('late', 6);
    await publishAll('late', 30);
    const done: unknown[] = [];
    const consumer = new MessageConsumer(redis, {
      topic: 'late',
      group: 'g',
      handle: async ({ payload }) => done.push(payload),
    });
    onTestFinished(() => consumer.close({ deadlineMs: 0 }));
    await consumer.ready;
    await publishAll('late', 30, 30);
    await expect.poll(() => done.length, { timeout: 20_000 }).toBe(30);
    expect([...done].sort((one, other) => Number(one) - Number(other))).toEqual(numbers(30).map((index) => index + 30));
  });
});

it('a process goes on publishing to the parts that it knows, and mends what a lost part has told of their number', async () => {
  await messages.create('mended', 3);
  await publishAll('mended', 9);
  const [first, second] = namesOf('mended', 3) as [string, string];
  await lose([first]);
  await publishAll('mended', 30, 9);
  expect((await reports.one('mended'))?.parts).toBe(3);
  await lose([second]);
  await publishAll('mended', 30, 39);
  const found = await readAll('mended', '0-0_0', new Messages(redis));
  expect(byNumber(found)).toEqual(expect.arrayContaining(numbers(30).map((index) => index + 39)));
});
