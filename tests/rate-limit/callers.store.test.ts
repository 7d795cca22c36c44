// What callers use lies in a slot by caller; what one operation takes in several slots it takes in all of them or in none.

import calculateSlot from 'cluster-key-slot';
import { beforeEach, expect, test } from 'vitest';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import type { Script, ScriptArgument } from '../../src/redis/base/scripts.ts';
import { rateLimitKeys } from '../../src/redis/rate-limit/keys.ts';
import type { RateLimitPolicy, RateLimitPolicyInput } from '../../src/redis/rate-limit/rate-limit.ts';
import { RateLimits } from '../../src/redis/rate-limit/rate-limit.ts';
import { callerShards } from '../../src/redis/rate-limit/shard.ts';
import { openTestRedis, patient, uniquePrefix } from '../support/redis.ts';

const { client } = await openTestRedis();

/** As on a cluster: a script a slot. One slot can be away. */
class SlotHandle extends RedisHandle {
  away = '';

  override get hasSlots(): boolean {
    return true;
  }

  override groupOf(key: string): number {
    return calculateSlot(key);
  }

  override async run(script: Script, keys: readonly string[], args: readonly ScriptArgument[]): Promise<unknown> {
    if (new Set(keys.map((key) => calculateSlot(key))).size > 1)
      throw new Error('The keys of a script are in several slots');
    if (this.away && keys.some((key) => key.includes(this.away))) throw new Error('Connection is closed.');
    return super.run(script, keys, args);
  }
}

let redis: SlotHandle;
let limits: RateLimits;
beforeEach(() => {
  redis = new SlotHandle(client, uniquePrefix());
  limits = new RateLimits(redis, patient);
});

const define = (input: RateLimitPolicyInput): Promise<RateLimitPolicy> =>
  limits.set({ windowSeconds: 3_600, ...input });

/** Two callers of different slots. */
function twoCallers(): [string, string] {
  const other = Array.from({ length: 100 }, (_each, number) => `caller-${number}`);
  const one = 'one';
  return [one, other.find((key) => callerShards(redis).of(key) !== callerShards(redis).of(one)) as string];
}

test('each master of a cluster has as many callers', () => {
  const slots = Array.from({ length: 12_000 }, (_each, number) =>
    calculateSlot(
      rateLimitKeys.state('p', callerShards(redis).of(`203.0.${number >> 8}.${number & 255}`), 'g', 'p', ''),
    ),
  );
  for (const masters of [3, 6, 12]) {
    const counts = Array.from(
      { length: masters },
      (_each, master) => slots.filter((slot) => Math.floor((slot * masters) / 16_384) === master).length,
    );
    expect((Math.max(...counts) * masters) / slots.length).toBeLessThan(1.15);
  }
});

test.each(['GCRA', 'SLIDING_WINDOW'] as const)('what another slot refuses is given back: %s', async (algorithm) => {
  const [wide, narrow] = [
    await define({ name: 'wide', algorithm, limit: 10 }),
    await define({ name: 'narrow', algorithm, limit: 1 }),
  ];
  const [one, other] = twoCallers();
  const both = [
    { policy: wide, key: one, cost: 2 },
    { policy: narrow, key: other, cost: 1 },
  ];
  expect(await limits.decide(both)).toMatchObject({ allowed: true, local: false });
  // Each a process of its own, which remembers no refusal.
  for (let time = 0; time < 10; time += 1)
    expect(await new RateLimits(redis, patient).decide(both)).toMatchObject({ allowed: false, local: false });
  const { allowed, remaining } = await limits.take('wide', one);
  expect(allowed).toBe(true);
  // GCRA brings nothing back within so little time.
  expect(remaining).toBe(7);
});

test('of many at once no more are admitted than any slot admits, and nothing else is used up', async () => {
  const [wide, narrow] = [
    await define({ name: 'wide', algorithm: 'SLIDING_WINDOW', limit: 100 }),
    await define({ name: 'narrow', algorithm: 'SLIDING_WINDOW', limit: 5 }),
  ];
  const [one, other] = twoCallers();
  const processes = [limits, new RateLimits(redis, patient), new RateLimits(redis, patient)];
  const decisions = await Promise.all(
    Array.from({ length: 60 }, (_each, number) =>
      (processes[number % 3] as RateLimits).decide([
        { policy: wide, key: one, cost: 1 },
        { policy: narrow, key: other, cost: 1 },
      ]),
    ),
  );
  expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(5);
  expect(await limits.take('wide', one)).toMatchObject({ allowed: true, remaining: 94 });
});

test('a refusal that only counts gives nothing back', async () => {
  const wide = await define({ name: 'wide', algorithm: 'SLIDING_WINDOW', limit: 10 });
  const shadow = await define({ name: 'shadow', algorithm: 'SLIDING_WINDOW', limit: 1, mode: 'SHADOW' });
  const [one, other] = twoCallers();
  for (let time = 0; time < 3; time += 1)
    expect(
      await limits.decide([
        { policy: wide, key: one, cost: 1 },
        { policy: shadow, key: other, cost: 1 },
      ]),
    ).toMatchObject({ allowed: true });
  expect(await limits.take('wide', one)).toMatchObject({ remaining: 6 });
});

test('if a slot is away, only its callers are decided about by this process', async () => {
  await define({ name: 'calls', limit: 100 });
  const [one, other] = twoCallers();
  await limits.current();
  redis.away = `{limit:${callerShards(redis).of(other)}}`;
  const policy = limits.known?.get('calls') as RateLimitPolicy;
  const [there, away] = await Promise.all([one, other].map((key) => limits.decide([{ policy, key, cost: 1 }])));
  expect(there).toMatchObject({ allowed: true, local: false });
  expect(away).toMatchObject({ allowed: true, local: true });
  expect(limits.state.redisAway).toBe(false);
});

test('an unblocked caller has the whole allowance again', async () => {
  await define({ name: 'calls', algorithm: 'SLIDING_WINDOW', limit: 1 });
  for (const expected of [true, false]) expect((await limits.take('calls', 'me')).allowed).toBe(expected);
  expect(await limits.unblock('calls', 'me')).toBe(true);
  expect((await limits.take('calls', 'me')).allowed).toBe(true);
  expect(await limits.unblock('calls', 'nobody')).toBe(false);
});
