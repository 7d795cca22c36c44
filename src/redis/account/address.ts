// Which account has an e-mail address. The first release compared addresses in another way, and found an account by a key of its
// own, so addresses that the two compare differently have both keys: then processes of both releases find the account.

import { createHash } from 'node:crypto';
import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import { accountKeys } from './keys.ts';
import { emailIdentity, formerEmailIdentity } from './text.ts';

const claimScript = loadScript('account/claim-email');

export class Addresses {
  readonly #redis: RedisHandle;
  readonly #exists: (userId: string) => Promise<boolean>;

  /** @param exists whether there is an account. One that was left half made may be named and be gone. */
  constructor(redis: RedisHandle, exists: (userId: string) => Promise<boolean>) {
    this.#redis = redis;
    this.#exists = exists;
  }

  /** The account of an address, which may be gone. One that has only its former key gets the present one too. */
  async holder(email: string): Promise<string | null> {
    const former = await this.#formerHolder(email);
    if (former === null) return this.#redis.client.get(this.#key(emailIdentity(email)));
    await this.adopt(email, former);
    return former;
  }

  /** Whether an address is the account's from now on; `before` is the one that is gone and had it. */
  async claim(email: string, userId: string, before: string | null): Promise<boolean> {
    if (!(await this.#claim(emailIdentity(email), userId, before ?? ''))) return false;
    if (isComparedOtherwise(email)) await this.#claim(formerEmailIdentity(email), userId, '');
    return true;
  }

  /**
   * Gives an account with a former key the present one. TAKEN if another account has it: both keep their own spelling. KNOWN if it has
   * it already, or the former key is not its own.
   */
  async adopt(email: string, userId: string): Promise<'OK' | 'TAKEN' | 'KNOWN'> {
    const { client } = this.#redis;
    if ((await client.get(this.#key(formerEmailIdentity(email)))) !== userId) return 'KNOWN';
    if ((await client.get(this.#key(emailIdentity(email)))) === userId) return 'KNOWN';
    return (await this.#claim(emailIdentity(email), userId, '')) ? 'OK' : 'TAKEN';
  }

  async #formerHolder(email: string): Promise<string | null> {
    if (!isComparedOtherwise(email)) return null;
    const id = await this.#redis.client.get(this.#key(formerEmailIdentity(email)));
    return id !== null && (await this.#exists(id)) ? id : null;
  }

  async #claim(identity: string, userId: string, before: string): Promise<boolean> {
    const [outcome] = (await this.#redis.run(claimScript, [this.#key(identity)], [userId, before])) as ['OK' | 'TAKEN'];
    return outcome === 'OK';
  }

  #key(identity: string): string {
    return accountKeys.email(this.#redis.prefix, createHash('sha256').update(identity).digest('base64url'));
  }
}

/** Whether the first release compared an address in another way. */
export function isComparedOtherwise(email: string): boolean {
  return formerEmailIdentity(email) !== emailIdentity(email);
}
