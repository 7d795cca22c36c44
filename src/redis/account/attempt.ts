// Counts attempts to give a password, each time with a longer wait. An attempt counts as failed from its start until it is taken
// back, so that a thousand at once are not a thousand guesses.

import { createHash } from 'node:crypto';
import type { RedisHandle } from '../base/handle.ts';
import { Refusal } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { accountKeys } from './keys.ts';

export interface AttemptPolicy {
  /** So many attempts may fail before the waiting begins. */
  readonly free: number;
  /** The first wait; each one after it is twice as long. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** One attempt is forgotten in this time, and the counter with the last of them. */
  readonly forgetMs: number;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/**
 * `address`: on one account from one address. It stays far below `account`, so that nobody can use up alone what devices that the
 * account does not know have together: 85 guesses a day. `device`, `session`: from where the account is known, by itself.
 * `network`: on all accounts from one address, which may be a whole office. `code`: of an account for one purpose: a million codes
 * against some 30 tries a day. `factor`: second factors at log-ins to an account from devices that it does not know. `mailRecipient`,
 * `mailSender`: mails that were asked for one address, and by one network. `audit`: what strangers from one network do that is written
 * down. `export`: that an account asks for all that is kept of it.
 */
export const attemptPolicies = {
  address: { free: 5, firstDelayMs: second, maxDelayMs: 4 * hour, forgetMs: 2 * hour },
  account: { free: 40, firstDelayMs: second, maxDelayMs: 4 * hour, forgetMs: 45 * minute },
  device: { free: 5, firstDelayMs: second, maxDelayMs: 30 * minute, forgetMs: 20 * minute },
  session: { free: 5, firstDelayMs: second, maxDelayMs: 30 * minute, forgetMs: 20 * minute },
  code: { free: 10, firstDelayMs: minute, maxDelayMs: 4 * hour, forgetMs: 2 * hour },
  factor: { free: 10, firstDelayMs: minute, maxDelayMs: 4 * hour, forgetMs: 2 * hour },
  mailRecipient: { free: 5, firstDelayMs: minute, maxDelayMs: hour, forgetMs: 20 * minute },
  mailSender: { free: 30, firstDelayMs: second, maxDelayMs: 10 * minute, forgetMs: minute },
  audit: { free: 20, firstDelayMs: minute, maxDelayMs: hour, forgetMs: 3 * minute },
  export: { free: 3, firstDelayMs: minute, maxDelayMs: hour, forgetMs: 20 * minute },
  network: { free: 50, firstDelayMs: second, maxDelayMs: minute, forgetMs: minute },
} as const satisfies Record<string, AttemptPolicy>;

/** What may be counted of each kind, in parts that lie in slots of their own: some 10 MB a kind. */
const attemptLimits = { parts: 16, perPart: 3_000, takenOut: 10 } as const;

export type AttemptKind = keyof typeof attemptPolicies;

/** What an attempt counts for. */
export interface AttemptSubject {
  readonly kind: AttemptKind;
  readonly subject: string;
}

/** What a log-in counts for: a device that the account knows by itself, any other with all that it does not know. */
export function logInSubjects(identity: string, network: string, device: string | null): readonly AttemptSubject[] {
  if (device !== null) return [{ kind: 'device', subject: device }];
  return [
    // First, so that a network that has to wait leaves nothing behind for the addresses that it makes up.
    { kind: 'network', subject: network },
    { kind: 'address', subject: `${identity} ${network}` },
    { kind: 'account', subject: identity },
  ];
}

const begin = loadScript('account/attempt-begin');
const takeBack = loadScript('account/attempt-take-back');
const note = loadScript('account/attempt-note');

export class Attempts {
  readonly #redis: RedisHandle;
  readonly #perPart: number;

  /** `perPart` is what may be counted of a kind in one part of all. */
  constructor(redis: RedisHandle, perPart: number = attemptLimits.perPart) {
    this.#redis = redis;
    this.#perPart = perPart;
  }

  /**
   * Counts an attempt for all subjects. Returns null if it may go on, else the subject that has to wait and for how long; then it
   * counts for none.
   */
  async begin(subjects: readonly AttemptSubject[]): Promise<{ kind: AttemptKind; waitMs: number } | null> {
    const kept: number[] = [];
    for (const [index, subject] of subjects.entries()) {
      const counted = await this.#count(subject);
      if ('keptMs' in counted) {
        kept.push(counted.keptMs);
        continue;
      }
      await this.takeBack(subjects.slice(0, index));
      return { kind: subject.kind, waitMs: counted.waitMs };
    }
    await Promise.all(subjects.map((subject, index) => this.#note(subject, kept[index] as number)));
    return null;
  }

  /** How many attempts count for the one of these subjects that has most. */
  async most(subjects: readonly AttemptSubject[]): Promise<number> {
    const counts = await Promise.all(subjects.map((each) => this.#redis.client.hget(this.#key(each), 'count')));
    return Math.max(0, ...counts.map(Number));
  }

  /** Takes one attempt back, because it succeeded: the failures of others still count. */
  async takeBack(subjects: readonly AttemptSubject[]): Promise<void> {
    await Promise.all(subjects.map((subject) => this.#redis.run(takeBack, [this.#key(subject)], [])));
  }

  /** Forgets the failures, after an attempt that succeeded. */
  async forgive(subject: AttemptSubject): Promise<void> {
    await this.#redis.client.del(this.#key(subject));
  }

  async #count(subject: AttemptSubject): Promise<{ readonly waitMs: number } | { readonly keptMs: number }> {
    const { free, firstDelayMs, maxDelayMs, forgetMs } = attemptPolicies[subject.kind];
    const args = [free, firstDelayMs, maxDelayMs, forgetMs];
    const answer = (await this.#redis.run(begin, [this.#key(subject)], args)) as ['OK' | 'WAIT', number];
    return answer[0] === 'OK' ? { keptMs: answer[1] } : { waitMs: answer[1] };
  }

  /** Notes what is counted, and forgets what is too much. */
  async #note({ kind, subject }: AttemptSubject, keptMs: number): Promise<void> {
    const { parts, takenOut } = attemptLimits;
    const digest = digestOf(subject);
    const index = accountKeys.attemptIndex(this.#redis.prefix, `${kind}:${digest.charCodeAt(0) % parts}`);
    const gone = (await this.#redis.run(note, [index], [digest, keptMs, this.#perPart, takenOut])) as string[];
    await Promise.all(
      gone.map((one) => this.#redis.client.del(accountKeys.attempts(this.#redis.prefix, `${kind}:${one}`))),
    );
  }

  #key({ kind, subject }: AttemptSubject): string {
    return accountKeys.attempts(this.#redis.prefix, `${kind}:${digestOf(subject)}`);
  }
}

function digestOf(subject: string): string {
  return createHash('sha256').update(subject).digest('base64url');
}

export function tooManyAttempts(seconds: number, ...field: string[]): never {
  const problem = {
    code: 'TOO_MANY_ATTEMPTS',
    message: `Too many attempts. Try again in ${seconds} s.`,
    retryAfterSeconds: seconds,
  } as const;
  throw new Refusal(field.length > 0 ? { ...problem, field } : problem);
}
