// Odd values given to the limiter: one that is bad is refused alone, by its name, and its neighbours are decided by Redis.

import { expect, it } from 'vitest';
import { RateLimits } from '../../src/redis/rate-limit/rate-limit.ts';
import type { RateLimitCheck } from '../../src/redis/rate-limit/take.ts';
import { openTestRedis, patient } from '../support/redis.ts';

const redis = await openTestRedis();
const limits = new RateLimits(redis, patient);
const policy = await limits.set({ name: 'odd', limit: 100, windowSeconds: 60 });
const fine: RateLimitCheck = { policy, key: 'fine', cost: 1 };
const endless = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const named = (...field: string[]) => ({ problems: [{ code: 'INVALID', field }] });

/** Decides odd checks between two operations of the same tick that are as they should be. */
async function beside(odd: readonly RateLimitCheck[]): Promise<unknown> {
  const [before, own, after] = await Promise.allSettled([
    limits.decide([fine]),
    limits.decide(odd),
    limits.decide([fine]),
  ]);
  for (const each of [before, after]) expect(each).toMatchObject({ value: { allowed: true, local: false } });
  return (own as PromiseRejectedResult).reason;
}

it.each(['policy', 'key', 'cost'] as const)('a check whose %s throws hurts no other', async (name) => {
  const throws = Object.defineProperty({ ...fine }, name, {
    get() {
      throw new Error('This value throws');
    },
  });
  expect(await beside([fine, throws])).toMatchObject({ message: 'This value throws' });
  expect(limits.state).toMatchObject({ localDecisions: 0, redisAway: false });
});

it('a hole among checks, or in one, is refused by its place', async () => {
  const holed = [fine];
  holed[2] = fine;
  expect(await beside(holed)).toMatchObject(named('checks', '1'));
  for (const name of ['policy', 'key', 'cost'])
    expect(await beside([{ ...fine, [name]: undefined }])).toMatchObject(named('checks', '0', name));
});

it.each(endless)('%d is refused in a definition, also of a policy that is there', async (value) => {
  for (const field of ['limit', 'windowSeconds', 'burst'])
    await expect(limits.define({ name: 'odd', [field]: value })).rejects.toMatchObject(named(field));
  expect(await limits.define({ name: 'odd', limit: 7 })).toMatchObject({ limit: 100 });
});

it.each(endless)('%d is no time at which policies have an age', async (value) => {
  await expect((async () => limits.policies.ageAt(value))()).rejects.toMatchObject(named('nowMs'));
});
