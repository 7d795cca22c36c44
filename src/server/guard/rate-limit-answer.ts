// How an answer reports the limits of a client: in the extensions of an error, and over HTTP in the fields of the IETF's draft
// (RateLimit and RateLimit-Policy, draft-ietf-httpapi-ratelimit-headers-10) and Retry-After.

import type { ServerResponse } from 'node:http';
import type { GraphQLError } from 'graphql';
import { admitsAtOnce, costTarget, intervalMicros } from '../../redis/rate-limit/policy.ts';
import type { RateLimitVerdict } from '../../redis/rate-limit/rate-limit.ts';
import { apiError } from '../../resolvers/base/errors.ts';

export const rateLimitHeaderNames = ['RateLimit', 'RateLimit-Policy', 'Retry-After'] as const;

type RateLimitHeaders = Readonly<Partial<Record<(typeof rateLimitHeaderNames)[number], string>>>;

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

export function setRateLimitHeaders(response: ServerResponse, verdicts: readonly RateLimitVerdict[]): void {
  for (const [name, value] of Object.entries(rateLimitHeaders(verdicts))) response.setHeader(name, value);
}

/** Of several verdicts about one policy, as in a batch of operations, the last remainder and the longest wait count. */
function rateLimitHeaders(verdicts: readonly RateLimitVerdict[]): RateLimitHeaders {
  const tightest: RateLimitVerdict[] = [];
  for (const verdict of verdicts) {
    const { name, mode } = verdict.policy;
    if (mode !== 'ENFORCE') continue;
    const index = tightest.findIndex(({ policy }) => policy.name === name);
    if (index < 0) tightest.push(verdict);
    else if (isTighter(verdict, tightest[index] as RateLimitVerdict)) tightest[index] = verdict;
  }
  if (tightest.length === 0) return {};
  const refusal = longestRefusal(tightest);
  const headers = {
    RateLimit: tightest.map(limitItem).join(', '),
    'RateLimit-Policy': tightest.map(policyItem).join(', '),
  };
  return refusal ? { ...headers, 'Retry-After': String(seconds(refusal.retryAfterMs)) } : headers;
}

// Policies' names are lower-case words with dashes, so that they need no escaping in a quoted string.
function policyItem({ policy }: RateLimitVerdict): string {
  const burst = policy.burst > 0 ? `;mortar-burst=${policy.burst}` : '';
  const unit = isCost(policy) ? ';mortar-unit="points"' : '';
  return `"${policy.name}";q=${policy.limit};w=${policy.windowSeconds}${burst}${unit}`;
}

function limitItem({ policy, allowed, remaining, retryAfterMs }: RateLimitVerdict): string {
  const item = `"${policy.name}";r=${remaining}`;
  if (!allowed) return `${item};t=${seconds(retryAfterMs)}`;
  // When the next unit comes; a window gives its units back one by one, at times that only a refusal finds out.
  return policy.algorithm === 'GCRA' ? `${item};t=${Math.ceil(intervalMicros(policy) / 1e6)}` : item;
}

function longestRefusal(verdicts: readonly RateLimitVerdict[]): RateLimitVerdict | undefined {
  return verdicts
    .filter(({ allowed, policy }) => !allowed && policy.mode === 'ENFORCE')
    .sort((a, b) => b.retryAfterMs - a.retryAfterMs)[0];
}

function isTighter(one: RateLimitVerdict, other: RateLimitVerdict): boolean {
  if (one.retryAfterMs !== other.retryAfterMs) return one.retryAfterMs > other.retryAfterMs;
  return one.remaining < other.remaining;
}

const isCost = ({ targets }: RateLimitVerdict['policy']): boolean => targets.includes(costTarget);

const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
