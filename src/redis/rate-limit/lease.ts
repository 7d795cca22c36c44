// Units that this process holds of a caller's allowance, so that a caller far from its limit is admitted without asking Redis. They are
// charged in Redis before they are spent: docs/decisions/leased-allowances.md has the bounds.

import { Batch } from '../base/batch.ts';
import { admitsAtOnce, intervalMicros, type RateLimitPolicy } from './policy.ts';
import type { RateLimitCheck, TakenCheck } from './take.ts';

export const leaseLimits = {
  /** A process holds at most this share of what a policy admits at once, per caller. */
  share: 1 / 1_000,
  /** A policy of which that is less stays exact. */
  leastUnits: 10,
  /** A lease leaves at least this share of what the policy admits at once; a caller that has less is asked about in Redis. */
  leavesShare: 1 / 2,
  /** A lease is for this many operations at first. It doubles when it is used up, and halves when it ends unused. */
  firstOperations: 4,
  /** Units that are not spent for so long are lost. A caller that asked before that long gets no lease. */
  lifeMs: 1_000,
  /** Leases of a process; the oldest makes room. */
  entries: 10_000,
} as const;

interface Lease {
  /** What is held and not spent. */
  units: number;
  /** What the caller had left in Redis besides. */
  left: number;
  /** When Redis was asked: what came back since is left, too. */
  leftMs: number;
  /** How many units it is to hold. */
  size: number;
  untilMs: number;
  askedMs: number;
  /** When Redis may be asked again for more. */
  retryMs: number;
  pending: boolean;
}

/** What Redis decides: as `takeAll`. */
type Take = (operations: readonly (readonly TakenCheck[])[]) => Promise<readonly (readonly number[] | Error)[]>;

/** Times are milliseconds of a clock that nobody sets, such as `performance.now()`. */
export class Leases {
  readonly #batch: Batch<TakenCheck, number>;
  readonly #mayAsk: () => boolean;
  readonly #maxEntries: number;
  #leases = new Map<RateLimitPolicy, Map<string, Lease>>();
  #size = 0;

  /** `mayAsk` says whether Redis is to be asked at all. */
  constructor(take: Take, mayAsk: () => boolean, maxEntries: number = leaseLimits.entries) {
    this.#mayAsk = mayAsk;
    this.#maxEntries = maxEntries;
    this.#batch = new Batch({
      group: () => 0,
      maxCalls: 128,
      run: async (calls) => (await take(calls.map((call) => [call]))).map((answer) => numberOf(answer)),
    });
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Spends the units of all checks, or of none.
   * @returns what each key has left, or undefined if Redis has to decide.
   */
  spend(checks: readonly RateLimitCheck[], nowMs: number): number[] | undefined {
    for (const { policy, cost } of checks) if (cost * 2 > portionOf(policy)) return undefined;
    const leases: Lease[] = [];
    let enough = true;
    for (const check of checks) {
      const lease = this.#leaseOf(check);
      leases.push(lease);
      if (lease.units >= check.cost && nowMs < lease.untilMs) continue;
      enough = false;
      this.#wish(lease, check, nowMs);
    }
    if (!enough) return undefined;
    return checks.map((check, index) => {
      const lease = leases[index] as Lease;
      const left = leftOf(lease, check, nowMs);
      lease.units -= check.cost;
      if (lease.units * 4 < lease.size && !lease.pending) {
        lease.size = Math.min(portionOf(check.policy), lease.size * 2);
        this.#ask(lease, check, nowMs);
      }
      return left;
    });
  }

  /** What a key has left for this process if Redis says `left` after a check: what the process holds is charged there already. */
  withHeld({ policy, key, cost }: RateLimitCheck, left: number): number {
    const units = this.#leases.get(policy)?.get(key)?.units ?? 0;
    return left < 0 || units === 0 ? left : Math.min(admitsAtOnce(policy) - cost, left + units);
  }

  /** Forgets all, as when policies were changed. What was held is lost. */
  clear(): void {
    this.#leases = new Map();
    this.#size = 0;
  }

  /** A caller that asks again within the life of a lease is worth one. */
  #wish(lease: Lease, check: RateLimitCheck, nowMs: number): void {
    if (lease.units > 0 && nowMs >= lease.untilMs) {
      lease.units = 0;
      lease.size = Math.ceil(lease.size / 2);
    }
    const again = nowMs - lease.askedMs < leaseLimits.lifeMs;
    lease.askedMs = nowMs;
    lease.size = Math.min(portionOf(check.policy), Math.max(lease.size, check.cost * leaseLimits.firstOperations));
    if (again) this.#ask(lease, check, nowMs);
  }

  #ask(lease: Lease, { policy, key }: RateLimitCheck, nowMs: number): void {
    const cost = lease.size - lease.units;
    if (lease.pending || cost < 1 || nowMs < lease.retryMs || !this.#mayAsk()) return;
    lease.pending = true;
    const leaves = Math.ceil(admitsAtOnce(policy) * leaseLimits.leavesShare);
    const retryLater = (): void => {
      lease.retryMs = nowMs + leaseLimits.lifeMs;
    };
    void this.#batch
      .add({ policy, key, cost, leaves })
      .then((left) => {
        if (left < 0) return retryLater();
        lease.units += cost;
        lease.left = left + leaves;
        lease.leftMs = nowMs;
        lease.untilMs = nowMs + leaseLimits.lifeMs;
      }, retryLater)
      .finally(() => {
        lease.pending = false;
      });
  }

  #leaseOf({ policy, key }: RateLimitCheck): Lease {
    let ofPolicy = this.#leases.get(policy);
    const known = ofPolicy?.get(key);
    if (known) return known;
    if (this.#size >= this.#maxEntries) this.#removeOldest();
    if (!ofPolicy || !this.#leases.has(policy)) {
      ofPolicy = new Map();
      this.#leases.set(policy, ofPolicy);
    }
    const never = Number.NEGATIVE_INFINITY;
    const lease: Lease = {
      ...{ units: 0, left: 0, leftMs: 0, size: 0, pending: false },
      ...{ untilMs: never, askedMs: never, retryMs: never },
    };
    ofPolicy.set(key, lease);
    this.#size++;
    return lease;
  }

  // The oldest of the policy that has had leases for longest.
  #removeOldest(): void {
    for (const [policy, ofPolicy] of this.#leases) {
      const [key] = ofPolicy.keys();
      ofPolicy.delete(key as string);
      if (ofPolicy.size === 0) this.#leases.delete(policy);
      this.#size--;
      return;
    }
  }
}

/** How many units a process may hold; 0 for a policy that stays exact. */
export function portionOf(policy: RateLimitPolicy): number {
  if (policy.algorithm !== 'GCRA') return 0;
  const units = Math.floor(admitsAtOnce(policy) * leaseLimits.share);
  return units < leaseLimits.leastUnits ? 0 : units;
}

/** What the key has left when this is spent, as far as this process knows. */
function leftOf(lease: Lease, { policy, cost }: RateLimitCheck, nowMs: number): number {
  const back = Math.floor(((nowMs - lease.leftMs) * 1_000) / intervalMicros(policy));
  return Math.min(admitsAtOnce(policy), lease.left + lease.units + back) - cost;
}

function numberOf(answer: readonly number[] | Error | undefined): number | Error {
  return answer instanceof Error ? answer : (answer?.[0] ?? -1);
}
