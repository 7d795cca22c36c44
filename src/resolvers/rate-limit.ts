// How rate limits are answered to administrators: policies, what they let through, who is blocked.

import type { GraphQLSchema } from 'graphql';
import { rangeOf, refuse } from '../redis/base/problem.ts';
import { rateLimitKeys } from '../redis/rate-limit/keys.ts';
import type {
  RateLimitActivity,
  RateLimitPoint,
  RateLimitPolicy,
  RateLimitPolicyInput,
} from '../redis/rate-limit/rate-limit.ts';
import { type Answer, answer } from './base/answer.ts';
import type { Context } from './base/context.ts';
import { badInput, badInputBut } from './base/errors.ts';
import { picking, resumeByHeader } from './base/resume.ts';
import { isTarget } from './base/root-field.ts';

export const reportLimits = { defaultMinutes: 60, maxMinutes: 2_880, keys: { default: 10, max: 100 } } as const;

export interface PolicyFields {
  readonly policy: RateLimitPolicy | null;
  /** Whether the policy is the one that was deleted. */
  readonly deleted?: boolean;
}

export interface Activity extends Omit<RateLimitActivity, 'policy'> {
  readonly policy: RateLimitPolicy;
}

/** A policy that was deleted meanwhile has nothing more to tell. */
type Entry = Omit<Activity, 'policy'> & { readonly policy: RateLimitPolicy | undefined };

export function policySet(
  { confirm, ...input }: RateLimitPolicyInput & { readonly confirm?: boolean | null },
  { stores }: Context,
  schema: GraphQLSchema,
): Promise<Answer<PolicyFields>> {
  const checks = { exists: (coordinate: string) => isTarget(coordinate, schema), mayLockOut: confirm ?? false };
  return answer<PolicyFields>(
    async () => ({ policy: await stores.rateLimits.policies.get(input.name) }),
    async () => ({ policy: await stores.rateLimits.set(input, checks) }),
  );
}

export function policyDelete({ name }: { name: string }, { stores }: Context): Promise<Answer<PolicyFields>> {
  return answer<PolicyFields>({ policy: null }, async () => ({
    policy: await stores.rateLimits.policies.delete(name),
    deleted: true,
  }));
}

export interface UnblockFields extends PolicyFields {
  readonly unblocked: boolean;
}

export function unblock(
  { name, key }: { name: string; key: string },
  { stores }: Context,
): Promise<Answer<UnblockFields>> {
  const policy = () => stores.rateLimits.policies.get(name);
  return answer<UnblockFields>(
    async () => ({ policy: await policy(), unblocked: false }),
    async () => {
      if (!(await policy()))
        refuse('NOT_FOUND', `There is no rate-limit policy named ${JSON.stringify(name)}.`, 'name');
      return { unblocked: await stores.rateLimits.unblock(name, key), policy: await policy() };
    },
  );
}

export function series(
  { name }: RateLimitPolicy,
  lastMinutes: number | null | undefined,
  { stores }: Context,
): Promise<RateLimitPoint[]> {
  const minutes = lastMinutes ?? reportLimits.defaultMinutes;
  if (minutes < 1 || minutes > reportLimits.maxMinutes)
    throw badInputBut(
      [rangeOf(1, reportLimits.maxMinutes)],
      `lastMinutes must be from 1 to ${reportLimits.maxMinutes}.`,
      'lastMinutes',
    );
  return stores.rateLimits.reports.series(name, minutes);
}

export async function total(
  policy: RateLimitPolicy,
  which: 'allowed' | 'denied',
  lastMinutes: number | null | undefined,
  context: Context,
): Promise<number> {
  const points = await series(policy, lastMinutes, context);
  return points.reduce((sum, point) => sum + point[which], 0);
}

/** What the policies let through and refused, second by second; of one policy where it is named. */
export async function watchActivity(
  name: string | null | undefined,
  context: Context,
): Promise<AsyncIterableIterator<Activity>> {
  const { stores, live } = context;
  const { policies, reports } = stores.rateLimits;
  if (name != null && !(await policies.get(name)))
    throw badInput(`There is no rate-limit policy named ${JSON.stringify(name)}.`, 'policy');
  return live.feed<Entry, Activity>({
    channels: [rateLimitKeys.activityChanged(stores.redis.channelPrefix)],
    shareKey: 'rate limits',
    after: resumeByHeader(1, context),
    head: () => reports.activityHead(),
    read: async (after, limit) => {
      const { entries, position } = await reports.activity(after, limit);
      if (entries.length === 0) return { entries: [], position };
      const known = new Map((await policies.all()).map((policy) => [policy.name, policy]));
      return { entries: entries.map((entry) => ({ ...entry, policy: known.get(entry.policy) })), position };
    },
    pick: picking<Entry>(({ policy }) => policy !== undefined && (name == null || policy.name === name)) as (
      entries: readonly Entry[],
    ) => Activity[],
  });
}
