// Whether there is an account and whether it is open: it is kept once its address is claimed, disabled and enabled. Each step tells of
// it in the script that makes it.

import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import { DomainEventOutboxes, type EventArgs } from '../domain-event/domain-event.ts';
import { sessionChanges } from '../session/changes.ts';
import type { Actor } from '../session/event.ts';
import { sessionKeys } from '../session/keys.ts';
import { sessionShards, sessionTag } from '../session/shard.ts';
import { userOwner } from '../session/token.ts';
import type { AuditLog } from './audit.ts';
import { administratorsKey, directoryKeys, wordArguments } from './directory.ts';
import { accountKeys } from './keys.ts';
import type { Account } from './record.ts';

const scripts = { keep: loadScript('account/keep'), disable: loadScript('account/disable') };

export class AccountStanding {
  readonly #redis: RedisHandle;
  readonly #audit: AuditLog;
  readonly #outboxes: DomainEventOutboxes;

  constructor(redis: RedisHandle, audit: AuditLog, outboxes = new DomainEventOutboxes(redis)) {
    this.#redis = redis;
    this.#audit = audit;
    this.#outboxes = outboxes;
  }

  /** Keeps an account that was to end by itself, and puts it into the directory. False where it is gone. */
  async keep({ id, email, displayName, createdAt }: Pick<Account, 'id' | 'email' | 'displayName' | 'createdAt'>) {
    const owner = userOwner(id);
    const [kept] = (await this.#redis.run(
      scripts.keep,
      [
        accountKeys.record(this.#redis, owner),
        sessionKeys.access(this.#redis, owner),
        ...directoryKeys(this.#redis, id),
        administratorsKey(this.#redis, id),
        this.eventsKey(id),
      ],
      [
        id,
        createdAt.getTime(),
        ...wordArguments(email, displayName ?? ''),
        ...(await this.eventArgs('account.created', id)),
      ],
    )) as ['OK' | 'NONE'];
    return kept === 'OK';
  }

  /** How many sessions have ended; null where there is no such account. */
  async disable(userId: string, disabled: boolean, by?: Actor): Promise<number | null> {
    const kind = disabled ? 'account_disabled' : 'account_enabled';
    const act = this.#audit.inScript({ kind, userId, by, audited: true });
    const ends = sessionKeys.ended(this.#redis.channelPrefix);
    const owner = userOwner(userId);
    const event = await this.eventArgs(disabled ? 'account.disabled' : 'account.enabled', userId);
    const answer = (await this.#redis.run(
      scripts.disable,
      [sessionKeys.access(this.#redis, owner), ...act.keys, this.eventsKey(userId)],
      [await this.sessionChanges(), disabled ? 1 : 0, owner, ends, ...event, ...act.args],
    )) as ['OK', number] | ['NONE'];
    return answer[0] === 'OK' ? answer[1] : null;
  }

  /** What a script that may end sessions of an account is given first. */
  sessionChanges(): Promise<string> {
    return sessionChanges(this.#outboxes);
  }

  /** The outbox that a script tells of an account in. */
  eventsKey(userId: string): string {
    return this.#outboxes.keyOf(sessionTag(sessionShards(this.#redis).of(userOwner(userId))));
  }

  eventArgs(
    type: 'account.created' | 'account.disabled' | 'account.enabled' | 'account.erased',
    accountId: string,
  ): Promise<EventArgs> {
    return this.#outboxes.argsOf(type, accountId, { accountId });
  }
}
