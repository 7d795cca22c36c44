// Reads back what the monitors of all processes wrote.

import { RedisClock } from '../base/clock.ts';
import { checkWhole, refuseField } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { rateLimitKeys } from './keys.ts';
import { rateLimitLimits } from './policy.ts';

export interface RateLimitPoint {
  /** The beginning of the minute. */
  readonly at: Date;
  readonly allowed: number;
  readonly denied: number;
  /** Of both, those that a process decided by itself because Redis did not answer. */
  readonly local: number;
}

export interface RateLimitKey {
  /** What to give to `unblock`. */
  readonly key: string;
  readonly allowed: number;
  readonly denied: number;
  /** Seconds until it may try again; null where it is not blocked. */
  readonly retryAfterSeconds: number | null;
}

export interface RateLimitActivity {
  readonly policy: string;
  readonly at: Date;
  readonly allowed: number;
  readonly denied: number;
}

export class Reports {
  readonly #redis: RedisHandle;
  readonly #clock: RedisClock;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#clock = new RedisClock(redis.client);
  }

  /** One point a minute, oldest first, the running minute last. Costs one read an hour of the time asked for. */
  async series(policy: string, lastMinutes: number): Promise<RateLimitPoint[]> {
    checkWhole(lastMinutes, 'lastMinutes', 1, rateLimitLimits.reportMinutes);
    const { client, prefix } = this.#redis;
    const last = Math.floor((await this.#clock.nowMs()) / 60_000);
    const first = last - lastMinutes + 1;
    const hours = range(Math.floor(first / 60), Math.floor(last / 60));
    const counters = await Promise.all(
      hours.map((hour) => client.hgetall(rateLimitKeys.counters(prefix, policy, hour))),
    );
    return range(first, last).map((minute) => {
      const hour = counters[Math.floor(minute / 60) - (hours[0] as number)] ?? {};
      return {
        at: new Date(minute * 60_000),
        allowed: Number(hour[`a${minute % 60}`] ?? 0),
        denied: Number(hour[`d${minute % 60}`] ?? 0),
        local: Number(hour[`l${minute % 60}`] ?? 0),
      };
    });
  }

  /** The keys that requested most in this hour and the last. */
  async topKeys(policy: string, first: number): Promise<RateLimitKey[]> {
    checkWhole(first, 'first', 1, rateLimitLimits.reportEntries);
    const { client, prefix } = this.#redis;
    const hour = Math.floor((await this.#clock.nowMs()) / 3_600_000);
    const lists = await Promise.all(
      [hour - 1, hour].map((each) =>
        client.zrevrange(rateLimitKeys.requested(prefix, policy, each), 0, 499, 'WITHSCORES'),
      ),
    );
    const requested = new Map<string, number>();
    for (const list of lists) {
      for (let at = 0; at < list.length; at += 2) {
        const key = list[at] as string;
        requested.set(key, (requested.get(key) ?? 0) + Number(list[at + 1]));
      }
    }
    const top = [...requested].sort((a, b) => b[1] - a[1]).slice(0, first);
    return this.#describe(
      policy,
      hour,
      top.map(([key]) => key),
      requested,
    );
  }

  /** The keys that are refused at this moment, the longest wait first. */
  async blocked(policy: string, first: number): Promise<RateLimitKey[]> {
    checkWhole(first, 'first', 1, rateLimitLimits.reportEntries);
    const { client, prefix } = this.#redis;
    const nowMs = await this.#clock.nowMs();
    const blocked = await client.zrevrangebyscore(
      rateLimitKeys.blocked(prefix, policy),
      '+inf',
      `(${nowMs}`,
      'LIMIT',
      0,
      first,
    );
    return this.#describe(policy, Math.floor(nowMs / 3_600_000), blocked);
  }

  /** At most `limit` entries of the activity after a cursor, and the cursor of the last. */
  async activity(after: string, limit: number): Promise<{ entries: RateLimitActivity[]; position: string }> {
    checkWhole(limit, 'limit', 1, rateLimitLimits.reportEntries);
    if (!/^\d{1,15}-\d{1,15}$/.test(after)) refuseField('after', 'is not a cursor of the activity');
    const { client, prefix } = this.#redis;
    const read = await client.xrange(rateLimitKeys.activity(prefix), `(${after}`, '+', 'COUNT', limit);
    const entries = read.map(([id, [, policy = '', , allowed, , denied]]) => ({
      policy,
      at: new Date(Number(id.split('-')[0])),
      allowed: Number(allowed),
      denied: Number(denied),
    }));
    return { entries, position: read[read.length - 1]?.[0] ?? after };
  }

  /** The cursor of the newest activity. */
  async activityHead(): Promise<string> {
    const [newest] = await this.#redis.client.xrevrange(
      rateLimitKeys.activity(this.#redis.prefix),
      '+',
      '-',
      'COUNT',
      1,
    );
    return newest?.[0] ?? '0-0';
  }

  async #describe(
    policy: string,
    hour: number,
    names: readonly string[],
    known?: ReadonlyMap<string, number>,
  ): Promise<RateLimitKey[]> {
    if (names.length === 0) return [];
    const { client, prefix } = this.#redis;
    const both = async (key: typeof rateLimitKeys.requested): Promise<number[]> => {
      const [before, now] = await Promise.all(
        [hour - 1, hour].map((each) => client.zmscore(key(prefix, policy, each), ...names)),
      );
      return names.map((_name, index) => Number(before?.[index] ?? 0) + Number(now?.[index] ?? 0));
    };
    const [requested, denied, blockedUntil, nowMs] = await Promise.all([
      known ? names.map((name) => known.get(name) ?? 0) : both(rateLimitKeys.requested),
      both(rateLimitKeys.refused),
      client.zmscore(rateLimitKeys.blocked(prefix, policy), ...names),
      this.#clock.nowMs(),
    ]);
    return names.map((key, index) => {
      const waitMs = Number(blockedUntil[index] ?? 0) - nowMs;
      return {
        key,
        allowed: Math.max(0, (requested[index] ?? 0) - (denied[index] ?? 0)),
        denied: denied[index] ?? 0,
        retryAfterSeconds: waitMs > 0 ? Math.ceil(waitMs / 1000) : null,
      };
    });
  }
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_each, index) => first + index);
}
