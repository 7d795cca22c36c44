// What operators see of the limits: counted in the process, written once a second, so that watching costs no round trip a
// request.

import type { RedisHandle } from '../handle.ts';
import { loadScript } from '../scripts.ts';

const recordScript = loadScript('rate-limit-record');

const bounds = {
  flushMs: 1_000,
  /** Keys told by name a policy and flush; what further keys asked for is in the policy's numbers alone. */
  keysPerFlush: 200,
  keysKept: 500,
  activityEntries: 1_000,
} as const;

interface KeyCount {
  allowed: number;
  denied: number;
  waitMs: number;
}

interface PolicyCount {
  allowed: number;
  denied: number;
  readonly keys: Map<string, KeyCount>;
}

export class Monitor {
  readonly #redis: RedisHandle;
  #counts = new Map<string, PolicyCount>();
  #timer: NodeJS.Timeout | undefined;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /** `waitMs` is 0 where the units were allowed. */
  count(policy: string, key: string, units: number, waitMs: number): void {
    let count = this.#counts.get(policy);
    if (!count) {
      count = { allowed: 0, denied: 0, keys: new Map() };
      this.#counts.set(policy, count);
      this.#timer ??= setTimeout(() => void this.flush().catch(() => {}), bounds.flushMs).unref();
    }
    let ofKey = count.keys.get(key);
    if (!ofKey && count.keys.size < bounds.keysPerFlush) {
      ofKey = { allowed: 0, denied: 0, waitMs: 0 };
      count.keys.set(key, ofKey);
    }
    if (waitMs === 0) {
      count.allowed += units;
      if (ofKey) ofKey.allowed += units;
      return;
    }
    count.denied += units;
    if (!ofKey) return;
    ofKey.denied += units;
    ofKey.waitMs = Math.ceil(waitMs);
  }

  /** Writes what was counted since the last time; what cannot be written, as while Redis is away, is lost. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const counts = this.#counts;
    this.#counts = new Map();
    const keys = this.#redis.keys.rateLimits;
    await Promise.all(
      [...counts].map(([policy, { allowed, denied, keys: byKey }]) =>
        this.#redis.run(
          recordScript,
          [
            keys.counters(policy, ''),
            keys.asked(policy, ''),
            keys.refused(policy, ''),
            keys.blocked(policy),
            keys.activity,
          ],
          [
            ...[policy, allowed, denied, keys.activityChannel, bounds.keysKept, bounds.activityEntries],
            ...[...byKey].flatMap(([key, count]) => [key, count.allowed, count.denied, count.waitMs]),
          ],
        ),
      ),
    );
  }
}
