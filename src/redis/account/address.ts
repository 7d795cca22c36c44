// Which account has an e-mail address, or a user name, which is claimed and found as addresses are. The first release compared addresses in another way, and found an account by a key of its
// own, so addresses that the two compare differently have both keys: then processes of both releases find the account.

import type { RedisHandle } from '../base/handle.ts';
import { refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { ownerKey, sessionKeys, shardStart } from '../session/keys.ts';
import { sessionShards } from '../session/shard.ts';
import { newOwnerId, userOwner } from '../session/token.ts';
import { Claims } from './claim.ts';
import { emailKey, emailKeys, formerEmailKey } from './email-key.ts';
import { accountKeys } from './keys.ts';
import { type Account, readAccount } from './record.ts';
import { emailIdentity, formerEmailIdentity } from './text.ts';

const holderScript = loadScript('account/holder');

export class Addresses {
  readonly #redis: RedisHandle;
  readonly #claims: Claims;
  readonly #exists: (userId: string) => Promise<boolean>;

  /** @param exists whether there is an account. One that was left half made may be named and be gone. */
  constructor(redis: RedisHandle, exists: (userId: string) => Promise<boolean>) {
    this.#redis = redis;
    this.#claims = new Claims(redis);
    this.#exists = exists;
  }

  /** The account of an address, which may be gone. One that has only its former key gets the present one too. */
  async holder(email: string): Promise<string | null> {
    const former = await this.#formerHolder(email);
    if (former === null) return this.#redis.client.get(this.#key(email));
    await this.adopt(email, former);
    return former;
  }

  /**
   * The account of an address, or null. One round trip; two on a cluster or in a data set of layout 1, and more for an address that the first release compared in
   * another way.
   */
  async account(email: string, find: (userId: string) => Promise<Account | null>): Promise<Account | null> {
    if (isComparedOtherwise(email)) {
      const id = await this.holder(email);
      return this.#ofAddress(email, id, find);
    }
    const [id, fields, access = null] = (await this.#redis.run(
      holderScript,
      [this.#key(email)],
      holderArguments(this.#redis),
    )) as [id?: string, fields?: string[], access?: string | null];
    if (id === undefined) {
      // Where an account takes a trip of its own, an address without one takes as long.
      if (!this.#redis.findsByScript) await find(newOwnerId());
      return null;
    }
    if (fields === undefined) return this.#ofAddress(email, id, find);
    const pairs = Array.from({ length: fields.length / 2 }, (_unused, at) => fields.slice(2 * at, 2 * at + 2));
    const account = readAccount(id, Object.fromEntries(pairs), access);
    // Nobody has no id, and takes as long to be read.
    return id !== '' && account && hasAddress(account, email) ? account : null;
  }

  /** An address may still lead to an account that has changed it since. */
  async #ofAddress(
    email: string,
    id: string | null,
    find: (userId: string) => Promise<Account | null>,
  ): Promise<Account | null> {
    const account = id === null ? null : await find(id);
    return account && hasAddress(account, email) ? account : null;
  }

  /** An address that was to end with its account stays with it. */
  async keep(email: string): Promise<void> {
    await Promise.all(this.#keysOf(email).map((key) => this.#redis.client.persist(key)));
  }

  /** An address ends after a time, unless it is kept until then. */
  async expire(email: string, seconds: number): Promise<void> {
    await Promise.all(this.#keysOf(email).map((key) => this.#redis.client.expire(key, seconds)));
  }

  /** The address of an account that is gone is free again. */
  async release(email: string, userId: string): Promise<void> {
    await Promise.all(this.#keysOf(email).map((key) => this.#claims.release(userId, key)));
  }

  /** An address is free again if the account that it leads to does not have it any more. */
  async vacate(email: string, userId: string): Promise<void> {
    await Promise.all(this.#keysOf(email).map((key) => this.#claims.vacate(userId, key)));
  }

  /** Whether an address is an account's from now on, whose record has it already. */
  async take(email: string, userId: string, token?: string): Promise<boolean> {
    const former = await this.#formerHolder(email);
    if (former !== null) await this.adopt(email, former);
    if (!(await this.#claims.take(userId, this.#key(email), token))) return false;
    if (isComparedOtherwise(email)) await this.#claims.takeFree(userId, formerEmailKey(this.#redis.prefix, email));
    return true;
  }

  /**
   * Has an address lead to an account, whose record gets it next, with the token that is returned; null if another account has it. The
   * token is '' where there is no such account.
   */
  async claim(email: string, userId: string): Promise<string | null> {
    const token = await this.#claims.begin(userId, this.#key(email));
    if (token === null) return '';
    if (await this.take(email, userId, token)) return token;
    await this.giveUp(email, userId, token);
    return null;
  }

  /** Ends a claim where the record does not get the address. */
  async giveUp(email: string, userId: string, token: string): Promise<void> {
    await this.#claims.giveUp(userId, this.#key(email), token);
    await this.vacate(email, userId);
  }

  /**
   * Gives an account with a former key the present one. TAKEN if another account has it: both keep their own spelling. KNOWN if it has
   * it already, or the former key is not its own.
   */
  async adopt(email: string, userId: string): Promise<'OK' | 'TAKEN' | 'KNOWN'> {
    const { client } = this.#redis;
    if ((await client.get(formerEmailKey(this.#redis.prefix, email))) !== userId) return 'KNOWN';
    if ((await client.get(this.#key(email))) === userId) return 'KNOWN';
    return (await this.#claims.takeFree(userId, this.#key(email))) ? 'OK' : 'TAKEN';
  }

  async #formerHolder(email: string): Promise<string | null> {
    if (!isComparedOtherwise(email)) return null;
    const id = await this.#redis.client.get(formerEmailKey(this.#redis.prefix, email));
    return id !== null && (await this.#exists(id)) ? id : null;
  }

  #keysOf(email: string): string[] {
    return emailKeys(this.#redis.prefix, email);
  }

  #key(email: string): string {
    return emailKey(this.#redis.prefix, email);
  }
}

/** An account is in the slot of its sessions, not in that of its address. */
function holderArguments(redis: RedisHandle): string[] {
  const owner = userOwner('');
  const start = ownerKey(redis, owner).length;
  const ends = [accountKeys.record(redis, owner).slice(start), sessionKeys.access(redis, owner).slice(start), owner];
  if (!redis.findsByScript) return ends;
  return [...ends, ...sessionShards(redis).numbers.map((shard) => shardStart(redis.prefix, shard))];
}

/** Whether the first release compared an address in another way. */
export function isComparedOtherwise(email: string): boolean {
  return formerEmailIdentity(email) !== emailIdentity(email);
}

/** Whether an account has an address, or a user name, in whatever spelling. */
export function hasAddress(account: Pick<Account, 'email' | 'logInName'>, email: string): boolean {
  return (
    (account.logInName !== null && emailIdentity(account.logInName) === emailIdentity(email)) ||
    emailIdentity(account.email) === emailIdentity(email) ||
    formerEmailIdentity(account.email) === formerEmailIdentity(email)
  );
}

export function taken(): never {
  refuse('EMAIL_TAKEN', 'There is an account with this e-mail address already. Log in instead.', 'email');
}
