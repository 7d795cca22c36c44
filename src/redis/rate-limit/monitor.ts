// What operators see of the limits: counted in the process, written once a second, so that watching costs no round trip a
// request.

import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import { rateLimitKeys } from './keys.ts';
import type { RateLimitPolicy } from './policy.ts';

const recordScript = loadScript('rate-limit/record');

const bounds = {
  flushMs: 1_000,
  /** Keys told apart a policy between two flushes; what further keys asked for is in the policy's numbers alone. */
  keysCounted: 2_000,
  /** Of those, the ones that are written: the refused first, then the busiest. */
  keysPerFlush: 200,
  keysKept: 500,
  activityEntries: 1_000,
  /** The minutes of 48 hours are read. */
  countersTtlSeconds: 49 * 3_600,
  /** The keys of this hour and the last are read. */
  keysTtlSeconds: 2 * 3_600,
} as const;

interface KeyCount {
  allowed: number;
  denied: number;
  waitMs: number;
}

interface PolicyCount {
  allowed: number;
  denied: number;
  local: number;
  readonly keys: Map<string, KeyCount>;
  /** Since the start: at hand here, since every decision is added to it. */
  readonly total: { allowed: number; denied: number };
}

type CountedPolicy = Pick<RateLimitPolicy, 'name' | 'mode'>;

export class Monitor {
  readonly #redis: RedisHandle;
  readonly #version: () => string;
  readonly #totals = new Map<string, { allowed: number; denied: number }>();
  #counts = new Map<string, PolicyCount>();
  #timer: NodeJS.Timeout | undefined;

  /** `version` tells which policies the process decides by. */
  constructor(redis: RedisHandle, version: () => string) {
    this.#redis = redis;
    this.#version = version;
  }

  /** Units by policy since the start. */
  get totals(): ReadonlyMap<string, { readonly allowed: number; readonly denied: number }> {
    return this.#totals;
  }

  /** Drops the totals of policies that are gone. */
  forgetAllBut(policies: ReadonlyMap<string, unknown>): void {
    for (const name of this.#totals.keys()) if (!policies.has(name)) this.#totals.delete(name);
  }

  /** `waitMs` is 0 where the units were allowed; `local` where this process decided by itself. */
  count(policy: CountedPolicy, key: string, units: number, waitMs: number, local: boolean): void {
    const count = this.#countOf(policy.name);
    const ofKey = keyOf(count, key);
    if (local) count.local += units;
    if (waitMs === 0) {
      count.allowed += units;
      count.total.allowed += units;
      if (ofKey) ofKey.allowed += units;
      return;
    }
    count.denied += units;
    count.total.denied += units;
    if (!ofKey) return;
    ofKey.denied += units;
    // What is only tried out keeps nobody waiting.
    ofKey.waitMs = policy.mode === 'SHADOW' ? 0 : Math.ceil(waitMs);
  }

  /** Forgets until when keys are refused, as after an unblocking; how much they asked for stays. */
  forgetWaits(): void {
    for (const { keys } of this.#counts.values()) for (const key of keys.values()) key.waitMs = 0;
  }

  /**
   * Writes what was counted since the last time. What cannot be written, as while Redis is away, is tried again with what
   * comes meanwhile. @throws the first failure, when all policies were tried.
   */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const counts = this.#counts;
    this.#counts = new Map();
    const written = await Promise.allSettled([...counts].map(([policy, count]) => this.#write(policy, count)));
    const failures = written.filter((outcome) => outcome.status === 'rejected');
    [...counts].forEach(([policy, count], index) => {
      if (written[index]?.status === 'rejected') this.#giveBack(policy, count);
    });
    if (failures[0]) throw failures[0].reason;
  }

  #countOf(policy: string): PolicyCount {
    let count = this.#counts.get(policy);
    if (!count) {
      const total = this.#totals.get(policy) ?? { allowed: 0, denied: 0 };
      this.#totals.set(policy, total);
      count = { allowed: 0, denied: 0, local: 0, keys: new Map(), total };
      this.#counts.set(policy, count);
      this.#timer ??= setTimeout(() => void this.flush().catch(() => {}), bounds.flushMs).unref();
    }
    return count;
  }

  async #write(policy: string, { allowed, denied, local, keys: byKey }: PolicyCount): Promise<void> {
    const { prefix, channelPrefix } = this.#redis;
    const { keysPerFlush, keysKept, activityEntries, countersTtlSeconds, keysTtlSeconds } = bounds;
    const keyCounts = [...byKey]
      .sort(([, a], [, b]) => b.denied - a.denied || b.allowed - a.allowed)
      .slice(0, keysPerFlush)
      .flatMap(([key, count]) => [key, count.allowed, count.denied, count.waitMs]);
    await this.#redis.run(
      recordScript,
      [
        ...[rateLimitKeys.counters, rateLimitKeys.requested, rateLimitKeys.refused].map((key) =>
          key(prefix, policy, ''),
        ),
        ...[rateLimitKeys.blocked(prefix, policy), rateLimitKeys.activity(prefix), rateLimitKeys.version(prefix)],
      ],
      [
        ...[policy, allowed, denied, local, rateLimitKeys.activityChanged(channelPrefix), keysKept, activityEntries],
        ...[countersTtlSeconds, keysTtlSeconds, this.#version(), ...keyCounts],
      ],
    );
  }

  #giveBack(policy: string, earlier: PolicyCount): void {
    const count = this.#countOf(policy);
    count.allowed += earlier.allowed;
    count.denied += earlier.denied;
    count.local += earlier.local;
    for (const [key, { allowed, denied }] of earlier.keys) {
      const ofKey = keyOf(count, key);
      if (!ofKey) return;
      ofKey.allowed += allowed;
      ofKey.denied += denied;
    }
  }
}

function keyOf({ keys }: PolicyCount, key: string): KeyCount | undefined {
  let count = keys.get(key);
  if (!count && keys.size < bounds.keysCounted) {
    count = { allowed: 0, denied: 0, waitMs: 0 };
    keys.set(key, count);
  }
  return count;
}
