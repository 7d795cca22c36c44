// The error of what a rate limit refuses, the same whether an operation is refused before it runs or a resolver refuses.

import type { GraphQLError } from 'graphql';
import { isCost, longestRefusal, seconds } from '../../redis/rate-limit/headers.ts';
import { admitsAtOnce } from '../../redis/rate-limit/policy.ts';
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

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
