// A rate-limit policy for the length of a test.

import { randomUUID } from 'node:crypto';
import type { RateLimitPolicyInput, RateLimits } from '../../src/redis/rate-limit/rate-limit.ts';

/** An hour for a few units, so that none comes back while the test runs. */
export async function withPolicy(
  rateLimits: RateLimits,
  input: Partial<RateLimitPolicyInput>,
  work: (name: string) => Promise<void>,
): Promise<void> {
  const name = `p-${randomUUID().slice(0, 8)}`;
  await rateLimits.set({ windowSeconds: 3600, ...input, name });
  try {
    await work(name);
  } finally {
    await rateLimits.policies.delete(name);
  }
}

/** Where a test is about its own policies alone. */
export async function turnPoliciesOff(rateLimits: RateLimits): Promise<void> {
  for (const { name } of await rateLimits.policies.all()) await rateLimits.set({ name, mode: 'OFF' });
}
