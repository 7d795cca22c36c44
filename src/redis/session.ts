// Sessions: who is asking, on which device, until when. A session's pass opens it while it has not run out and its stamp is
// that of the account's access; whatever ends sessions removes the one or moves the other on, and no request in flight can
// undo that. Guests have sessions too.

import { Batch } from './batch.ts';
import type { RedisHandle } from './handle.ts';
import { type Role, readRoles } from './role.ts';
import { loadScript } from './scripts.ts';
import type { SessionClient } from './session-client.ts';
import type { SecurityListener, SessionEndReason } from './session-event.ts';
import {
  ClientTexts,
  isLive,
  judgedBefore,
  readPass,
  type SessionFlag,
  type SessionTransport,
} from './session-pass.ts';
import { readSession, type SessionInfo, sessionDetails } from './session-record.ts';
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
  /** When it was judged, by Redis' clock. */
  readonly judgedAt: Date;
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

/** Few enough for Redis to judge some while the next are being written: with 128 it was slower at 64 in flight. */
const validationsPerScript = 32;

const scripts = {
  start: loadScript('session-start'),
  validate: loadScript('session-validate'),
  rotate: loadScript('session-rotate'),
  end: loadScript('session-end'),
  endAll: loadScript('session-end-all'),
};

/** Later than any moment: nothing is written down. */
const neverMs = 1e14;

interface Validation {
  readonly token: Token;
  readonly client: SessionClient | undefined;
}

type Verdict = ActiveSession | null;

export class Sessions {
  readonly #redis: RedisHandle;
  readonly #settings: SessionSettings;
  readonly #report: SecurityListener;
  readonly #clients = new ClientTexts();
  readonly #validations: Batch<Validation, Verdict>;
  readonly #looks: Batch<Validation, Verdict>;

