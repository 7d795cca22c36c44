// Reads back what the monitors of all processes wrote.

import { RedisClock } from '../base/clock.ts';
import { checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import { StreamWalk, streamCursor, streamStart, streamTimeMs } from '../base/stream-cursor.ts';
import { rateLimitKeys } from './keys.ts';
import { rateLimitLimits } from './policy.ts';

const keysScript = loadScript('rate-limit/keys');

/** What a policy decided in one minute. */
export interface RateLimitPoint {
  /** The beginning of the minute. */
  readonly at: Date;
  readonly allowed: number;
  readonly denied: number;
  /** Of both, those that a process decided by itself because Redis did not answer. */
  readonly local: number;
}

/** A caller of a policy. */
export interface RateLimitKey {
  /** What to give to `unblock`. */
  readonly key: string;
  readonly allowed: number;
  readonly denied: number;
  /** Seconds until it may try again; null where it is not blocked. */
  readonly retryAfterSeconds: number | null;
}

/** What a policy decided within about a second. */
export interface RateLimitActivity {
  /** Where a reader continues after it. */
  readonly cursor: string;
  /** Entries, of any policy, that were dropped before it since the reader's last one. */
  readonly missed: number;
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
    return this.#keys(policy, first, await this.#clock.nowMs(), 'top');
  }

  /** The keys that are refused at this moment, the longest wait first. */
  async blocked(policy: string, first: number): Promise<RateLimitKey[]> {
    checkWhole(first, 'first', 1, rateLimitLimits.reportEntries);
    return this.#keys(policy, first, await this.#clock.nowMs(), 'blocked');
  }

  /** At most `limit` entries of the activity after a cursor, and the cursor of the last. */
  async activity(after: string, limit: number): Promise<{ entries: RateLimitActivity[]; position: string }> {
    checkWhole(limit, 'limit', 1, rateLimitLimits.reportEntries);
    const walk = new StreamWalk(after);
    const { client, prefix } = this.#redis;
    const read = await client.xrange(rateLimitKeys.activity(prefix), `(${walk.id}`, '+', 'COUNT', limit);
    const entries = read.map((entry) => {
      const [id, [, policy = '', , allowed, , denied]] = entry;
      const { cursor, missed } = walk.advance(id, numberOf(entry)) ?? { cursor: walk.position, missed: 0 };
      return {
        cursor,
        missed,
        policy,
        at: new Date(streamTimeMs(id)),
        allowed: Number(allowed),
        denied: Number(denied),
      };
    });
    return { entries, position: walk.position };
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
    return newest ? streamCursor(newest[0], numberOf(newest)) : streamStart;
  }

  async #keys(policy: string, first: number, nowMs: number, which: 'top' | 'blocked'): Promise<RateLimitKey[]> {
    const { prefix } = this.#redis;
    const hour = Math.floor(nowMs / 3_600_000);
    const found = (await this.#redis.run(
      keysScript,
      [
        rateLimitKeys.requested(prefix, policy, hour - 1),
        rateLimitKeys.requested(prefix, policy, hour),
        rateLimitKeys.refused(prefix, policy, hour - 1),
        rateLimitKeys.refused(prefix, policy, hour),
        rateLimitKeys.blocked(prefix, policy),
      ],
      [first, which === 'top' ? '' : nowMs, rateLimitLimits.reportRanked],
    )) as (string | null)[];
    return Array.from({ length: Math.ceil(found.length / 4) }, (_each, index) => {
      const [key, requested, denied, blockedUntil] = found.slice(4 * index, 4 * index + 4);
      const waitMs = Number(blockedUntil ?? 0) - nowMs;
      return {
        key: key as string,
        allowed: Math.max(0, Number(requested) - Number(denied)),
        denied: Number(denied),
        retryAfterSeconds: waitMs > 0 ? Math.ceil(waitMs / 1000) : null,
      };
    });
  }
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_each, index) => first + index);
}

/** Entries of earlier versions have no number: each counts as the first. */
function numberOf([, fields]: [id: string, fields: string[]]): number {
  const [, , , , , , , number] = fields;
  return Number(number ?? 1);
}
