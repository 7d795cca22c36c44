// By which identities at providers people log in to an account. An account lists its own; a key for each identity leads to the account,
// as those of e-mail addresses do. Where the two differ, as after a crash, the account's list counts.

import { createHash } from 'node:crypto';
import { guarded } from '../base/guarded.ts';
import type { RedisHandle } from '../base/handle.ts';
import { refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import type { SecurityListener } from '../session/event.ts';
import { userOwner } from '../session/token.ts';
import { Claims } from './claim.ts';
import { accountKeys } from './keys.ts';
import { readLink } from './link-record.ts';
import type { Notices } from './notice.ts';
import { type ProviderIdentity, providerLimits } from './provider.ts';

const scripts = {
  add: loadScript('account/link-add'),
  remove: loadScript('account/link-remove'),
};

/** A provider by which the holder of an account logs in. */
export interface ProviderLink {
  readonly provider: string;
  readonly linkedAt: Date;
}

export class ProviderLinks {
  readonly #redis: RedisHandle;
  readonly #claims: Claims;
  readonly #notices: Notices;
  readonly #report: SecurityListener;

  constructor(redis: RedisHandle, { notices }: { readonly notices: Notices }, report: SecurityListener = () => {}) {
    this.#redis = redis;
    this.#claims = new Claims(redis);
    this.#notices = notices;
    this.#report = guarded('onSecurityEvent', report);
  }

  /** The account that an identity opens; null where there is none. */
  async holder(provider: string, identity: Pick<ProviderIdentity, 'issuer' | 'subject'>): Promise<string | null> {
    const digest = digestOf(identity);
    const userId = await this.#redis.client.get(accountKeys.link(this.#redis.prefix, digest));
    if (userId === null) return null;
    const entry = await this.#redis.client.hget(this.#key(userId), provider);
    return entry !== null && readLink(entry)?.identity === digest ? userId : null;
  }

  /**
   * Lets an identity open an account, whose owner is told.
   * @throws Refusal CONFLICT where it opens another one, ILLEGAL_STATE where the account has another identity of the provider, or has not
   * proven its address; NOT_FOUND.
   */
  async add(userId: string, provider: string, identity: Pick<ProviderIdentity, 'issuer' | 'subject'>): Promise<void> {
    const digest = digestOf(identity);
    const key = accountKeys.link(this.#redis.prefix, digest);
    const claim = await this.#claims.begin(userId, key);
    if (claim === null) return refuseMissing();
    if (!(await this.#claims.take(userId, key, claim))) {
      await this.#claims.giveUp(userId, key, claim);
      refuseTaken();
    }
    const entry = JSON.stringify({ identity: digest, linkedAt: Date.now() });
    const [outcome] = (await this.#redis.run(
      scripts.add,
      [accountKeys.record(this.#redis, userOwner(userId)), this.#key(userId), this.#notices.keyOf(userId)],
      [
        provider,
        entry,
        this.#notices.available ? 1 : 0,
        providerLimits.perAccount,
        userOwner(userId),
        this.#notices.kept,
        claim,
      ],
    )) as ['OK'] | ['NONE'] | ['CHANGED'] | ['UNPROVEN'] | ['EXISTS'] | ['LIMIT'];
    if (outcome === 'OK') {
      await this.#notices.hurry(userId);
      return this.#report({ kind: 'provider_linked', userId, reason: provider });
    }
    await this.#claims.giveUp(userId, key, claim);
    if (outcome === 'CHANGED') refuse('CONFLICT', 'Another request has changed your account meanwhile. Try again.');
    if (outcome === 'UNPROVEN') refuse('ILLEGAL_STATE', 'Confirm your e-mail address first.');
    if (outcome === 'EXISTS')
      refuse('ILLEGAL_STATE', 'Your account is linked with this provider already. Unlink it first.', 'provider');
    if (outcome === 'LIMIT')
      refuse('LIMIT_EXCEEDED', `An account may have ${providerLimits.perAccount} links at most.`, 'provider');
    refuseMissing();
  }

  /**
   * Takes a link away.
   * @throws Refusal NOT_FOUND; ILLEGAL_STATE for the last way in to the account.
   */
  async remove(userId: string, provider: string): Promise<void> {
    const owner = userOwner(userId);
    const [outcome, entry = ''] = (await this.#redis.run(
      scripts.remove,
      [
        this.#key(userId),
        accountKeys.record(this.#redis, owner),
        accountKeys.factors(this.#redis, owner),
        this.#notices.keyOf(userId),
      ],
      [provider, this.#notices.available ? 1 : 0, owner, this.#notices.kept],
    )) as ['OK', string] | ['NONE'] | ['LAST'];
    if (outcome === 'NONE') refuse('NOT_FOUND', 'Your account is not linked with this provider.', 'provider');
    if (outcome === 'LAST')
      refuse('ILLEGAL_STATE', 'You could not log in any more. Add a passkey, or another way to log in, first.');
    const identity = readLink(entry)?.identity;
    if (identity) await this.#claims.vacate(userId, accountKeys.link(this.#redis.prefix, identity));
    await this.#notices.hurry(userId);
    this.#report({ kind: 'provider_unlinked', userId, reason: provider });
  }

  /** The links of an account, the oldest first. */
  async list(userId: string): Promise<ProviderLink[]> {
    const entries = Object.entries(await this.#redis.client.hgetall(this.#key(userId)));
    const links = entries.flatMap(([provider, entry]) => {
      const found = readLink(entry);
      return found ? [{ provider, linkedAt: new Date(found.linkedAt) }] : [];
    });
    return links.sort((a, b) => a.linkedAt.getTime() - b.linkedAt.getTime());
  }

  /** Forgets that identities lead to an account, which is gone. */
  async release(userId: string, identities: readonly string[]): Promise<void> {
    for (const identity of identities)
      await this.#claims.release(userId, accountKeys.link(this.#redis.prefix, identity));
  }

  #key(userId: string): string {
    return accountKeys.links(this.#redis, userOwner(userId));
  }
}

/** Issuer and subject, which no provider may mix with those of another. */
function digestOf({ issuer, subject }: Pick<ProviderIdentity, 'issuer' | 'subject'>): string {
  return createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('base64url');
}

function refuseMissing(): never {
  refuse('NOT_FOUND', 'There is no such account.');
}

function refuseTaken(): never {
  refuse('CONFLICT', 'Another account is linked with this one of the provider’s.', 'callback');
}
