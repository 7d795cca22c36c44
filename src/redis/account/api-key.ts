// API keys: what programs log in with. A key is made by the holder of an account, or by an administrator for the account of a service. It
// lies in the slot of its account, so that it is judged together with what the account is and may do at this moment.

import { Batch } from '../base/batch.ts';
import { checkCount, checkText, checkWhole } from '../base/given.ts';
import { guarded } from '../base/guarded.ts';
import type { RedisHandle } from '../base/handle.ts';
import { isName, nameLengths, nameRule } from '../base/name.ts';
import { refuse, refuseBut } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import type { ActiveSession } from '../session/active.ts';
import type { Actor, SecurityEvent, SecurityListener } from '../session/event.ts';
import { sessionKeys } from '../session/keys.ts';
import { readAccess } from '../session/pass.ts';
import { type Role, writeRoles } from '../session/role.ts';
import { type SessionAddress, userOwner } from '../session/token.ts';
import {
  type ApiKey,
  ApiKeySession,
  type ApiKeySpec,
  apiKeyLimits,
  isOwnSecret,
  readApiKey,
  readSpec,
  type StoredApiKey,
} from './api-key-record.ts';
import {
  type ApiKeyAddress,
  apiKeyAddress,
  apiKeySession,
  newApiKeyName,
  newApiKeyText,
  parseApiKey,
} from './api-key-text.ts';
import { ApiKeyUses } from './api-key-use.ts';
import { accountKeys } from './keys.ts';
import type { Notices } from './notice.ts';
import { requirePrintable } from './text.ts';

const scripts = {
  create: loadScript('account/api-key-create'),
  rotate: loadScript('account/api-key-rotate'),
  revoke: loadScript('account/api-key-revoke'),
  read: loadScript('account/api-key-read'),
};

/** What a new key is to be called and may do. */
export interface NewApiKey {
  readonly title: string;
  readonly roles: readonly Role[];
  /** Root fields such as `Query.orders` or `Mutation.*`; all where absent. */
  readonly scopes?: readonly string[] | null;
  /** The queues that a worker is for; then it can do nothing else. */
  readonly queues?: readonly string[] | null;
  readonly policy?: string | null;
  readonly lifetimeMs?: number | null;
  /** Whether who makes it has given a second factor. */
  readonly isStrong?: boolean;
}

/** A key with the secret that was just made for it. The secret is nowhere else. */
export interface IssuedApiKey {
  readonly secret: string;
  readonly key: ApiKey;
}

interface Read {
  readonly stored: StoredApiKey;
  readonly access: string;
  readonly nowMs: number;
}

const readsPerScript = 64;

export class ApiKeys {
  readonly #redis: RedisHandle;
  readonly #notices: Notices;
  readonly #strongRoles: readonly Role[];
  readonly #report: SecurityListener;
  readonly #uses: ApiKeyUses;
  readonly #batch: Batch<ApiKeyAddress, Read>;

