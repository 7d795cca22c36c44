// Lists and finds accounts. Each shard has its accounts in the order of their making, and the ends of the words of their addresses and
// names; a list or a search asks all shards at once and puts together what they have.

import { checkText } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { checkSize, type PageOfEntries, type PageRequest } from '../base/page.ts';
import { refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { sessionKeys } from '../session/keys.ts';
import { readAccess } from '../session/pass.ts';
import { sessionShards } from '../session/shard.ts';
import { userOwner } from '../session/token.ts';
import { accountKeys } from './keys.ts';
import { type Account, readAccount } from './record.ts';
import { emailIdentity } from './text.ts';

export const directoryLimits = {
  /** Of an account: words, the characters of each that are looked for, and what is left of them from each character on. */
  words: 16,
  wordCharacters: 24,
  ends: 64,
  /** Characters of the last such rest, and the fewest that a search can be for. */
  endCharacters: 2,
  searchCharacters: 100,
  /** Ends that one search looks at, of each shard. */
  looked: 200,
  /** Administrators of a shard that are looked at: an earlier release leaves some in the list that are none any more. */
  administrators: 20,
} as const;

const scripts = {
  enter: loadScript('account/enter'),
  enterAdministrator: loadScript('account/enter-administrator'),
  list: loadScript('account/list-accounts'),
  search: loadScript('account/search-accounts'),
};

/** An account in its place; an error if it cannot be read. */
interface Entry {
  readonly cursor: string;
  readonly account: Account | Error;
}
type Stored = [id: string, fields: string[] | null, access: string | null];
type Reply = (string | string[] | null)[];

/** What a search finds, newest first. */
export interface FoundAccounts extends PageOfEntries<Entry> {
  /** How many there are; null if there are more than a search looks at. */
  readonly total: number | null;
}

export class AccountDirectory {
  readonly #redis: RedisHandle;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /** All accounts, the newest first. One round trip. @throws Refusal INVALID for a cursor of another list. */
  async list({ after, size, backwards }: PageRequest): Promise<PageOfEntries<Entry>> {
    checkSize(size);
    checkCursor(after, backwards);
    const args = [after ?? '', size + 1, backwards ? 'b' : '', userOwner('')];
    const read = await this.#askAll(accountKeys.directory, scripts.list, args);
    const places = read.flatMap(storedIn).sort(([a], [b]) => (a < b === backwards ? -1 : 1));
    const page = places.slice(0, size);
    if (backwards) page.reverse();
    const entries = page.flatMap(([cursor, fields, access]): Entry[] => {
      const account = accountOf([cursor.slice(timeLength), fields, access]);
      return account ? [{ cursor, account }] : [];
    });
    return { entries, more: places.length > size };
  }

  /** How many accounts there are. */
  async count(): Promise<number> {
    const keys = sessionShards(this.#redis).numbers.map((shard) => accountKeys.directory(this.#redis.prefix, shard));
    const counts = await Promise.all(keys.map((key) => this.#redis.client.zcard(key)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /**
   * The accounts whose address or name has each part of a text. One round trip; of a part that very many have, not all are looked at.
   * @throws Refusal INVALID for a text without a word of two characters, and for a cursor of another list.
   */
  async search(text: string, { after, size, backwards }: PageRequest): Promise<FoundAccounts> {
    checkSize(size);
    checkCursor(after, backwards);
    checkText(text, 'search', directoryLimits.searchCharacters);
    const parts = emailIdentity(text).split(/\s+/).filter(Boolean);
    const read = await this.#askAll(accountKeys.words, scripts.search, [
      longestWord(parts),
      directoryLimits.looked,
      userOwner(''),
    ]);
    const found = read
      .flatMap(([, ...reply]) => storedIn(reply).map(accountOf))
      .filter((account): account is Account => account !== null && !(account instanceof Error))
      .filter((account) => parts.every((part) => textOf(account).includes(part)))
      .map((account): Entry => ({ cursor: placeOf(account), account }))
      .sort((a, b) => (a.cursor < b.cursor ? 1 : -1));
    const rest = found.filter(({ cursor }) => after === null || (backwards ? cursor > after : cursor < after));
    return {
      entries: backwards ? rest.slice(-size) : rest.slice(0, size),
      more: rest.length > size,
      total: read.some(([cut]) => Number(cut) === 1) ? null : found.length,
    };
  }

  /** Puts an account of an earlier release into the directory. Whether it was missing there. */
  async enter(account: Account): Promise<boolean> {
    const { id, email, displayName, createdAt } = account;
    const [outcome] = (await this.#redis.run(
      scripts.enter,
      [accountKeys.record(this.#redis, userOwner(id)), ...directoryKeys(this.#redis, id)],
      [id, createdAt.getTime(), ...wordArguments(email, displayName)],
    )) as ['OK' | 'KNOWN' | 'NONE'];
    return outcome === 'OK';
  }

  /** Lists an account of an earlier release if it is an administrator's. Whether it was missing there. */
  async enterAdministrator(userId: string): Promise<boolean> {
    const keys = [sessionKeys.access(this.#redis, userOwner(userId)), administratorsKey(this.#redis, userId)];
    const [outcome] = (await this.#redis.run(scripts.enterAdministrator, keys, [userId])) as ['OK' | 'KNOWN' | 'NONE'];
    return outcome === 'OK';
  }

  /** Whether anybody administers the installation. Costs the same, however many accounts there are. */
  async hasAdministrator(): Promise<boolean> {
    return (await this.administrators()).length > 0;
  }

  /** Who administers the installation; some of them if there are more than 20 in a shard. */
  async administrators(): Promise<string[]> {
    const { client, prefix } = this.#redis;
    const keys = sessionShards(this.#redis).numbers.map((shard) => accountKeys.administrators(prefix, shard));
    const ids = (await Promise.all(keys.map((key) => client.srandmember(key, directoryLimits.administrators)))).flat();
    const accesses = await Promise.all(ids.map((id) => client.get(sessionKeys.access(this.#redis, userOwner(id)))));
    return ids.filter((_id, place) => isAdministrators(accesses[place] ?? null));
  }

  #askAll(
    keyOf: (prefix: string, shard: number) => string,
    script: (typeof scripts)['list'],
    args: readonly (string | number)[],
  ): Promise<Reply[]> {
    const { numbers } = sessionShards(this.#redis);
    return Promise.all(
      numbers.map((shard) => this.#redis.run(script, [keyOf(this.#redis.prefix, shard)], args) as Promise<Reply>),
    );
  }
}

function isAdministrators(access: string | null): boolean {
  return access !== null && readAccess(access).roles.includes('ADMIN');
}

/** Where an account stands in the directory. */
export function directoryKeys(redis: RedisHandle, userId: string): [accounts: string, words: string] {
  const shard = sessionShards(redis).of(userOwner(userId));
  return [accountKeys.directory(redis.prefix, shard), accountKeys.words(redis.prefix, shard)];
}

/** Where an account stands if it is an administrator's. */
export function administratorsKey(redis: RedisHandle, userId: string): string {
  return accountKeys.administrators(redis.prefix, sessionShards(redis).of(userOwner(userId)));
}

/** How the scripts are told under which words an account is found. */
export function wordArguments(email: string, displayName: string | null): [words: string, least: number, most: number] {
  const words = [...new Set(wordsOf(emailIdentity(`${email} ${displayName ?? ''}`)))];
  return [
    words.slice(0, directoryLimits.words).map(cut).join(' '),
    directoryLimits.endCharacters,
    directoryLimits.ends,
  ];
}

const wordsOf = (text: string): string[] => text.split(/[^\p{L}\p{N}\p{M}]+/u).filter(Boolean);

const cut = (word: string): string => [...word].slice(0, directoryLimits.wordCharacters).join('');

function textOf({ email, displayName }: Account): string {
  return emailIdentity(`${email}\n${displayName ?? ''}`);
}

/** The word that the fewest have, most likely. */
function longestWord(parts: readonly string[]): string {
  const [longest = ''] = parts.flatMap(wordsOf).sort((a, b) => b.length - a.length);
  if ([...longest].length < directoryLimits.endCharacters)
    refuse('INVALID', 'Search for at least two letters or digits of the e-mail address or the name.', 'search');
  return cut(longest);
}

function checkCursor(after: string | null, backwards: boolean): void {
  if (after !== null && !/^\d{13}[\w-]{16}$/.test(after))
    refuse('INVALID', 'That is not a cursor of this list.', backwards ? 'before' : 'after');
}

function storedIn(reply: Reply): Stored[] {
  return Array.from({ length: reply.length / 3 }, (_unused, at) => reply.slice(3 * at, 3 * at + 3) as Stored);
}

/** Null where the account is gone. */
function accountOf([id, pairs, access]: Stored): Account | Error | null {
  if (pairs === null) return new Error(`The account ${id} cannot be read`);
  const fields: Record<string, string> = {};
  for (let at = 0; at < pairs.length; at += 2) fields[pairs[at] as string] = pairs[at + 1] as string;
  return readAccount(id, fields, access);
}

const timeLength = 13;

/** Where an account stands in the list: by when it was made. */
const placeOf = ({ id, createdAt }: Account): string => String(createdAt.getTime()).padStart(timeLength, '0') + id;
