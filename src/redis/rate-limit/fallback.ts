// Decides in this process alone while Redis is away. Each process then has an allowance of its own, so the allowance is
// smaller than the policy's: half for GCRA, a fifth for a sliding window, which guards what is worth guessing.

import { admitsAtOnce, intervalMicros, type RateLimitPolicy } from './policy.ts';
import type { RateLimitCheck } from './take.ts';

const shares = { GCRA: 1 / 2, SLIDING_WINDOW: 1 / 5 } as const;

export class Fallback {
  readonly #maxEntries: number;
  readonly #fullAtMs = new Map<string, number>();

  constructor(maxEntries = 10_000) {
    this.#maxEntries = maxEntries;
  }

  get size(): number {
    return this.#fullAtMs.size;
  }

  /** As `takeAll` for one operation: the units left, or minus the milliseconds until it could pass. */
  take(checks: readonly RateLimitCheck[], nowMs: number): number[] {
    const weighed = checks.map((check) => this.#weigh(check, nowMs));
    const refused = weighed.some(({ left }, index) => left < 0 && checks[index]?.policy.mode === 'ENFORCE');
    if (!refused) {
      for (const { id, left, after } of weighed) if (left >= 0) this.#store(id, after);
    }
    return weighed.map(({ left }) => left);
  }

  clear(): void {
    this.#fullAtMs.clear();
  }

  #weigh({ policy, key, cost }: RateLimitCheck, nowMs: number): { id: string; left: number; after: number } {
    const id = `${policy.name} ${key}`;
    const { intervalMs, atOnce } = share(policy);
    const ceiling = nowMs + atOnce * intervalMs;
    const after = Math.max(this.#fullAtMs.get(id) ?? 0, nowMs) + cost * intervalMs;
    const left =
      after > ceiling ? -Math.max(1, Math.ceil(after - ceiling)) : Math.floor((ceiling - after) / intervalMs);
    return { id, left, after };
  }

  #store(id: string, fullAtMs: number): void {
    this.#fullAtMs.delete(id);
    if (this.#fullAtMs.size >= this.#maxEntries) {
      const [oldest] = this.#fullAtMs.keys();
      this.#fullAtMs.delete(oldest as string);
    }
    this.#fullAtMs.set(id, fullAtMs);
  }
}

function share(policy: RateLimitPolicy): { intervalMs: number; atOnce: number } {
  const part = shares[policy.algorithm];
  return {
    intervalMs: intervalMicros(policy) / 1000 / part,
    atOnce: Math.max(1, Math.floor(admitsAtOnce(policy) * part)),
  };
}
