// Sign-ups where addresses have to be proven: the answer is the same whether an account has the address, and the account counts once its
// owner has typed the code of the mail. What nobody proves ends by itself.

import type { RedisHandle } from '../base/handle.ts';
import { attemptNetwork, type SessionClient } from '../session/client.ts';
import { sessionKeys } from '../session/keys.ts';
import { firstAccess } from '../session/pass.ts';
import { writeRoles } from '../session/role.ts';
import { newOwnerId, userOwner } from '../session/token.ts';
import type { Accounts } from './account.ts';
import { newDeviceSecret } from './device.ts';
import { accountKeys } from './keys.ts';
import type { MailedProofs } from './mailed-proof.ts';
import type { MailRequest } from './proof.ts';
import { requireDisplayName } from './text.ts';

const signUpLimits = {
  /** An account whose address nobody proves ends after so long. */
  unprovenSeconds: 7 * 24 * 3_600,
} as const;

export class VerifiedSignUps {
  readonly #redis: RedisHandle;
  readonly #accounts: Accounts;
  readonly #proofs: MailedProofs;
  /** Whether addresses have to be proven. */
  readonly required: boolean;

  constructor(
    redis: RedisHandle,
    { accounts, proofs }: { readonly accounts: Accounts; readonly proofs: MailedProofs },
    required = false,
  ) {
    this.#redis = redis;
    this.#accounts = accounts;
    this.#proofs = proofs;
    this.required = required;
  }

  /**
   * Makes an account unless there is one, and has a code mailed that logs in to it. The work is the same if there is one: its owner
   * is told that somebody has tried, and can log in with the code.
   * @throws Refusal INVALID, WEAK_PASSWORD, MAIL_UNAVAILABLE, TOO_MANY_ATTEMPTS; Overloaded.
   */
  async create(
    given: { email: string; password: string; displayName?: string | null },
    client: SessionClient,
  ): Promise<MailRequest> {
    const displayName = requireDisplayName(given.displayName);
    const email = await this.#proofs.admit(given.email, client);
    const owner = { email, displayName };
    const hash = await this.#accounts.firstHash(given.password, owner, attemptNetwork(client.ipAddress));
    await this.#offer(email, displayName);
    return this.#proofs.ask('LOG_IN', email, { hash });
  }

  /** An account without a password, which opens nothing before its address is proven. */
  async #offer(email: string, displayName: string): Promise<void> {
    const { addresses } = this.#accounts;
    const id = newOwnerId();
    const key = accountKeys.record(this.#redis, userOwner(id));
    const accessKey = sessionKeys.access(this.#redis, userOwner(id));
    const { unprovenSeconds } = signUpLimits;
    const record = { email, devices: newDeviceSecret(), displayName, createdAt: String(Date.now()) };
    await this.#redis.client
      .multi()
      .hset(key, record)
      .expire(key, unprovenSeconds)
      .set(accessKey, firstAccess + writeRoles(['CUSTOMER']), 'EX', unprovenSeconds)
      .exec();
    if (await addresses.take(email, id)) await addresses.expire(email, unprovenSeconds);
    else await this.#redis.client.del(key, accessKey);
  }
}
