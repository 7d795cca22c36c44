// The way back into an account for who has lost both the password and the second factor: the operator vouches for the owner, on the
// machine itself. No mail and no stranger comes here.

import { guarded } from '../base/guarded.ts';
import type { RedisHandle } from '../base/handle.ts';
import { refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { reportEnded, type SecurityListener } from '../session/event.ts';
import { sessionKeys } from '../session/keys.ts';
import { userOwner } from '../session/token.ts';
import type { Accounts } from './account.ts';
import { newDeviceSecret } from './device.ts';
import { accountKeys } from './keys.ts';
import type { Notices } from './notice.ts';

const resetScript = loadScript('account/reset');

export class AccountRecovery {
  readonly #redis: RedisHandle;
  readonly #accounts: Accounts;
  readonly #notices: Notices;
  readonly #report: SecurityListener;

  constructor(
    redis: RedisHandle,
    { accounts, notices }: { readonly accounts: Accounts; readonly notices: Notices },
    report: SecurityListener = () => {},
  ) {
    this.#redis = redis;
    this.#accounts = accounts;
    this.#notices = notices;
    this.#report = guarded('onSecurityEvent', report);
  }

  /**
   * Replaces the password, removes all second factors and recovery codes, and ends all sessions, in one step. The owner is told by mail.
   * Returns how many sessions ended.
   * @throws Refusal NOT_FOUND, WEAK_PASSWORD; Overloaded.
   */
  async reset(userId: string, password: string): Promise<number> {
    const hash = await this.#accounts.newHash(userId, password, userId);
    const owner = userOwner(userId);
    const answer = (await this.#redis.run(
      resetScript,
      [
        accountKeys.record(this.#redis, owner),
        sessionKeys.access(this.#redis, owner),
        this.#notices.keyOf(userId),
        accountKeys.factors(this.#redis, owner),
        accountKeys.pending(this.#redis, owner),
        accountKeys.links(this.#redis, owner),
        accountKeys.apiKeys(this.#redis, owner),
      ],
      [
        await this.#accounts.standing.sessionChanges(),
        hash,
        newDeviceSecret(),
        owner,
        sessionKeys.ended(this.#redis.channelPrefix),
        this.#notices.kept,
      ],
    )) as ['OK', number] | ['NONE'];
    if (answer[0] === 'NONE') refuse('NOT_FOUND', 'There is no such account.');
    await this.#notices.hurry(userId);
    this.#report({ kind: 'account_reset', userId });
    reportEnded(this.#report, userId, 'PASSWORD_CHANGED', answer[1]);
    return answer[1];
  }
}
