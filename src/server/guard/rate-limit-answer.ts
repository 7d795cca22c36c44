// How an answer over HTTP reports the limits of a client.

import type { ServerResponse } from 'node:http';
import { nextUnit, policyItem, rateLimitHeaders } from '../../redis/rate-limit/headers.ts';
import type { RateLimitPolicy, RateLimitVerdict } from '../../redis/rate-limit/rate-limit.ts';

export function setRateLimitHeaders(response: ServerResponse, verdicts: readonly RateLimitVerdict[]): void {
  for (const [name, value] of Object.entries(rateLimitHeaders(verdicts))) response.setHeader(name, value);
}

/** What an answer says of a policy that admitted, around the number of units that are left. */
interface Texts {
  readonly beforeLeft: string;
  readonly afterLeft: string;
  readonly policy: string;
}

/** Makes the header fields of answers. What a policy says in each of them is made once. */
export class RateLimitFields {
  /** A policy that is changed is another object. */
  readonly #texts = new WeakMap<RateLimitPolicy, Texts>();

  /** Names and values in turn: as `rateLimitHeaders`. */
  of(verdicts: readonly RateLimitVerdict[]): string[] {
    let [limits, policies] = ['', ''];
    let before: RateLimitPolicy | undefined;
    for (const { policy, allowed, remaining } of verdicts) {
      // A policy has several verdicts next to each other, one for each key of a caller.
      if (!allowed || policy === before) return Object.entries(rateLimitHeaders(verdicts)).flat();
      if (policy.mode !== 'ENFORCE') continue;
      before = policy;
      const texts = this.#textsOf(policy);
      const separator = limits === '' ? '' : ', ';
      limits += separator + texts.beforeLeft + remaining + texts.afterLeft;
      policies += separator + texts.policy;
    }
    return limits === '' ? [] : ['RateLimit', limits, 'RateLimit-Policy', policies];
  }

  #textsOf(policy: RateLimitPolicy): Texts {
    let texts = this.#texts.get(policy);
    if (!texts) {
      texts = { beforeLeft: `"${policy.name}";r=`, afterLeft: nextUnit(policy), policy: policyItem(policy) };
      this.#texts.set(policy, texts);
    }
    return texts;
  }
}
