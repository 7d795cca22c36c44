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
    'RateLimit-Policy': tightest.map(({ policy }) => policyItem(policy)).join(', '),
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
export function policyItem(policy: RateLimitVerdict['policy']): string {
  const burst = policy.burst > 0 ? `;mortar-burst=${policy.burst}` : '';
  const unit = isCost(policy) ? ';mortar-unit="points"' : '';
  return `"${policy.name}";q=${policy.limit};w=${policy.windowSeconds}${burst}${unit}`;
}

function limitItem({ policy, allowed, remaining, retryAfterMs }: RateLimitVerdict): string {
  return `"${policy.name}";r=${remaining}${allowed ? nextUnit(policy) : `;t=${seconds(retryAfterMs)}`}`;
}

/** Of a policy that admitted: when the next unit comes. A window gives its units back one by one, at times that only a refusal finds out. */
export function nextUnit(policy: RateLimitVerdict['policy']): string {
  return policy.algorithm === 'GCRA' ? `;t=${Math.ceil(intervalMicros(policy) / 1e6)}` : '';
}

function isTighter(one: RateLimitVerdict, other: RateLimitVerdict): boolean {
  if (one.retryAfterMs !== other.retryAfterMs) return one.retryAfterMs > other.retryAfterMs;
  return one.remaining < other.remaining;
}
