// What work a former layout left behind goes on: jobs in each state, schedules, messages, services, the cache and rate limits.

import { beforeAll, describe, expect, test } from 'vitest';
import { ShardPlan } from '../../src/redis/base/shards.ts';
import { MessageGroups } from '../../src/redis/message/group.ts';
import { createStores } from '../../src/redis/stores.ts';
import { openTestRedis, patient, uniquePrefix } from '../support/redis.ts';
import { asJson } from './as-json.ts';
import { type Facts, loadLayout } from './load.ts';

const redis = await openTestRedis(uniquePrefix(), new ShardPlan());
const stores = createStores(redis, { rateLimits: patient, cache: patient });
const { jobs, jobLeases, jobSchedules } = stores;
const groups = new MessageGroups(redis);
const hourMs = 3_600_000;
let facts: Facts;

beforeAll(async () => {
  facts = await loadLayout(redis, '1');
});

describe('jobs', () => {
  const queue = 'mixed';
  const step = (want: number, finished: Parameters<typeof jobLeases.step>[0]['finished'] = []) =>
    jobLeases.step({ queue, workerId: 'new-worker', want, leaseMs: hourMs, finished });
  const stateOf = async (id: string) => (await jobs.get(id))?.state;

  test('are read as they were, with their counts and logs', async () => {
    const known = facts.jobs.map(({ id }: Facts) => id);
    expect(asJson(await jobs.getAll(known))).toEqual(facts.jobs);
    for (const [name, counts] of Object.entries<Facts>(facts.queues))
      expect((await jobs.queue(name))?.counts).toMatchObject(counts);
    expect(asJson(await jobs.logs(facts.active[2].id))).toEqual(facts.logs);
  });

  test('that a worker of the former release holds are its own to renew, finish and cancel', async () => {
    const [held, toCancel, withProgress, ranOut] = facts.active;
    expect(await jobLeases.touch(queue, hourMs, [withProgress, toCancel])).toEqual(['HELD', 'CANCEL_REQUESTED']);
    const { accepted } = await step(0, [
      { id: held.id, fence: held.fence, outcome: { kind: 'COMPLETED', result: { by: 'the old worker' } } },
      { id: toCancel.id, fence: toCancel.fence, outcome: { kind: 'GIVEN_BACK' } },
      {
        id: withProgress.id,
        fence: withProgress.fence,
        outcome: { kind: 'FAILED', message: 'No', retry: true, delayMs: hourMs },
      },
      { id: ranOut.id, fence: ranOut.fence, outcome: { kind: 'COMPLETED', result: 'in time' } },
      { id: held.id, fence: '1', outcome: { kind: 'COMPLETED', result: 'a stranger' } },
    ]);
    expect(accepted).toEqual([true, true, true, true, false]);
    expect(await Promise.all(facts.active.map(({ id }: Facts) => stateOf(id)))).toEqual([
      'COMPLETED',
      'CANCELLED',
      'DELAYED',
      'COMPLETED',
    ]);
  });

  test('run by their priorities, each once, with names and payloads as they were', async () => {
    const expected = facts.jobs.filter(({ state }: Facts) => state === 'WAITING').map(({ id }: Facts) => id);
    const claimed = [];
    for (;;) {
      const answer = await step(7);
      if (answer.claimed.length === 0) break;
      claimed.push(...answer.claimed);
      await step(
        0,
        answer.claimed.map(({ id, fence }) => ({ id, fence, outcome: { kind: 'COMPLETED', result: null } })),
      );
    }
    const due = facts.delayed[0];
    expect(claimed.map(({ id }) => id).sort()).toEqual([...expected, due].sort());
    for (const { id, name, payload } of claimed)
      expect({ name, payload }).toEqual(
        (({ name, payload }: Facts) => ({ name, payload }))(facts.jobs.find((job: Facts) => job.id === id)),
      );
  });

  test('that are delayed or have failed keep their times and errors', async () => {
    const { often, retried } = facts.named;
    for (const id of [often, retried, facts.delayed[1], facts.delayed[2]]) expect(await stateOf(id)).toBe('DELAYED');
    // The eleventh and later errors push the oldest out, as before.
    await redis.client.zadd(`${redis.prefix}:{q:${queue}}:delayed`, 0, often.split(':')[1]);
    for (let attempt = 0; attempt < 12; attempt += 1) {
      const { claimed } = await step(1);
      expect(claimed.map(({ id }) => id)).toEqual([often]);
      const outcome = { kind: 'FAILED', message: `New ${attempt}`, retry: true, delayMs: 0 } as const;
      await step(
        0,
        claimed.map(({ id, fence }) => ({ id, fence, outcome })),
      );
      const errors = (await jobs.get(often))?.errors ?? [];
      expect(errors).toHaveLength(10);
      expect(errors.at(-1)?.message).toBe(`New ${attempt}`);
    }
  });

  test('dead ones are replayed and purged, cancelled ones run again', async () => {
    const before = (await jobs.queue(queue))?.counts.dead;
    expect(before).toBe(2);
    expect(await jobs.replayDead(queue, null, 1)).toHaveLength(1);
    expect(await jobs.purgeDead(queue, null, 100)).toHaveLength(1);
    await jobs.retry(facts.named.cancelled);
    const again = (await step(10)).claimed.map(({ payload }) => payload);
    expect(again).toEqual(expect.arrayContaining(['dies', 'cancelled']));
    expect(again).not.toContain('dies for good');
  });

  test('of a key that is still known are not added again', async () => {
    const again = { queue, name: 'work', payload: { keyed: true }, idempotencyKey: 'once' };
    expect(await jobs.enqueue(again)).toMatchObject({ id: facts.named.keyed });
    // Ids go on behind those that were given out.
    const { id } = await jobs.enqueue({ ...again, idempotencyKey: 'another' });
    expect(Number(id.split(':')[1])).toBeGreaterThan(Number(facts.named.keyed.split(':')[1]));
  });

  test('of a paused queue wait until it is resumed', async () => {
    const paused = { queue: 'paused', workerId: 'w', want: 10, leaseMs: hourMs, finished: [] };
    expect(await jobLeases.step(paused)).toMatchObject({ paused: true, claimed: [] });
    await jobs.setPaused('paused', false);
    expect((await jobLeases.step(paused)).claimed.map(({ payload }) => payload)).toEqual([1, 2, 3]);
  });
});

