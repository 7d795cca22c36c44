// Sessions: who is asking, on which device, until when. A session's pass opens it while it has not run out and its stamp is
// that of the account's access; whatever ends sessions removes the one or moves the other on, and no request in flight can
// undo that. Guests have sessions too.

import { Batch } from './batch.ts';
import type { RedisHandle } from './handle.ts';
import { loadScript } from './scripts.ts';
import { ActiveSession, type LocatedToken } from './session-active.ts';
import type { SessionClient } from './session-client.ts';
import type { SecurityListener, SessionEndReason } from './session-event.ts';
import { ClientTexts, isLive, judgedBefore, lastUse, opensPlainly, type SessionTransport } from './session-pass.ts';
import { readSession, type SessionInfo, sessionDetails } from './session-record.ts';
import {
  newOwnerId,
  newSessionName,
  newToken,
  parseSessionId,
  type SessionAddress,
  sessionId,
  type Token,
  userIdOf,
  userOwner,
} from './session-token.ts';
import { TokenMemory } from './session-token-memory.ts';

/** A session with the token that was just made for it. The token is nowhere else. */
export interface IssuedSession {
  readonly token: string;
  readonly session: ActiveSession;
}

export interface SessionSettings {
  /** An account's session that is not used for so long ends. */
  readonly idleMs: number;
  /** However busy it is, an account's session ends after this time. */
  readonly absoluteMs: number;
  /** The same of a guest's, which opens a cart and nothing else. */
  readonly guestIdleMs: number;
  readonly guestAbsoluteMs: number;
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
  guestIdleMs: 24 * 3_600_000,
  guestAbsoluteMs: 30 * 24 * 3_600_000,
  graceMs: 20_000,
  touchMs: 60_000,
  suddenMs: 10 * 60_000,
  maxPerUser: 20,
};

/** A tick's tokens are dealt out so that Redis judges some while the next are being written. */
const validationsPerScript = { minCalls: 32, maxCalls: 64 } as const;

const scripts = {
  start: loadScript('session-start'),
  look: loadScript('session-look'),
  validate: loadScript('session-validate'),
  rotate: loadScript('session-rotate'),
  end: loadScript('session-end'),
  endAll: loadScript('session-end-all'),
};

interface Validation {
  readonly token: LocatedToken;
  /** Null where it was judged before. */
  readonly hash: string | null;
  /** As the pass holds it; null where nothing is known of it. */
  readonly client: string | null;
  /** Whether this is use of the session, which prolongs its life. */
  readonly use: boolean;
}

/** `look` writes nothing; `touch` prolongs what is due; `close` judges in Redis what the texts alone do not answer. */
type Way = 'look' | 'touch' | 'close';

type Verdict = ActiveSession | null;

export class Sessions {
  readonly #redis: RedisHandle;
  readonly #settings: SessionSettings;
  readonly #report: SecurityListener;
  readonly #clients = new ClientTexts();
  readonly #tokens = new TokenMemory();
  readonly #batches: Readonly<Record<Way, Batch<Validation, Verdict>>>;