  constructor(redis: RedisHandle, settings: Partial<SessionSettings> = {}, report: SecurityListener = () => {}) {
    this.#redis = redis;
    this.#settings = { ...sessionDefaults, ...settings };
    this.#report = report;
    const judging = (touchMs: number): Batch<Validation, Verdict> =>
      new Batch({
        group: ({ token }) => redis.groupOf(redis.keys.accountAccess(token.owner)),
        run: (calls) => this.#judge(calls, touchMs),
        maxCalls: validationsPerScript,
      });
    this.#validations = judging(this.#settings.touchMs);
    this.#looks = judging(neverMs);
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
      [...this.#judgedKeys(address), this.#detailsKey(address), this.#redis.keys.sessionIndex(address.owner)],
      [
        address.owner,
        address.name,
        idleMs,
        absoluteMs,
        maxPerUser,
        this.#redis.keys.sessionEnded,
        transport[0] as string,
        token.hash,
        this.#clients.of(given.client),
        ...sessionDetails(given.client.userAgent, given.deviceName),
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
      roles: readRoles(roles),
      transport,
      authenticatedAt: userId === null ? null : new Date(now),
      flagged: null,
      expiresAt: new Date(expires),
      absoluteExpiresAt: new Date(now + absoluteMs),
      judgedAt: new Date(now),
      rotationDue: false,
      tokenHash: token.hash,
    };
    return { token: token.text, session };
  }

  /**
   * The session that a token opens, or null. Prolongs the session's life. All calls of one tick are one round trip.
   * @throws the connection's error while Redis is away: then nobody is let in, not even as a guest.
   */
  validate(text: string, client?: SessionClient): Promise<ActiveSession | null> {
    const token = parseToken(text);
    return token ? this.#validations.add({ token, client }) : Promise.resolve(null);
  }

  /**
   * The same session again, as it is now, for a socket that was let in with its token: the token may have been replaced
   * since. Null where it is over. Batched with `validate`.
   */
  async resume(session: ActiveSession, client?: SessionClient): Promise<ActiveSession | null> {
    const address = parseSessionId(session.id);
    const now = address && (await this.#validations.add({ token: { ...address, hash: judgedBefore }, client }));
    return now && { ...now, tokenHash: session.tokenHash };
  }

  /** Whether a session lives. Does not prolong its life. All calls of one tick are one round trip. */
  async isLive(id: string): Promise<boolean> {
    const address = parseSessionId(id);
    if (!address) return false;
    return (await this.#looks.add({ token: { ...address, hash: judgedBefore }, client: undefined })) !== null;
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
    const answer = (await this.#redis.run(
      scripts.rotate,
      [...this.#judgedKeys(address), this.#detailsKey(address)],
      [
        address.name,
        session.tokenHash,
        token.hash,
        authenticated ? '1' : '0',
        this.#clients.of(client),
        this.#settings.idleMs,
      ],
    )) as [number, number] | 'replaced' | null;
    if (answer === null || answer === 'replaced') return answer;
    const [now, expires] = answer;
    this.#report({ kind: 'session_rotated', userId: session.userId, sessionId: session.id });
    return {
      token: token.text,
      session: {
        ...session,
        ...(authenticated ? { authenticatedAt: new Date(now), flagged: null } : {}),
        expiresAt: new Date(expires),
        judgedAt: new Date(now),
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
    const [passKey, accessKey] = this.#judgedKeys(address);
    const pipeline = this.#redis.client.pipeline().mget(passKey, accessKey).hgetall(this.#detailsKey(address)).time();
    const [[pass, access], details, time] = ((await pipeline.exec()) ?? []).map(([error, value]) => {
      if (error) throw error;
      return value;
    }) as [[string | null, string | null], Record<string, string>, [string, string]];
    const now = Number(time[0]) * 1000 + Math.floor(Number(time[1]) / 1000);
    return pass !== null && isLive(pass, access, now) ? readSession(address, pass, details) : null;
  }

  async #end(id: string, reason: SessionEndReason, graceMs: number): Promise<boolean> {
    const address = parseSessionId(id);
    if (!address) return false;
    const ended = await this.#redis.run(scripts.end, this.#judgedKeys(address), [
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
        [this.#redis.keys.accountAccess(owner)],
        [owner, keep, reason, this.#redis.keys.sessionEnded],
      ),
    );
    for (let count = 0; count < ended; count++)
      this.#report({ kind: 'session_ended', userId: userIdOf(owner), reason });
    return ended;
  }

  async #judge(calls: readonly Validation[], touchMs: number): Promise<readonly Verdict[]> {
    const { idleMs, graceMs, suddenMs } = this.#settings;
    const keys: string[] = [];
    const args: (string | number)[] = [idleMs, touchMs, graceMs, suddenMs, this.#redis.keys.sessionEnded];
    for (const { token, client } of calls) {
      const [pass, access] = this.#judgedKeys(token);
      keys.push(pass, access);
      args.push(client ? token.hash + this.#clients.of(client) : token.hash);
    }
    const answers = (await this.#redis.run(scripts.validate, keys, args)) as [number, ...string[]];
    const judgedAt = new Date(answers[0]);
    return calls.map(({ token }, index) => this.#readAnswer(token, answers[index + 1] as string, judgedAt));
  }

  /** Reads the answer of session-validate.lua, and reports what it tells. */
  #readAnswer(token: Token, answer: string, judgedAt: Date): Verdict {
    if (answer === '') return null;
    const id = sessionId(token);
    const userId = userIdOf(token.owner);
    if (answer === 'reused') {
      this.#report({ kind: 'token_reused', userId, sessionId: id });
      return null;
    }
    const { authenticatedAt, flagged, transport, expiresAt, absoluteExpiresAt } = readPass(answer);
    if (answer[67] === '!') this.#report({ kind: 'session_flagged', userId, sessionId: id, reason: flagged ?? '' });
    return {
      id,
      kind: userId === null ? 'guest' : 'user',
      userId,
      roles: readRoles(answer.slice(69)),
      transport,
      authenticatedAt,
      flagged,
      expiresAt,
      absoluteExpiresAt,
      judgedAt,
      rotationDue: answer[68] === '!',
      tokenHash: token.hash,
    };
  }

  /** The keys that decide about a session. A guest has no account: then one in the same slot that is never written. */
  #judgedKeys({ owner, name }: SessionAddress): [string, string] {
    return [this.#redis.keys.sessionPass(owner, name), this.#redis.keys.accountAccess(owner)];
  }

  #detailsKey({ owner, name }: SessionAddress): string {
    return this.#redis.keys.session(owner, name);
  }
}
