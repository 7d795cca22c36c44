// Mails that tell the owner of an account what was done to it. The script that does it writes an entry into the outbox of its shard, so
// that a crash in between tells nothing wrong and forgets nothing; the entry leaves when its job is in the queue of mails.

import type { RedisHandle } from '../base/handle.ts';
import type { Jobs } from '../job/job.ts';
import { sessionShards } from '../session/shard.ts';
import { userIdOf, userOwner } from '../session/token.ts';
import { accountKeys } from './keys.ts';

/** The queue of all mails, and the job that tells an owner. */
export const mailQueue = 'mail';
export const noticeJob = 'mail.notice';

export const mailJobLimits = { maxAttempts: 8, timeoutMs: 60_000 } as const;

const noticeLimits = {
  /** What waits in the outbox of one shard. Without a worker for so long, the oldest go untold. */
  waiting: 10_000,
  /** Entries that are relayed at a time. */
  atOnce: 100,
} as const;

export const noticeKinds = [
  'PASSWORD_WAS_RESET',
  'PASSWORD_WAS_CHANGED',
  'SECOND_FACTOR_WAS_ADDED',
  'SECOND_FACTOR_WAS_REMOVED',
  'RECOVERY_CODES_WERE_REPLACED',
  'RECOVERY_CODE_WAS_USED',
  'EMAIL_WAS_CHANGED',
  'ACCOUNT_WAS_RESET',
  'API_KEY_WAS_ADDED',
  'ACCOUNT_WAS_ERASED',
  'PROVIDER_WAS_LINKED',
  'PROVIDER_WAS_UNLINKED',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export interface MailedSettings {
  /** Whether mail can be sent at all. */
  readonly available?: boolean;
  /** Whether who signs up has to prove the address first. */
  readonly verify?: boolean | undefined;
}

export class Notices {
  readonly #redis: RedisHandle;
  readonly #jobs: Jobs;
  /** Whether mail can be sent at all. */
  readonly available: boolean;

  constructor(redis: RedisHandle, jobs: Jobs, { available = false }: MailedSettings = {}) {
    this.#redis = redis;
    this.#jobs = jobs;
    this.available = available;
  }

  /** The key of the outbox that a script writes into, as account/notice takes it. */
  keyOf(userId: string): string {
    return accountKeys.notices(this.#redis.prefix, this.#shardOf(userId));
  }

  /** How many entries the outbox keeps: none where no mail can be sent. */
  get kept(): number {
    return this.available ? noticeLimits.waiting : 0;
  }

  /** Relays what a script has just written. Where that fails, a worker does it soon. */
  async hurry(userId: string): Promise<void> {
    if (this.available) await this.#relay(this.#shardOf(userId)).catch(() => {});
  }

  /** Enqueues the mails of all entries; how many there were. Any number of processes may do it at once. */
  async relayAll(): Promise<number> {
    const relayed = sessionShards(this.#redis).numbers.map((shard) => this.#relay(shard));
    return (await Promise.all(relayed)).reduce((sum, count) => sum + count, 0);
  }

  /** The address that an account had before it changed it, or was erased, lately; null where it did not. */
  formerEmail(userId: string): Promise<string | null> {
    return this.#redis.client.get(accountKeys.formerEmail(this.#redis, userOwner(userId)));
  }

  /** Once an erased account is told, nothing needs its address. */
  async forgetFormerEmail(userId: string): Promise<void> {
    await this.#redis.client.del(accountKeys.formerEmail(this.#redis, userOwner(userId)));
  }

  async #relay(shard: number): Promise<number> {
    const key = accountKeys.notices(this.#redis.prefix, shard);
    const entries = await this.#redis.client.xrange(key, '-', '+', 'COUNT', noticeLimits.atOnce);
    if (entries.length === 0) return 0;
    const jobs = entries.flatMap(([id, [, kind = '', , owner = '']]) => {
      const userId = userIdOf(owner);
      // No entry of ours: it would be met again and again.
      if (userId === null || !(noticeKinds as readonly string[]).includes(kind)) return [];
      const idempotencyKey = `${noticeJob}:${shard}:${id}`;
      return [{ queue: mailQueue, name: noticeJob, payload: { userId, kind }, idempotencyKey, ...mailJobLimits }];
    });
    await Promise.all(jobs.map((job) => this.#jobs.enqueue(job)));
    await this.#redis.client.xdel(key, ...entries.map(([id]) => id));
    return entries.length;
  }

  #shardOf(userId: string): number {
    return sessionShards(this.#redis).of(userOwner(userId));
  }
}