  constructor(redis: RedisHandle, settings: Partial<SessionSettings> = {}, report: SecurityListener = () => {}) {
    this.#redis = redis;
    this.#settings = { ...sessionDefaults, ...settings };
    this.#report = report;
    const batch = (way: Way): Batch<Validation, Verdict> =>
      new Batch({
        group: ({ token }) => redis.groupOf(token.accessKey),
        run: (calls) => this.#judge(calls, way),
        ...validationsPerScript,
      });
    this.#batches = { look: batch('look'), touch: batch('touch'), close: batch('close') };
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
    const { text, hash } = newToken(address);
    const token = this.#locate({ ...address, hash });
    const { maxPerUser } = this.#settings;
    const { idleMs, absoluteMs } = this.#lifetimeOf(address);
    const answer = (await this.#redis.run(
      scripts.start,
      [token.passKey, token.accessKey, this.#detailsKey(address), this.#redis.keys.sessionIndex(address.owner)],
      [
        address.owner,
        address.name,
        idleMs,
        absoluteMs,
        maxPerUser,
        this.#redis.keys.sessionEnded,
        transport[0] as string,
        hash,
        this.#clients.of(given.client),
        ...sessionDetails(given.client.userAgent, given.deviceName),
      ],
    )) as [number, string, string, string[]] | null;
    if (!answer) return null;
    const [now, pass, access, gone] = answer;
    for (const name of gone)
      this.#report({
        kind: 'session_ended',
        userId,
        sessionId: sessionId({ owner: address.owner, name }),
        reason: 'LIMIT',
      });
    return { token: text, session: new ActiveSession(token, pass, access, now) };
  }

  /**
   * The session that a token opens, or null. Prolongs the session's life. All calls of one tick are one round trip.
   * @throws the connection's error while Redis is away: then nobody is let in, not even as a guest.
   */
  validate(text: string, client?: SessionClient): Promise<ActiveSession | null> {
    const known = this.#tokens.find(text);
    const token = known ?? this.#tokens.read(text);
    if (!token) return Promise.resolve(null);
    // One that came a moment ago is seldom due.
    return this.#batches[known ? 'look' : 'touch'].add({
      token: this.#locate(token),
      hash: token.hash,
      client: client ? this.#clients.of(client) : null,
      use: true,
    });
  }

  /**
   * The same session again, as it is now, for a socket that was let in with its token: the token may have been replaced
   * since. Null where it is over. Batched with `validate`.
   */
  resume({ token }: ActiveSession, client?: SessionClient): Promise<ActiveSession | null> {
    const text = client ? this.#clients.of(client) : null;
    return this.#batches.touch.add({ token, hash: null, client: text, use: true });
  }

  /** Whether a session lives. Does not prolong its life. All calls of one tick are one round trip. */
  async isLive(id: string): Promise<boolean> {
    const address = parseSessionId(id);
    if (!address) return false;
    const token = this.#locate({ ...address, hash: judgedBefore });
    return (await this.#batches.look.add({ token, hash: null, client: null, use: false })) !== null;
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
    const { token: old } = session;
    const { text, hash } = newToken(old);
    const answer = (await this.#redis.run(
      scripts.rotate,
      [old.passKey, old.accessKey, this.#detailsKey(old)],
      [old.name, old.hash, hash, authenticated ? '1' : '0', this.#clients.of(client), this.#lifetimeOf(old).idleMs],
    )) as [number, string, string] | 'replaced' | null;
    if (answer === null || answer === 'replaced') return answer;
    this.#report({ kind: 'session_rotated', userId: session.userId, sessionId: session.id });
    const [now, pass, access] = answer;
    return { token: text, session: new ActiveSession({ ...old, hash }, pass, access, now) };
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

  async #judge(calls: readonly Validation[], way: Way): Promise<readonly (Verdict | Promise<Verdict>)[]> {
    const keys: string[] = [];
    for (const { token } of calls) keys.push(token.passKey, token.accessKey);
    const answer =
      way === 'look'
        ? await this.#redis.run(scripts.look, keys, [])
        : await this.#redis.run(scripts.validate, keys, this.#presented(calls, way));
    const lines = (answer as string).split('\n');
    const now = Number(lines[0]);
    return calls.map((call, index) =>
      this.#readAnswer(call, lines[index * 2 + 1] as string, lines[index * 2 + 2] as string, now),
    );
  }

  #lifetimeOf({ owner }: SessionAddress): { idleMs: number; absoluteMs: number } {
    const { idleMs, absoluteMs, guestIdleMs, guestAbsoluteMs } = this.#settings;
    return userIdOf(owner) === null ? { idleMs: guestIdleMs, absoluteMs: guestAbsoluteMs } : { idleMs, absoluteMs };
  }

  #presented(calls: readonly Validation[], way: Way): (string | number)[] {
    const { idleMs, guestIdleMs, touchMs, graceMs, suddenMs } = this.#settings;
    const settings = [idleMs, guestIdleMs, touchMs, graceMs, suddenMs];
    const { sessionEnded } = this.#redis.keys;
    return [
      ...settings,
      sessionEnded,
      way === 'close' ? '1' : '0',
      ...calls.map(({ hash, client }) => (hash ?? judgedBefore) + (client ?? '')),
    ];
  }

  /** Reads the two lines that session-look.lua or session-validate.lua answers to one call, and reports what they tell. */
  #readAnswer(call: Validation, line: string, access: string, now: number): Verdict | Promise<Verdict> {
    const { token, hash, client, use } = call;
    if (line === '') return null;
    if (line === 'reused') {
      this.#report({ kind: 'token_reused', userId: userIdOf(token.owner), sessionId: token.id });
      return null;
    }
    const sign = line[0];
    if (sign !== '=' && sign !== '!') {
      if (!isLive(line, access, now)) return null;
      const plain = opensPlainly(line, hash, client) && !(use && lastUse(line) + this.#settings.touchMs <= now);
      return plain ? new ActiveSession(token, line, access, now) : this.#batches.close.add(call);
    }
    const session = new ActiveSession(token, line.slice(1), access, now);
    if (sign === '!')
      this.#report({
        kind: 'session_flagged',
        userId: session.userId,
        sessionId: session.id,
        reason: session.flagged ?? '',
      });
    return session;
  }

  #locate({ owner, name, hash }: Token): LocatedToken {
    const { sessionPass, accountAccess } = this.#redis.keys;
    return {
      owner,
      name,
      hash,
      id: `${owner}.${name}`,
      passKey: sessionPass(owner, name),
      accessKey: accountAccess(owner),
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
