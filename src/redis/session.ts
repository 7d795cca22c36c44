// Sessions: who is asking, on which device, until when. A session is a hash, and lives while it stands in its owner's
// index with an expiry to come; so whatever ends sessions takes them out of the index, and no request in flight can put
// them back. Guests have sessions too.

import { Batch } from './batch.ts';
import type { RedisHandle } from './handle.ts';
import { loadScript } from './scripts.ts';
import { clientFamily, clientNetwork, type SessionClient } from './session-client.ts';
import type { SecurityListener, SessionEndReason } from './session-event.ts';
import { readSession, type SessionInfo, sessionFields } from './session-record.ts';
import {
  newOwnerId,
  newSessionName,
  newToken,
  parseSessionId,
  parseToken,
  type SessionAddress,
  sessionId,
  type Token,
  userIdOf,
  userOwner,
} from './session-token.ts';

export type Role = 'CUSTOMER' | 'WORKER' | 'ADMIN';
export type SessionTransport = 'COOKIE' | 'BEARER';
/** Why a session looks as if somebody else had its token. */
export type SessionFlag = 'DEVICE' | 'NETWORK';

/** Who is asking, as read from a valid token. */
export interface ActiveSession {
  readonly id: string;
  readonly kind: 'guest' | 'user';
  /** Null for a guest. */
  readonly userId: string | null;
  readonly roles: readonly Role[];
  readonly transport: SessionTransport;
  /** When the password was last given for this session; null for a guest. */
  readonly authenticatedAt: Date | null;
  /** Set when the token suddenly came from another kind of client or network, until the password is given again. */
  readonly flagged: SessionFlag | null;
  /** Without another request the session ends then. */
  readonly expiresAt: Date;
  readonly absoluteExpiresAt: Date;
  /** The account's roles changed since this token was handed out: it should be rotated. */
  readonly rotationDue: boolean;
  /** SHA-256 of the token's secret: names the token to `rotate`. */
  readonly tokenHash: string;
}

/** A session with the token that was just made for it. The token is nowhere else. */
export interface IssuedSession {
  readonly token: string;
  readonly session: ActiveSession;
}

export interface SessionSettings {
  /** A session that is not used for so long ends. */
  readonly idleMs: number;
  /** However busy it is, a session ends after this time. */
  readonly absoluteMs: number;
  /** A former token works for so long, for requests in flight. */
  readonly graceMs: number;
  /** Use of a session is written down, and its life prolonged, at most once in this time. */
  readonly touchMs: number;
  /** A change of network after less than this since the last use is sudden. */
  readonly suddenMs: number;
  /** With one more the least recently used goes. */
  readonly maxPerUser: number;
}

export const sessionDefaults: SessionSettings = {
  idleMs: 30 * 60_000,
  absoluteMs: 12 * 3_600_000,
  graceMs: 20_000,
  touchMs: 60_000,
  suddenMs: 10 * 60_000,
  maxPerUser: 20,
};

const validationsPerScript = 128;

const scripts = {
  start: loadScript('session-start'),
  validate: loadScript('session-validate'),
  rotate: loadScript('session-rotate'),
  end: loadScript('session-end'),
  endAll: loadScript('session-end-all'),
};

interface Validation {
  readonly token: Token;
  readonly client: SessionClient | undefined;
}

export class Sessions {
  readonly #redis: RedisHandle;
  readonly #settings: SessionSettings;
  readonly #report: SecurityListener;
  readonly #validations: Batch<Validation, string>;

