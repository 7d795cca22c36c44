// What a process does without asking Redis: it refuses keys that were refused, counts for the operators, and writes both
// down once in a while.

import { describe, expect, test } from 'vitest';
import { isCluster } from '../../src/redis/base/connect.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import type { Script } from '../../src/redis/base/scripts.ts';
import { LocalBlocks } from '../../src/redis/rate-limit/blocks.ts';
import { Monitor } from '../../src/redis/rate-limit/monitor.ts';
import { RateLimits } from '../../src/redis/rate-limit/rate-limit.ts';
import { callerSlots } from '../../src/redis/rate-limit/take.ts';
import { openTestRedis, patient } from '../support/redis.ts';

const redis = await openTestRedis();

/** Counts the round trips by script, and can be told to fail. */
class WatchedHandle extends RedisHandle {
  readonly runs = new Map<string, number>();
  away = false;

  override run(script: Script, ...rest: [readonly string[], readonly (string | number | Buffer)[]]): Promise<unknown> {
    this.runs.set(script.name, (this.runs.get(script.name) ?? 0) + 1);
    return this.away ? Promise.reject(new Error('Connection is closed.')) : super.run(script, ...rest);
  }
}

const watched = () => new WatchedHandle(redis.client, redis.prefix);
const sum = (points: readonly number[]) => points.reduce((total, each) => total + each, 0);

describe('keys that were refused', () => {
  test('are refused again without asking Redis, until their time and no longer', async () => {
    const handle = watched();
    const limits = new RateLimits(handle, patient);
    await limits.set({ name: 'quick', limit: 2, windowSeconds: 4, burst: 2 });
    for (let turn = 0; turn < 2; turn++) expect((await limits.take('quick', 'a')).allowed).toBe(true);
    expect((await limits.take('quick', 'a')).allowed).toBe(false);
    const asked = handle.runs.get('rate-limit/take');
    const refused = await limits.take('quick', 'a');
    expect(refused).toMatchObject({ allowed: false, remaining: 0 });
    expect(refused.retryAfterMs).toBeLessThanOrEqual(2_000);
    expect(handle.runs.get('rate-limit/take')).toBe(asked);
    expect((await limits.take('quick', 'b')).allowed).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, refused.retryAfterMs + 20));
    expect((await limits.take('quick', 'a')).allowed).toBe(true);
  });

  test('may still take fewer units than were refused', async () => {
    const limits = new RateLimits(redis, patient);
    await limits.set({ name: 'costly', limit: 10, windowSeconds: 600 });
    expect((await limits.take('costly', 'a', 8)).allowed).toBe(true);
    expect((await limits.take('costly', 'a', 5)).allowed).toBe(false);
    expect((await limits.take('costly', 'a', 6)).allowed).toBe(false);
    expect(await limits.take('costly', 'a', 2)).toMatchObject({ allowed: true, remaining: 0 });
  });

  test('are kept in a map that does not grow: the oldest makes room and is asked about again', () => {
    const blocks = new LocalBlocks(100);
    for (let each = 0; each < 1_000; each++) blocks.add(`policy-${each % 7}`, `key-${each}`, 1, 5_000);
    expect(blocks.size).toBe(100);
    expect(blocks.waitMs('policy-0', 'key-0', 1, 1_000)).toBe(0);
    expect(blocks.waitMs('policy-5', 'key-999', 1, 1_000)).toBe(4_000);
    expect(blocks.waitMs('policy-5', 'key-999', 1, 5_000)).toBe(0);
    expect(blocks.size).toBe(99);
  });
});