  /** @param strongRoles roles that a key has only if a second factor was given where it was made. */
  constructor(
    redis: RedisHandle,
    { notices, strongRoles = [] }: { readonly notices: Notices; readonly strongRoles?: readonly Role[] },
    report: SecurityListener = () => {},
  ) {
    this.#redis = redis;
    this.#notices = notices;
    this.#strongRoles = strongRoles;
    this.#report = guarded('onSecurityEvent', report);
    this.#uses = new ApiKeyUses(redis);
    this.#batch = new Batch({
      group: ({ userId }) => redis.groupOf(this.#key(userId)),
      run: (addresses) => this.#read(addresses),
      maxCalls: readsPerScript,
    });
  }

  /**
   * Makes a key, whose owner is told by mail.
   * @param by who makes it: its holder where absent.
   * @throws Refusal INVALID, NOT_FOUND, LIMIT_EXCEEDED.
   */
  async create(userId: string, given: NewApiKey, by?: Actor): Promise<IssuedApiKey> {
    const spec = newSpec(userId, given, by);
    const name = newApiKeyName();
    const { text, hash } = newApiKeyText({ userId, name });
    const answer = (await this.#redis.run(
      scripts.create,
      [this.#accessKey(userId), this.#key(userId), this.#notices.keyOf(userId)],
      [
        name,
        hash,
        JSON.stringify(spec),
        spec.lifetimeMs,
        apiKeyLimits.perAccount,
        userOwner(userId),
        this.#notices.kept,
      ],
    )) as ['OK', number, number] | ['NONE'] | ['LIMIT'];
    if (answer[0] === 'NONE') refuse('NOT_FOUND', 'There is no such account, or it is disabled.', 'id');
    if (answer[0] === 'LIMIT')
      refuse('LIMIT_EXCEEDED', `An account may have ${apiKeyLimits.perAccount} API keys at most. Revoke one first.`);
    await this.#notices.hurry(userId);
    this.#tell('api_key_created', { userId, name }, by, describe(spec));
    const [, nowMs, ends] = answer;
    const stored = { hash, ends: String(ends), spec: JSON.stringify(spec), old: '', until: '', used: '' };
    return { secret: text, key: readApiKey({ userId, name }, stored, nowMs) as ApiKey };
  }

  /**
   * Gives a key another secret, and its lifetime anew. The secret before counts for `overlapMs`, for programs that have it.
   * @throws Refusal INVALID, NOT_FOUND.
   */
  async rotate(address: ApiKeyAddress, overlapMs: number | null = null, by?: Actor): Promise<IssuedApiKey> {
    const { overlapMs: limits } = apiKeyLimits;
    const overlap = overlapMs ?? limits.default;
    checkWhole(overlap, 'overlapMs', 0, limits.most);
    const { userId, name } = address;
    const known = readSpec((await this.#batch.add(address)).stored.spec);
    const { text, hash } = newApiKeyText(address);
    const args = [name, hash, known?.lifetimeMs ?? 0, overlap];
    const [outcome] = known
      ? ((await this.#redis.run(scripts.rotate, [this.#key(userId)], args)) as ['OK'] | ['NONE'])
      : ['NONE'];
    const key = outcome === 'OK' ? await this.find(address) : null;
    if (!key) return refuseKey();
    this.#tell('api_key_rotated', address, by);
    return { secret: text, key };
  }

  /**
   * Takes a key back. It opens nothing from then on, and its streams end.
   * @throws Refusal NOT_FOUND.
   */
  async revoke(address: ApiKeyAddress, by?: Actor): Promise<void> {
    const { userId, name } = address;
    const ended = JSON.stringify({ ...apiKeySession(address), reason: 'REVOKED', at: Date.now() });
    const [outcome] = (await this.#redis.run(
      scripts.revoke,
      [this.#key(userId)],
      [name, ended, sessionKeys.ended(this.#redis.channelPrefix)],
    )) as ['OK'] | ['NONE'];
    if (outcome === 'NONE') refuseKey();
    this.#tell('api_key_revoked', address, by);
  }

  /** The keys of an account, the newest first; those that have run out until another is made. */
  async list(userId: string): Promise<ApiKey[]> {
    const fields = await this.#redis.client.hkeys(this.#key(userId));
    const names = fields.flatMap((field) => (field.startsWith('hash:') ? [field.slice('hash:'.length)] : []));
    const found = await Promise.all(names.map((name) => this.find({ userId, name })));
    return found.filter((key) => key !== null).sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  }

  /** A key; null where the account has none of that name. */
  async find(address: ApiKeyAddress): Promise<ApiKey | null> {
    const { stored, nowMs } = await this.#batch.add(address);
    return stored.hash === '' ? null : readApiKey(address, stored, nowMs);
  }

  /**
   * What a request with a key may do; null for a key that opens nothing. All calls of one tick are one round trip.
   * @throws the connection's error while Redis is away.
   */
  async validate(text: string): Promise<ActiveSession | null> {
    const given = parseApiKey(text);
    if (!given) return null;
    const read = await this.#batch.add(given);
    if (!isOwnSecret(read.stored, given.hash, read.nowMs)) return null;
    const session = this.#open(given, read);
    if (session) this.#uses.note(given, read.nowMs, Number(read.stored.used));
    return session;
  }

  /** What an open stream of a key may do by now, whose secret was judged before; null where the key is gone. */
  async look(session: SessionAddress): Promise<ActiveSession | null> {
    const address = apiKeyAddress(session);
    return address && this.#open(address, await this.#batch.add(address));
  }

  /** Writes down which keys were used. */
  close(): Promise<void> {
    return this.#uses.close();
  }

  #open(address: ApiKeyAddress, { stored, access, nowMs }: Read): ActiveSession | null {
    const endsMs = Number(stored.ends);
    if (stored.hash === '' || access === '' || nowMs >= endsMs || readAccess(access).disabled) return null;
    const spec = readSpec(stored.spec);
    return spec && new ApiKeySession(address, spec, { access, endsMs, nowMs }, this.#strongRoles);
  }

  async #read(addresses: readonly ApiKeyAddress[]): Promise<Read[]> {
    const keys = addresses.flatMap(({ userId }) => [this.#accessKey(userId), this.#key(userId)]);
    const names = addresses.map(({ name }) => name);
    const [now, ...reply] = (await this.#redis.run(scripts.read, keys, names)) as [number, ...string[]];
    return addresses.map((_address, place) => {
      const [hash, ends, spec, old, until, used, access] = reply.slice(7 * place, 7 * place + 7) as string[];
      return { stored: { hash, ends, spec, old, until, used } as StoredApiKey, access: access as string, nowMs: now };
    });
  }

  #tell(kind: SecurityEvent['kind'], { userId, name }: ApiKeyAddress, by?: Actor, after?: string): void {
    this.#report({ kind, userId, by, reason: name, after });
  }

  #key(userId: string): string {
    return accountKeys.apiKeys(this.#redis, userOwner(userId));
  }

  #accessKey(userId: string): string {
    return sessionKeys.access(this.#redis, userOwner(userId));
  }
}

function newSpec(userId: string, given: NewApiKey, by: Actor | undefined): ApiKeySpec {
  const { nameCharacters, scopes: most, scopeCharacters, queues: mostQueues, lifetimeMs: lifetimes } = apiKeyLimits;
  const { title, roles, scopes = null, queues = null, policy = null, isStrong = false } = given;
  checkText(title, 'name', nameCharacters);
  requirePrintable(title, 'name', 'name');
  checkCount(roles, 'roles', 10, 1);
  if (scopes) checkCount(scopes, 'scopes', most, 1);
  for (const [place, scope] of (scopes ?? []).entries()) checkText(scope, ['scopes', String(place)], scopeCharacters);
  if (queues) checkCount(queues, 'queues', mostQueues, 1);
  for (const [place, queue] of (queues ?? []).entries())
    if (!isName(queue)) refuseBut(nameLengths, 'INVALID', `queues.${place} ${nameRule}.`, 'queues', String(place));
  if (queues && !roles.includes('WORKER'))
    refuse('INVALID', 'Queues are for keys with the role WORKER. Add the role, or leave out the queues.', 'queues');
  if (policy) checkText(policy, 'rateLimitPolicy', scopeCharacters);
  const lifetimeMs = given.lifetimeMs ?? lifetimes.default;
  checkWhole(lifetimeMs, 'lifetimeMs', lifetimes.least, lifetimes.most);
  return {
    ...{ title: title.trim(), roles: [...roles], policy, lifetimeMs, strong: isStrong },
    scopes: scopes && [...new Set(scopes)],
    queues: queues && [...new Set(queues)],
    createdAt: Date.now(),
    by: by && by.userId !== userId ? by.userId : null,
  };
}

/** For the audit log: what it may do, and not what it is called. */
function describe({ roles, scopes, queues }: ApiKeySpec): string {
  return [writeRoles(roles), ...(scopes ?? []), ...(queues ?? [])].join(' ');
}

function refuseKey(): never {
  refuse('NOT_FOUND', 'There is no such API key, or it has run out.', 'id');
}