  constructor(redis: RedisHandle, settings: Partial<SessionSettings> = {}, report: SecurityListener = () => {}) {
    this.#redis = redis;
    this.#settings = { ...sessionDefaults, ...settings };
    this.#report = report;
    this.#validations = new Batch({
      group: ({ token }) => redis.groupOf(redis.keys.sessionIndex(token.owner)),
      run: (calls) => this.#judge(calls),
      maxCalls: validationsPerScript,
    });
  }

  /**
   * Begins a session for an account, or for a guest where `userId` is null. Null where the account is disabled or gone.
   */
  async start(given: {
    userId: string | null;
    transport: SessionTransport;
    client: SessionClient;
    deviceName?: string | null;
  }): Promise<IssuedSession | null> {
    const { userId, transport } = given;
    const address = { owner: userId === null ? `g${newOwnerId()}` : userOwner(userId), name: newSessionName() };
    const token = newToken(address);
    const { idleMs, absoluteMs, maxPerUser } = this.#settings;
    const answer = (await this.#redis.run(
      scripts.start,
      [...this.#keysOf(address), this.#accountKey(address)],
      [
        address.name,
        userId === null ? 'guest' : 'user',
        idleMs,
        absoluteMs,
        maxPerUser,
        ...sessionFields({ hash: token.hash, transport, client: given.client, deviceName: given.deviceName }),
      ],
    )) as [number, number, string, string[]] | null;
    if (!answer) return null;
    const [now, expires, roles, gone] = answer;
    for (const name of gone)
      this.#report({
        kind: 'session_ended',
        userId,
        sessionId: sessionId({ owner: address.owner, name }),
        reason: 'LIMIT',
      });
    const session: ActiveSession = {
      id: sessionId(address),
      kind: userId === null ? 'guest' : 'user',
      userId,
      roles: parseRoles(roles),
      transport,
      authenticatedAt: userId === null ? null : new Date(now),
      flagged: null,
      expiresAt: new Date(expires),
      absoluteExpiresAt: new Date(now + absoluteMs),
      rotationDue: false,
      tokenHash: token.hash,
    };
    return { token: token.text, session };
  }

  /**
   * The session that a token opens, or null. Prolongs the session's life. All calls of one tick are one round trip.
   * @throws the connection's error while Redis is away: then nobody is let in, not even as a guest.
   */
  async validate(text: string, client?: SessionClient): Promise<ActiveSession | null> {
    const token = parseToken(text);
    if (!token) return null;
    return this.#open(token, client);
  }

  /**
   * The same session again, as it is now, for a socket that was let in with its token: the token may have been replaced
   * since. Null where it is over. Batched with `validate`.
   */
  async resume(session: ActiveSession, client?: SessionClient): Promise<ActiveSession | null> {
    const address = parseSessionId(session.id);
    const now = address && (await this.#open({ ...address, hash: '' }, client));
    return now && { ...now, tokenHash: session.tokenHash };
  }

  /**
   * Gives a session a new token; the old one works for the grace time. `authenticated` says that the password was just
   * given, which also makes this client the one to compare later ones with.
   * @returns `replaced` where another request has rotated it before, null where the session is over.
   */
  async rotate(
    session: ActiveSession,
    client: SessionClient,
    authenticated: boolean,
  ): Promise<IssuedSession | 'replaced' | null> {
    const address = parseSessionId(session.id);
    if (!address) return null;
    const token = newToken(address);
    const answer = (await this.#redis.run(scripts.rotate, this.#keysOf(address), [
      address.name,
      session.tokenHash,
      token.hash,
      authenticated ? '1' : '0',
      clientFamily(client.userAgent),
      clientNetwork(client.ipAddress),
      this.#settings.idleMs,
    ])) as [number, number] | 'replaced' | null;
    if (answer === null || answer === 'replaced') return answer;
    const [now, expires] = answer;
    this.#report({ kind: 'session_rotated', userId: session.userId, sessionId: session.id });
    return {
      token: token.text,
      session: {
        ...session,
        ...(authenticated ? { authenticatedAt: new Date(now), flagged: null } : {}),
        expiresAt: new Date(expires),
        rotationDue: false,
        tokenHash: token.hash,
      },
    };
  }

  /** Ends a session. False where it was over, or never was. */
  end(id: string, reason: SessionEndReason): Promise<boolean> {
    return this.#end(id, reason, 0);
  }

  /** Ends a session that another one takes the place of: its token works for the grace time, for requests in flight. */
  supersede(id: string): Promise<boolean> {
    return this.#end(id, 'LOGGED_OUT', this.#settings.graceMs);
  }

  /** Ends all sessions of the owner of this one but itself. Returns how many. */
  endOthers(id: string, reason: SessionEndReason): Promise<number> {
    const address = parseSessionId(id);
    return address ? this.#endAll(address.owner, address.name, reason) : Promise.resolve(0);
  }

  /** Ends all sessions of an account. Returns how many. */
  endAll(userId: string, reason: SessionEndReason): Promise<number> {
    return this.#endAll(userOwner(userId), '', reason);
  }

  /** The live sessions of an account, the most recently used first. */
  async list(userId: string): Promise<SessionInfo[]> {
    const owner = userOwner(userId);
    const entries = await this.#redis.client.zrevrange(
      this.#redis.keys.sessionIndex(owner),
      0,
      this.#settings.maxPerUser - 1,
      'WITHSCORES',
    );
    const addresses: SessionAddress[] = [];
    for (let index = 0; index < entries.length; index += 2) addresses.push({ owner, name: entries[index] as string });
    const found = await Promise.all(addresses.map((address) => this.find(sessionId(address))));
    return found
      .filter((session) => session !== null)
      .sort((a, b) => b.lastActiveAt.getTime() - a.lastActiveAt.getTime());
  }

  /** The channel that tells of ends, as `SessionsEnded` in JSON. */
  get endedChannel(): string {
    return this.#redis.keys.sessionEnded;
  }

  /** What is known of a live session; null where it is over. */
  async find(id: string): Promise<SessionInfo | null> {
    const address = parseSessionId(id);
    if (!address) return null;
    const [key, index] = this.#keysOf(address);
    const pipeline = this.#redis.client.pipeline().hgetall(key).zscore(index, address.name).time();
    const [fields, score, time] = ((await pipeline.exec()) ?? []).map(([error, value]) => {
      if (error) throw error;
      return value;
    }) as [Record<string, string>, string | null, [string, string]];
    const now = Number(time[0]) * 1000 + Math.floor(Number(time[1]) / 1000);
    if (score === null || Number(score) <= now || fields.h === undefined) return null;
    return readSession(address, fields, Number(score));
  }

  async #open(token: Token, client: SessionClient | undefined): Promise<ActiveSession | null> {
    const answer = await this.#validations.add({ token, client });
    if (answer === '') return null;
    const id = sessionId(token);
    const userId = userIdOf(token.owner);
    if (answer === 'reused') {
      this.#report({ kind: 'token_reused', userId, sessionId: id });
      return null;
    }
    const [, roles, authenticated, flag, flaggedNow, transport, absolute, expires, rotated, rolesChanged] =
      answer.split(' ') as [string, ...string[]];
    const flagged = flag === '-' ? null : (flag as SessionFlag);
    if (flaggedNow === '1') this.#report({ kind: 'session_flagged', userId, sessionId: id, reason: flag });
    return {
      id,
      kind: userId === null ? 'guest' : 'user',
      userId,
      roles: roles === '-' ? [] : parseRoles(roles ?? ''),
      transport: transport as SessionTransport,
      authenticatedAt: authenticated === '0' ? null : new Date(Number(authenticated)),
      flagged,
      expiresAt: new Date(Number(expires)),
      absoluteExpiresAt: new Date(Number(absolute)),
      rotationDue: Number(rolesChanged) > Number(rotated),
      tokenHash: token.hash,
    };
  }

  async #end(id: string, reason: SessionEndReason, graceMs: number): Promise<boolean> {
    const address = parseSessionId(id);
    if (!address) return false;
    const ended = await this.#redis.run(scripts.end, this.#keysOf(address), [
      address.owner,
      address.name,
      reason,
      this.#redis.keys.sessionEnded,
      graceMs,
    ]);
    if (ended === 1)
      this.#report({ kind: 'session_ended', userId: userIdOf(address.owner), sessionId: sessionId(address), reason });
    return ended === 1;
  }

  async #endAll(owner: string, keep: string, reason: SessionEndReason): Promise<number> {
    const ended = Number(
      await this.#redis.run(
        scripts.endAll,
        [this.#redis.keys.sessionIndex(owner)],
        [owner, keep, reason, this.#redis.keys.sessionEnded],
      ),
    );
    for (let count = 0; count < ended; count++)
      this.#report({ kind: 'session_ended', userId: userIdOf(owner), reason });
    return ended;
  }

  async #judge(calls: readonly Validation[]): Promise<readonly string[]> {
    const { idleMs, touchMs, graceMs, suddenMs } = this.#settings;
    const keys: string[] = [];
    const args: (string | number)[] = [idleMs, touchMs, graceMs, suddenMs, this.#redis.keys.sessionEnded];
    for (const { token, client } of calls) {
      keys.push(...this.#keysOf(token), this.#accountKey(token));
      args.push(token.owner, token.name, token.hash);
      if (client) args.push(clientFamily(client.userAgent), clientNetwork(client.ipAddress), client.ipAddress);
      else args.push('', '', '');
    }
    return (await this.#redis.run(scripts.validate, keys, args)) as string[];
  }

  #keysOf({ owner, name }: SessionAddress): [string, string] {
    return [this.#redis.keys.session(owner, name), this.#redis.keys.sessionIndex(owner)];
  }

  /** A guest has no account: then a key in the same slot that is never written. */
  #accountKey({ owner }: SessionAddress): string {
    return this.#redis.keys.account(owner);
  }
}

function parseRoles(text: string): Role[] {
  return text === '' ? [] : (text.split(',') as Role[]);
}
