// An allowance for each address in this process, without a round trip: what it charges is charged before any work is done.

import { addressKey } from '../../redis/rate-limit/address-key.ts';

export interface AddressAllowance {
  /** Units that may be taken at once after a quiet time. */
  readonly burst: number;
  readonly perSecond: number;
  /** Addresses told apart. The one that took nothing for longest makes room, and is then full again. */
  readonly addresses: number;
  /** Addresses that are never charged. */
  isExempt(address: string): boolean;
}

interface Bucket {
  left: number;
  atMs: number;
}

export class AddressBuckets {
  readonly #allowance: AddressAllowance;
  readonly #buckets = new Map<string, Bucket>();

  constructor(allowance: AddressAllowance) {
    this.#allowance = allowance;
  }

  /** Addresses that are kept. */
  get size(): number {
    return this.#buckets.size;
  }

  /**
   * Takes units, or none.
   * @param nowMs of `performance.now()`.
   * @returns the milliseconds until so many could be taken; 0 where they were. Infinity for more than there ever are.
   */
  take(address: string, units: number, nowMs: number): number {
    if (this.#allowance.isExempt(address)) return 0;
    const { burst, perSecond } = this.#allowance;
    if (units > burst) return Number.POSITIVE_INFINITY;
    const bucket = this.#bucketOf(address, nowMs);
    if (bucket.left < units) return Math.ceil(((units - bucket.left) / perSecond) * 1000);
    bucket.left -= units;
    return 0;
  }

  /** Takes units that have been used, also those that are not there, up to a whole burst. */
  owe(address: string, units: number, nowMs: number): void {
    if (this.#allowance.isExempt(address)) return;
    const bucket = this.#bucketOf(address, nowMs);
    bucket.left = Math.max(-this.#allowance.burst, bucket.left - units);
  }

  #bucketOf(address: string, nowMs: number): Bucket {
    const { burst, perSecond, addresses } = this.#allowance;
    const key = addressKey(address);
    const bucket = this.#buckets.get(key) ?? { left: burst, atMs: nowMs };
    bucket.left = Math.min(burst, bucket.left + ((nowMs - bucket.atMs) / 1000) * perSecond);
    bucket.atMs = nowMs;
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > addresses) {
      const [oldest] = this.#buckets.keys();
      this.#buckets.delete(oldest as string);
    }
    return bucket;
  }
}
