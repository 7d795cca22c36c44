// Counts failed attempts to give a password, each time with a longer wait. An attempt counts as failed from its start
// until it is forgiven, so that a thousand at once are not a thousand guesses.

import { createHash } from 'node:crypto';
import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import { accountKeys } from './keys.ts';

export interface AttemptPolicy {
  /** So many attempts in a row may fail before the waiting begins. */
  readonly free: number;
  /** The first wait; each one after it is twice as long. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** A counter that is left alone for so long starts anew. */
  readonly forgetMs: number;
}

/** An account's owner mistypes a few times; a network may be a whole office. */
export const attemptPolicies = {
  account: { free: 5, firstDelayMs: 1_000, maxDelayMs: 5 * 60_000, forgetMs: 3_600_000 },
  network: { free: 50, firstDelayMs: 1_000, maxDelayMs: 60_000, forgetMs: 3_600_000 },
  session: { free: 5, firstDelayMs: 1_000, maxDelayMs: 5 * 60_000, forgetMs: 3_600_000 },
} as const satisfies Record<string, AttemptPolicy>;

export type AttemptKind = keyof typeof attemptPolicies;

const begin = loadScript('account/attempt-begin');
const takeBack = loadScript('account/attempt-take-back');

export class Attempts {
  readonly #redis: RedisHandle;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /** Counts an attempt. Returns 0 where it may go on, else how many milliseconds to wait; then it did not count. */
  async begin(kind: AttemptKind, subject: string): Promise<number> {
    const { free, firstDelayMs, maxDelayMs, forgetMs } = attemptPolicies[kind];
    const args = [free, firstDelayMs, maxDelayMs, forgetMs];
    const answer = (await this.#redis.run(begin, [this.#key(kind, subject)], args)) as ['OK'] | ['WAIT', number];
    return answer[0] === 'OK' ? 0 : answer[1];
  }

  /** Takes one attempt back, because it succeeded: the failures of others still count. */
  async takeBack(kind: AttemptKind, subject: string): Promise<void> {
    await this.#redis.run(takeBack, [this.#key(kind, subject)], []);
  }

  /** Forgets the failures, after an attempt that succeeded. */
  async forgive(kind: AttemptKind, subject: string): Promise<void> {
    await this.#redis.client.del(this.#key(kind, subject));
  }

  #key(kind: AttemptKind, subject: string): string {
    return accountKeys.attempts(
      this.#redis.prefix,
      `${kind}:${createHash('sha256').update(subject).digest('base64url')}`,
    );
  }
}