test('schedules go on', async () => {
  for (const queue of ['scheduled', 'paused']) {
    const listed = asJson(await jobSchedules.list(queue)) as Facts[];
    expect(listed).toMatchObject(facts.schedules[queue].map(({ nextRunAt: _, ...each }: Facts) => each));
  }
  expect(await jobSchedules.fire('scheduled')).toBe(1);
  const { claimed } = await jobLeases.step({
    queue: 'scheduled',
    workerId: 'w',
    want: 9,
    leaseMs: hourMs,
    finished: [],
  });
  expect(claimed.map(({ name, priority }) => `${name} ${priority}`)).toEqual(['tick 7', 'tick 7']);
});

describe('messages', () => {
  const address = { topic: 'news', group: 'mailer' };
  const step = (want: number, ended: Parameters<typeof groups.step>[0]['ended'] = []) =>
    groups.step({ ...address, from: 'NEWEST', want, leaseMs: hourMs, maxAttempts: 5, ended, renewed: [] });

  test('are read and reported as they were', async () => {
    const { published } = facts.messages;
    const start = await stores.messages.start('news', published[2].cursor);
    expect(asJson(await stores.messages.read('news', start))).toEqual(facts.page);
    const { entries } = await stores.messageReports.page({ after: null, size: 10, backwards: false });
    expect(asJson(entries.map(({ report }) => report))).toMatchObject(facts.reports);
    expect(asJson(await groups.dead(address))).toEqual(facts.deadLetters);
  });

  test('keys of messages are known', async () => {
    const [, , , third] = facts.messages.published;
    const again = await stores.messages.publish('news', third.payload, { idempotencyKey: 'n3' });
    expect(again.cursor).toBe(third.cursor);
    await expect(stores.messages.publish('news', 'other', { idempotencyKey: 'n3' })).rejects.toThrow();
  });

  test('a group takes what is left, each once, and hands in what the former release took', async () => {
    const { held, back, acknowledged, later, published } = facts.messages;
    const done = (delivery: Facts) => ({ delivery, outcome: { kind: 'ACKNOWLEDGED' } }) as never;
    const seen: string[] = [];
    for (;;) {
      const { taken } = await step(6, seen.length === 0 ? held.map(done) : []);
      if (taken.length === 0) break;
      seen.push(...taken.map(({ cursor }) => cursor));
      await step(0, taken.map(done));
    }
    const gone = [...acknowledged, ...held, later, facts.deadLetters[0]].map(({ cursor }: Facts) => cursor);
    const rest = published.map(({ cursor }: Facts) => cursor).filter((cursor: string) => !gone.includes(cursor));
    expect(seen).toContain(back.cursor);
    expect(seen.filter((cursor) => published.some((each: Facts) => each.cursor === cursor)).sort()).toEqual(
      rest.sort(),
    );
    expect(seen).toHaveLength(rest.length + 8);
    expect(await groups.replayDead(address)).toBe(1);
    expect((await step(5)).taken.map(({ cursor }) => cursor)).toEqual([facts.deadLetters[0].cursor]);
  });
});

test('services are there, and their heartbeats go on without a token', async () => {
  expect(asJson(await stores.services.all())).toEqual(facts.services);
  const beat = await stores.services.heartbeat({ service: 'search', instanceId: 'a' });
  expect(beat.status).toBe('UP');
  const { token } = await stores.services.register({ service: 'search', instanceId: 'b', address: '10.0.0.2' });
  expect((await stores.services.heartbeat({ service: 'search', instanceId: 'b', token })).status).toBe('UP');
});

test('the cache has its entries, and an invalidation ends them', async () => {
  for (const [key, value] of Object.entries(facts.cache)) expect(await stores.cache.get(key)).toEqual(value);
  expect(await stores.cache.get('ended')).toBeUndefined();
  await stores.cache.invalidate({ tags: ['list'] });
  expect(await stores.cache.get('page/1')).toBeUndefined();
  expect(await stores.cache.get('page/2')).toBeUndefined();
  expect(await stores.cache.get('loaded')).toBe('by the old release');
});

test('rate limits count on, and policies are as they were', async () => {
  expect(asJson(await stores.rateLimits.policies.all())).toEqual(facts.limits.policies);
  const verdicts = [];
  for (let number = 0; number < 4; number += 1)
    verdicts.push((await stores.rateLimits.take('old-gcra', 'someone')).allowed);
  expect(verdicts).toEqual([true, true, true, false]);
  expect((await stores.rateLimits.take('old-sliding', '192.0.2.1')).allowed).toBe(false);
  expect((await stores.rateLimits.take('old-sliding', '192.0.2.2')).allowed).toBe(true);
});
