// What one account has alone: an e-mail address, a user name, an identity at a provider. A key leads from it to the account, in another slot
// than the account's own record, which counts where the two differ. An account gets such a thing in three steps:
//   1. its record notes that it is about to;
//   2. the key goes to it, if that is as it was read: of several at once one gets it;
//   3. its record has the thing, if it still has the note.
// Who finds the key with another account looks into its record first. If that has the thing, or notes the claim, the thing is taken. Only
// a note that is older than a claim lasts, as after a crash, is void; then step 3 can not follow any more, and the key is free.

import { randomBytes } from 'node:crypto';
import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import { sessionKeys } from '../session/keys.ts';
import { userOwner } from '../session/token.ts';
import { emailKeys } from './email-key.ts';
import { accountKeys, claimKey } from './keys.ts';
import { identityOf } from './link-record.ts';

export const claimLimits = {
  /** A claim that is not done by then was given up. */
  underWayMs: 30_000,
  /** A claim is told from others of the same account for so long: longer than any that has read it can be under way. */
  tokenSeconds: 3_600,
  /** How often one that lost looks again who has won. */
  tries: 3,
} as const;

const scripts = {
  begin: loadScript('account/claim-begin'),
  take: loadScript('account/claim-take'),
  judge: loadScript('account/claim-judge'),
  drop: loadScript('account/claim-drop'),
  release: loadScript('account/claim-release'),
};

export class Claims {
  readonly #redis: RedisHandle;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /** Notes that an account is about to get what a key stands for. The token of the claim; null if there is no such account. */
  async begin(userId: string, key: string): Promise<string | null> {
    const token = newToken();
    const answer = (await this.#redis.run(scripts.begin, [this.#record(userId)], [token, key])) as
      | ['OK', string]
      | ['NONE'];
    if (answer[0] === 'NONE') return null;
    const [, before] = answer;
    if (before !== '' && before !== key) await this.vacate(userId, before);
    return token;
  }

  /**
   * Has a key lead to an account; false if another account has what it stands for, or is about to.
   * @param token of the claim. Without one the record of the account has it already.
   */
  async take(userId: string, key: string, token: string = newToken()): Promise<boolean> {
    for (let tries = 0; tries < claimLimits.tries; tries++) {
      const [holder, former] = await this.#read(key);
      if (holder !== null && holder !== userId && (await this.#isHeld(holder, key))) return false;
      if (await this.#put(key, userId, token, holder, former)) return true;
    }
    return false;
  }

  /** Has a key lead to an account if it leads to no other one. */
  async takeFree(userId: string, key: string): Promise<boolean> {
    const token = newToken();
    if (await this.#put(key, userId, token, null, null)) return true;
    const [holder, former] = await this.#read(key);
    if (holder !== null && holder !== userId) return false;
    return this.#put(key, userId, token, holder, former);
  }

  /** Ends a claim whose last step is not to follow. */
  async giveUp(userId: string, key: string, token: string): Promise<void> {
    await this.#redis.run(scripts.drop, [this.#record(userId)], [token]);
    await this.vacate(userId, key);
  }

  /** Frees a key if it leads to an account which neither has what it stands for, nor is about to. */
  async vacate(userId: string, key: string): Promise<void> {
    const [holder, token] = await this.#read(key);
    if (holder !== userId || (await this.#isHeld(userId, key))) return;
    await this.#redis.run(scripts.release, pairOf(key), [userId, token ?? '']);
  }

  /** Frees a key if it leads to an account, which is gone. */
  async release(userId: string, key: string): Promise<void> {
    await this.#redis.run(scripts.release, pairOf(key), [userId]);
  }

  async #read(key: string): Promise<[holder: string | null, token: string | null]> {
    return (await this.#redis.client.mget(...pairOf(key))) as [string | null, string | null];
  }

  async #isHeld(userId: string, key: string): Promise<boolean> {
    const owner = userOwner(userId);
    const [outcome, email = '', logInName = '', ...links] = (await this.#redis.run(
      scripts.judge,
      [this.#record(userId), sessionKeys.access(this.#redis, owner), accountKeys.links(this.#redis, owner)],
      [key, claimLimits.underWayMs],
    )) as ['CLAIMS' | 'NONE' | 'OK', ...string[]];
    if (outcome !== 'OK') return outcome === 'CLAIMS';
    const { prefix } = this.#redis;
    const held = [email, logInName].flatMap((each) => (each ? emailKeys(prefix, each) : []));
    return held.includes(key) || links.flatMap(identityOf).some((each) => accountKeys.link(prefix, each) === key);
  }

  async #put(key: string, userId: string, token: string, holder: string | null, former: string | null) {
    const [outcome] = (await this.#redis.run(scripts.take, pairOf(key), [
      ...[userId, token, holder ?? '', former ?? ''],
      claimLimits.tokenSeconds,
    ])) as ['OK' | 'CHANGED'];
    return outcome === 'OK';
  }

  #record(userId: string): string {
    return accountKeys.record(this.#redis, userOwner(userId));
  }
}

/** The key that a note of a claim names. */
export function keyOfClaim(note: string): string {
  return note.split(' ').slice(2).join(' ');
}

const pairOf = (key: string): [string, string] => [key, claimKey(key)];
const newToken = (): string => randomBytes(12).toString('base64url');