describe('what operators see', () => {
  test('costs one round trip for many decisions', async () => {
    const handle = watched();
    const limits = new RateLimits(handle, patient);
    await limits.set({ name: 'busy', limit: 1_000_000, windowSeconds: 60 });
    await Promise.all(Array.from({ length: 2_000 }, (_each, index) => limits.take('busy', `key-${index % 50}`)));
    expect(handle.runs.get('rate-limit/record') ?? 0).toBe(0);
    await limits.flush();
    expect(handle.runs.get('rate-limit/record')).toBe(1);
    // Two for each slot that has callers on a cluster, and one for what the process holds of their allowances.
    const most = isCluster(redis.client) ? 3 * callerSlots(redis) : 20;
    expect(handle.runs.get('rate-limit/take')).toBeLessThanOrEqual(most);
    expect(sum((await limits.reports.series('busy', 2)).map(({ allowed }) => allowed))).toBe(2_000);
    expect((await limits.reports.topKeys('busy', 100)).map(({ allowed }) => allowed)).toEqual(Array(50).fill(40));
  });

  test('is the refused and the busiest keys, however many there were', async () => {
    const monitor = new Monitor(redis, () => '');
    const crowd = { name: 'crowd', mode: 'ENFORCE' } as const;
    const { reports } = new RateLimits(redis, patient);
    for (let each = 0; each < 5_000; each++) monitor.count(crowd, `quiet-${each}`, 1, 0, false);
    for (let turn = 0; turn < 10; turn++) monitor.count(crowd, 'quiet-1500', 1, 0, false);
    monitor.count(crowd, 'quiet-1600', 1, 30_000, false);
    await monitor.flush();
    expect(sum((await reports.series('crowd', 2)).map(({ allowed }) => allowed))).toBe(5_010);
    const top = await reports.topKeys('crowd', 1_000);
    expect(top).toHaveLength(200);
    expect(top[0]).toMatchObject({ key: 'quiet-1500', allowed: 11 });
    expect(top).toContainEqual(expect.objectContaining({ key: 'quiet-1600', denied: 1 }));
  });

  test('names nobody as blocked who was unblocked, or whose policy changed, since the refusal was counted', async () => {
    const [here, there] = [new RateLimits(redis, patient), new RateLimits(redis, patient)];
    const blocked = () => here.reports.blocked('stale', 10);
    await here.set({ name: 'stale', limit: 1, windowSeconds: 3_600 });
    for (let turn = 0; turn < 2; turn++) await there.take('stale', 'a');
    await here.unblock('stale', 'a');
    // Counted before the unblocking, written after it.
    await there.flush();
    expect(await blocked()).toEqual([]);
    expect((await here.reports.topKeys('stale', 1))[0]).toMatchObject({ key: 'a', denied: 1, retryAfterSeconds: null });
    for (let turn = 0; turn < 2; turn++) await here.take('stale', 'a');
    await here.policies.refresh();
    await here.take('stale', 'a');
    await here.flush();
    expect(await blocked()).toMatchObject([{ key: 'a' }]);
    await here.set({ name: 'stale', limit: 100 });
    expect(await blocked()).toEqual([]);
  });

  test('is not lost while Redis is away: it is told when it is back, with what was decided meanwhile', async () => {
    const handle = watched();
    const limits = new RateLimits(handle, patient);
    await limits.set({ name: 'outage', limit: 8, windowSeconds: 3_600 });
    await limits.take('outage', 'a');
    handle.away = true;
    await expect(limits.flush()).rejects.toThrow('Connection is closed');
    const answers = [];
    for (let turn = 0; turn < 6; turn++) answers.push(await limits.take('outage', 'a'));
    // Half of the limit: each process has an allowance of its own meanwhile.
    expect(answers.map(({ allowed }) => allowed)).toEqual([true, true, true, true, false, false]);
    expect(limits.state).toMatchObject({ redisAway: true, localDecisions: 6, lastLocalDecisionAt: expect.any(Date) });
    await expect(limits.flush()).rejects.toThrow('Connection is closed');
    handle.away = false;
    await limits.flush();
    const points = await limits.reports.series('outage', 2);
    expect(sum(points.map(({ allowed }) => allowed))).toBe(5);
    expect(sum(points.map(({ denied }) => denied))).toBe(2);
    expect(sum(points.map(({ local }) => local))).toBe(6);
  });
});
