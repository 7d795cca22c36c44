// The error of what a rate limit refuses, the same whether an operation is refused before it runs or a resolver refuses.

import type { GraphQLError } from 'graphql';
import { admitsAtOnce, costTarget } from '../../redis/rate-limit/policy.ts';
import type { RateLimitVerdict } from '../../redis/rate-limit/rate-limit.ts';
import { apiError } from './errors.ts';

/** The error of an operation that was refused; it names the policy that takes longest to let it pass. */
export function rateLimited(verdicts: readonly RateLimitVerdict[]): GraphQLError {
  const { policy, cost, remaining, retryAfterMs } = longestRefusal(verdicts) as RateLimitVerdict;
  const retryAfterSeconds = seconds(retryAfterMs);
  const atOnce = admitsAtOnce(policy);
  const advice =
    cost > atOnce
      ? `It never admits more than ${atOnce} at once, and this asks for ${cost}: ask for less at a time.`
      : `Try again in ${count(retryAfterSeconds, 'second')}.`;
  const unit = isCost(policy) ? 'points' : 'requests';
  return apiError(
    'RATE_LIMITED',
    `Too many ${unit}: the policy ${policy.name} admits ${policy.limit} in ${count(policy.windowSeconds, 'second')}. ${advice}`,
    { policy: policy.name, retryAfterSeconds, limit: policy.limit, remaining },
  );
}

export function longestRefusal(verdicts: readonly RateLimitVerdict[]): RateLimitVerdict | undefined {
  return verdicts
    .filter(({ allowed, policy }) => !allowed && policy.mode === 'ENFORCE')
    .sort((a, b) => b.retryAfterMs - a.retryAfterMs)[0];
}

export const isCost = ({ targets }: RateLimitVerdict['policy']): boolean => targets.includes(costTarget);

export const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
