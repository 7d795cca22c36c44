// How an answer over HTTP reports the limits of a client: in the fields of the IETF's draft (RateLimit and RateLimit-Policy,
// draft-ietf-httpapi-ratelimit-headers-10) and Retry-After.

import { costTarget, intervalMicros } from './policy.ts';
import type { RateLimitVerdict } from './rate-limit.ts';

export const rateLimitHeaderNames = ['RateLimit', 'RateLimit-Policy', 'Retry-After'] as const;

export type RateLimitHeaders = Readonly<Partial<Record<(typeof rateLimitHeaderNames)[number], string>>>;

/** Of several verdicts about one policy, as in a batch of operations, the last remainder and the longest wait count. */
export function rateLimitHeaders(verdicts: readonly RateLimitVerdict[]): RateLimitHeaders {
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

export function longestRefusal(verdicts: readonly RateLimitVerdict[]): RateLimitVerdict | undefined {
  return verdicts
    .filter(({ allowed, policy }) => !allowed && policy.mode === 'ENFORCE')
    .sort((a, b) => b.retryAfterMs - a.retryAfterMs)[0];
}

export const isCost = ({ targets }: RateLimitVerdict['policy']): boolean => targets.includes(costTarget);

export const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));

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

function isTighter(one: RateLimitVerdict, other: RateLimitVerdict): boolean {
  if (one.retryAfterMs !== other.retryAfterMs) return one.retryAfterMs > other.retryAfterMs;
  return one.remaining < other.remaining;
}
