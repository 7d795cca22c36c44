// Visitors of pages that store nothing in the browser: known again by address and user agent, with a secret that Redis forgets after two
// days. From then on nobody can tell who a visitor was, or that two days' visitors are one.

import { hash, randomBytes } from 'node:crypto';
import type { RedisClock } from '../base/clock.ts';
import type { RedisHandle } from '../base/handle.ts';
import { metricKeys } from './keys.ts';
import { time } from './time.ts';

interface Sender {
  readonly address: string;
  readonly userAgent: string;
}

/** The name of a sender's visitor on the day of UTC of an event; of an event before yesterday, on yesterday. */
export type DailyVisitorOf = (sender: Sender, at: Date | null) => string;

const saltSeconds = (2 * time.dayMs) / 1_000;
const nameLength = 22;

export class DailyVisitors {
  readonly #redis: RedisHandle;
  readonly #clock: RedisClock;
  /** Those of today and yesterday. */
  #salts: ReadonlyMap<number, Promise<string>> = new Map();

  constructor(redis: RedisHandle, clock: RedisClock) {
    this.#redis = redis;
    this.#clock = clock;
  }

  async of(site: string): Promise<DailyVisitorOf> {
    const today = Math.floor((await this.#clock.nowMs()) / time.dayMs);
    const days = [today - 1, today] as const;
    this.#salts = new Map(days.map((day) => [day, this.#salts.get(day) ?? this.#saltOf(day)]));
    const [former, present] = await Promise.all(this.#salts.values());
    return ({ address, userAgent }, at) => {
      const isToday = at === null || !(at.getTime() < today * time.dayMs);
      const text = [isToday ? present : former, site, address, userAgent].join('\n');
      return hash('sha256', text, 'base64url').slice(0, nameLength);
    };
  }

  /** All processes have the same. One that could not be read is asked for again. */
  #saltOf(day: number): Promise<string> {
    const fresh = randomBytes(16).toString('base64url');
    const { client, prefix } = this.#redis;
    const salt = client
      .set(metricKeys.dailySalt(prefix, day), fresh, 'EX', saltSeconds, 'NX', 'GET')
      .then((known) => known ?? fresh);
    salt.catch(() => {
      this.#salts = new Map();
    });
    return salt;
  }
}
