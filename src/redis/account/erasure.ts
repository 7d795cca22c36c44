// Erases accounts. What is in the slot of an account goes in one step, with a note of what is left: its address, and what other
// subjects keep. The rest follows at once, and where a process dies in the middle a worker goes on. It is done once more a little later,
// since a request may have been under way when the account went.

import { guarded } from '../base/guarded.ts';
import type { RedisHandle } from '../base/handle.ts';
import { refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { type Actor, reportEnded, type SecurityListener } from '../session/event.ts';
import { sessionKeys } from '../session/keys.ts';
import { sessionShards } from '../session/shard.ts';
import { newOwnerId, userOwner } from '../session/token.ts';
import type { Accounts } from './account.ts';
import type { AuditLog } from './audit.ts';
import { Claims, keyOfClaim } from './claim.ts';
import { administratorsKey, directoryKeys, wordArguments } from './directory.ts';
import { accountKeys } from './keys.ts';
import type { ProviderLinks } from './link.ts';
import { identityOf } from './link-record.ts';
import type { Notices } from './notice.ts';
import { mailPurposes, proofLimits } from './proof.ts';

const erasureLimits = {
  /** What was under way when the account went has ended by then. */
  againAfterMs: 15_000,
  /** Erasures of one shard that a round goes on with. */
  atOnce: 20,
} as const;

/** What other subjects keep of an account, and who stands in its place where something is kept on. */
interface Erased {
  readonly userId: string;
  readonly standIn: string;
}
export type ErasureStep = (erased: Erased) => Promise<unknown>;

/** What is still to be erased of an account. */
interface Rest {
  readonly email: string;
  readonly logInName?: string | null;
  /** Digests of what it was opened with at providers. The script writes the links, so that none is missed that was made meanwhile. */
  readonly identities: readonly string[];
  /** The keys of what it was about to get. The script writes these, too. */
  readonly claimed: readonly string[];
  readonly standIn: string;
  readonly at: number;
}

const eraseScript = loadScript('account/erase');

export class Erasures {
  readonly #redis: RedisHandle;
  readonly #accounts: Accounts;
  readonly #notices: Notices;
  readonly #audit: AuditLog;
  readonly #links: ProviderLinks;
  readonly #claims: Claims;
  readonly #steps: readonly ErasureStep[];
  readonly #againAfterMs: number;
  readonly #report: SecurityListener;

  /** @param parts `steps` erase what other subjects keep; each may be repeated. */
  constructor(
    redis: RedisHandle,
    parts: {
      readonly accounts: Accounts;
      readonly notices: Notices;
      readonly audit: AuditLog;
      readonly links: ProviderLinks;
      readonly steps: readonly ErasureStep[];
      readonly againAfterMs?: number;
    },
    report: SecurityListener = () => {},
  ) {
    this.#redis = redis;
    this.#accounts = parts.accounts;
    this.#notices = parts.notices;
    this.#audit = parts.audit;
    this.#links = parts.links;
    this.#claims = new Claims(redis);
    this.#steps = parts.steps;
    this.#againAfterMs = parts.againAfterMs ?? erasureLimits.againAfterMs;
    this.#report = guarded('onSecurityEvent', report);
  }

  /**
   * Erases an account. Its owner is told by mail. Once the first step is made, nothing brings it back.
   * @throws Refusal NOT_FOUND, CONFLICT, or ILLEGAL_STATE for an administrator's.
   */
  async erase(userId: string, by?: Actor): Promise<void> {
    const account = await this.#accounts.find(userId);
    if (!account) return refuseMissing();
    const event = { kind: 'account_erased', userId, by, audited: true } as const;
    const act = this.#audit.inScript(event);
    const { standing } = this.#accounts;
    const { email, logInName } = account;
    const rest = { email, logInName, standIn: `erased:${newOwnerId()}`, at: Date.now() };
    const owner = userOwner(userId);
    const [, least, most] = wordArguments(email, account.displayName);
    const answer = (await this.#redis.run(
      eraseScript,
      [
        ...this.#keys(userId, owner),
        ...act.keys,
        administratorsKey(this.#redis, userId),
        standing.eventsKey(userId),
        ...this.#others(owner),
      ],
      [
        await standing.sessionChanges(),
        owner,
        sessionKeys.ended(this.#redis.channelPrefix),
        ...[userId, email, logInName ?? '', account.createdAt.getTime(), least, most],
        JSON.stringify(rest),
        this.#notices.kept,
        proofLimits.formerEmailSeconds,
        ...(await standing.eventArgs('account.erased', userId)),
        ...act.args,
      ],
    )) as ['OK', number, string[], string] | ['CHANGED'] | ['ADMIN'] | ['NONE'];
    if (answer[0] === 'NONE') return refuseMissing();
    if (answer[0] === 'CHANGED') refuse('CONFLICT', 'Another request has changed the account meanwhile. Try again.');
    if (answer[0] === 'ADMIN')
      refuse(
        'ILLEGAL_STATE',
        'This is an administrator’s account. Have another one take the role ADMIN from it first.',
      );
    this.#report(event);
    reportEnded(this.#report, userId, 'REVOKED', answer[1], by);
    // What fails now is done by a worker.
    const [, , links, note] = answer;
    await this.#goOn(userId, { ...rest, identities: links.flatMap(identityOf), claimed: claimedIn([note]) }).catch(
      () => {},
    );
    await this.#notices.hurry(userId);
  }

  /** Goes on with erasures that were begun; how many there were. Any number of processes may do it at once. */
  async resume(): Promise<number> {
    let found = 0;
    for (const shard of sessionShards(this.#redis).numbers) {
      const [, pairs] = await this.#redis.client.hscan(
        accountKeys.erasures(this.#redis.prefix, shard),
        0,
        'COUNT',
        erasureLimits.atOnce,
      );
      for (let at = 0; at < pairs.length; at += 2, found++)
        await this.#goOn(pairs[at] as string, restIn(pairs[at + 1] as string));
    }
    return found;
  }

  async #goOn(userId: string, { email, logInName, identities, claimed, standIn, at }: Rest): Promise<void> {
    await this.#accounts.addresses.release(email, userId);
    if (logInName) await this.#accounts.addresses.release(logInName, userId);
    await this.#links.release(userId, identities);
    for (const key of claimed) await this.#claims.release(userId, key);
    for (const step of this.#steps) await step({ userId, standIn });
    if (Date.now() < at + this.#againAfterMs) return;
    await this.#redis.client.hdel(accountKeys.erasures(this.#redis.prefix, this.#shardOf(userId)), userId);
  }

  #keys(userId: string, owner: string): string[] {
    return [
      accountKeys.record(this.#redis, owner),
      sessionKeys.access(this.#redis, owner),
      ...directoryKeys(this.#redis, userId),
      accountKeys.erasures(this.#redis.prefix, this.#shardOf(userId)),
      this.#notices.keyOf(userId),
      accountKeys.formerEmail(this.#redis, owner),
    ];
  }

  /** What goes with the account, and is named nowhere else. */
  #others(owner: string): string[] {
    return [
      accountKeys.links(this.#redis, owner),
      accountKeys.factors(this.#redis, owner),
      accountKeys.pending(this.#redis, owner),
      accountKeys.consents(this.#redis, owner),
      accountKeys.apiKeys(this.#redis, owner),
      sessionKeys.logIns(this.#redis, owner),
      ...mailPurposes.map((purpose) => accountKeys.proof(this.#redis, owner, purpose)),
    ];
  }

  #shardOf(userId: string): number {
    return sessionShards(this.#redis).of(userOwner(userId));
  }
}

/** An earlier release has written the identities beside the rest. */
function restIn(text: string): Rest {
  const [first = '', ...lines] = text.split('\n');
  const rest = JSON.parse(first) as Omit<Rest, 'identities' | 'claimed'> & Partial<Rest>;
  return {
    ...rest,
    identities: [...(rest.identities ?? []), ...lines.flatMap(identityOf)],
    claimed: claimedIn(lines.filter((line) => !line.startsWith('{'))),
  };
}

const claimedIn = (notes: readonly string[]): string[] => notes.flatMap((note) => keyOfClaim(note) || []);

function refuseMissing(): never {
  refuse('NOT_FOUND', 'There is no such account.', 'id');
}
