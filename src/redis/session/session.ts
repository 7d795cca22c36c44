// Sessions: who is asking, on which device, until when. A session's pass opens it while it has not run out and its stamp is
// that of the account's access; whatever ends sessions removes the one or moves the other on, and no request in flight can
// undo that. Guests have sessions too.

import { checkText } from '../base/given.ts';
import { guarded } from '../base/guarded.ts';
import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import { DomainEventOutboxes } from '../domain-event/domain-event.ts';
import { ActiveSession } from './active.ts';
import { sessionChanges } from './changes.ts';
import type { SessionClient } from './client.ts';
import { countLive, type LiveSessions } from './count.ts';
import { type Actor, reportEnded, type SecurityListener, type SessionEndReason } from './event.ts';
import { SessionJudge } from './judge.ts';
import { sessionKeys } from './keys.ts';
import { type LogIn, type LogInMethod, readLogIn, writeLogIn } from './log-in.ts';
import { ClientTexts, isLive, judgedBefore, type SessionTransport, writeTransport } from './pass.ts';
import { readSession, type SessionInfo, sessionDetails } from './record.ts';
import { lifetimeTexts, type SessionSettings, sessionDefaults, sessionLimits } from './settings.ts';
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
} from './token.ts';

/** A session with the token that was just made for it. The token is nowhere else. */
export interface IssuedSession {
  readonly token: string;
  readonly session: ActiveSession;
}

const scripts = {
  start: loadScript('session/start'),
  rotate: loadScript('session/rotate'),
  end: loadScript('session/end'),
  endAll: loadScript('session/end-all'),
  list: loadScript('session/list'),
};

type ListReply = [now: number, access: string, ...parts: (string | string[])[]];

export class Sessions {
  readonly #redis: RedisHandle;
  readonly #settings: SessionSettings;
  readonly #lifetimes: ReturnType<typeof lifetimeTexts>;
  readonly #report: SecurityListener;
  readonly #clients = new ClientTexts();
  readonly #judge: SessionJudge;
  readonly #outboxes: DomainEventOutboxes;

  constructor(
    redis: RedisHandle,
    settings: Partial<SessionSettings> = {},
    report: SecurityListener = () => {},
    outboxes = new DomainEventOutboxes(redis),
  ) {
    this.#redis = redis;
    this.#settings = { ...sessionDefaults, ...settings };
    this.#lifetimes = lifetimeTexts(this.#settings);
    this.#report = guarded('onSecurityEvent', report);
    this.#outboxes = outboxes;
    this.#judge = new SessionJudge(redis, this.#settings, { clients: this.#clients, outboxes, report: this.#report });
  }

  /**
   * Begins a session for an account, or for a guest where `userId` is null. Null where the account is disabled or gone.
   */
  async start(given: {
    userId: string | null;
    transport: SessionTransport;
    client: SessionClient;
    deviceName?: string | null;
    /** Whether a second factor was given, too. */
    isStrong?: boolean;
    /**
     * An administrator acts as the account: for a short time, and not as if the holder had given a proof. To be written into the audit
     * log before.
     */
    impersonation?: { readonly by: Actor; readonly reason: string };
    /** It is to last, unless the account is an administrator's. */
    remembered?: boolean;
    /** How its holder has logged in, for the account's last log-ins; no log-in where absent. */
    method?: LogInMethod;
  }): Promise<IssuedSession | null> {
    const { userId, transport, impersonation } = given;
    const kind = {
      ...given,
      impersonated: impersonation !== undefined,
      remembered: given.remembered && userId !== null,
    };
    if (given.deviceName != null) checkText(given.deviceName, 'deviceName', sessionLimits.deviceNameLength, 0);
    const address = { owner: userId === null ? `g${newOwnerId()}` : userOwner(userId), name: newSessionName() };
    const { text, hash } = newToken(address);
    const { maxPerUser } = this.#settings;
    const answer = (await this.#redis.run(
      scripts.start,
      [
        ...this.#judgedKeys(address),
        this.#detailsKey(address),
        sessionKeys.index(this.#redis, address.owner),
        sessionKeys.logIns(this.#redis, address.owner),
      ],
      [
        await sessionChanges(this.#outboxes),
        address.owner,
        address.name,
        this.#lifetimes.idle,
        this.#lifetimes.absolute,
        maxPerUser,
        sessionKeys.ended(this.#redis.channelPrefix),
        writeTransport(transport, kind),
        hash,
        this.#clients.of(given.client),
        userId === null || impersonation ? 0 : 1,
        given.method ? writeLogIn(given.method, given.client, given.deviceName) : '',
        sessionLimits.logIns.kept,
        sessionLimits.logIns.ttlMs,
        ...sessionDetails(given.client.userAgent, given.deviceName),
      ],
    )) as ['OK', number, string, string, string[]] | ['NONE'];
    if (answer[0] === 'NONE') return null;
    const [, now, pass, access, gone] = answer;
    if (impersonation) this.#report({ kind: 'impersonated', userId, audited: true, ...impersonation });
    for (const name of gone)
      this.#report({
        kind: 'session_ended',
        userId,
        sessionId: sessionId({ owner: address.owner, name }),
        reason: 'LIMIT',
      });
    const session = this.#active({ ...address, hash }, pass, access, now);
    this.#report({ kind: 'session_started', userId, sessionId: session.id, reason: session.kind });
    return { token: text, session };
  }

  /**
   * The session that a token opens, or null. Prolongs the session's life. All calls of one tick are one round trip.
   * @throws the connection's error while Redis is unavailable. Treat the caller as unknown then, not as a guest.
   */
  validate(text: string, client?: SessionClient): Promise<ActiveSession | null> {
    return this.#judge.judgeToken(text, client);
  }

  /**
   * The same session again, as it is now, for a socket that was let in with its token: the token may have been replaced
   * since. Null where it is over. Batched with `validate`.
   */
  resume({ token }: ActiveSession, client?: SessionClient): Promise<ActiveSession | null> {
    return this.#judge.judgeAgain(token, 'u', client);
  }

  /** A session as it is now; null where it is over. Does not prolong its life. Batched with `validate`. */
  async look(id: string): Promise<ActiveSession | null> {
    const address = parseSessionId(id);
    return address && this.#judge.judgeAgain({ ...address, hash: judgedBefore }, 'l');
  }

  /** Whether a session lives. */
  async isLive(id: string): Promise<boolean> {
    return (await this.look(id)) !== null;
  }

  /**
   * Gives a session a new token; the old one works for the grace time. `authenticated` says what was just given, which also makes
   * this client the one to compare later ones with: true for the password, 'strongly' for a second factor or a passkey.
   * @returns `replaced` where another request has rotated it before, null where the session is over.
   */
  async rotate(
    session: ActiveSession,
    client: SessionClient,
    authenticated: boolean | 'strongly',
  ): Promise<IssuedSession | 'replaced' | null> {
    const { token: old } = session;
    const { text, hash } = newToken(old);
    const answer = (await this.#redis.run(
      scripts.rotate,
      [...this.#judgedKeys(old), this.#detailsKey(old)],
      [
        sessionLimits.changesKept,
        old.name,
        old.hash,
        hash,
        authenticated === 'strongly' ? 2 : authenticated ? 1 : 0,
        this.#clients.of(client),
        this.#lifetimes.idle,
        this.#lifetimes.absolute,
      ],
    )) as ['OK', number, string, string] | ['REPLACED'] | ['NONE'];
    if (answer[0] === 'NONE') return null;
    if (answer[0] === 'REPLACED') return 'replaced';
    this.#report({ kind: 'session_rotated', userId: session.userId, sessionId: session.id });
    const [, now, pass, access] = answer;
    return { token: text, session: this.#active({ ...old, hash }, pass, access, now) };
  }

  /** Ends a session. False where it was over, or never was. */
  end(id: string, reason: SessionEndReason, by?: Actor): Promise<boolean> {
    return this.#end(id, reason, 0, by);
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
  endAll(userId: string, reason: SessionEndReason, by?: Actor): Promise<number> {
    return this.#endAll(userOwner(userId), '', reason, by);
  }

  /** The live sessions of an account, the most recently used first. */
  async list(userId: string): Promise<SessionInfo[]> {
    const owner = userOwner(userId);
    const keys = [sessionKeys.access(this.#redis, owner)];
    const [now, access, ...parts] = (await this.#redis.run(scripts.list, keys, [
      this.#settings.maxPerUser,
    ])) as ListReply;
    const found: SessionInfo[] = [];
    for (let at = 0; at < parts.length; at += 3) {
      const [name, pass, details] = parts.slice(at, at + 3) as [string, string, string[]];
      if (isLive(pass, access, now)) found.push(readSession({ owner, name }, pass, fieldsOf(details)));
    }
    return found.sort((a, b) => b.lastActiveAt.getTime() - a.lastActiveAt.getTime());
  }

  /** The last log-ins to an account, the newest first, also those whose sessions are over. */
  async logIns(userId: string): Promise<LogIn[]> {
    const key = sessionKeys.logIns(this.#redis, userOwner(userId));
    const texts = await this.#redis.client.lrange(key, 0, sessionLimits.logIns.kept - 1);
    return texts.map(readLogIn).filter((found) => found !== null);
  }

  /** How many sessions are live. One that ran out unused is counted for up to ten minutes more. */
  countLive(): Promise<LiveSessions> {
    return countLive(this.#redis);
  }

  /** The channel that tells of ends, as `SessionsEnded` in JSON. */
  get endedChannel(): string {
    return sessionKeys.ended(this.#redis.channelPrefix);
  }

  /** The channel that tells whose rights have changed, by the owner of the sessions. */
  get rightsChannel(): string {
    return sessionKeys.rights(this.#redis.channelPrefix);
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

  async #end(id: string, reason: SessionEndReason, graceMs: number, by?: Actor): Promise<boolean> {
    const address = parseSessionId(id);
    if (!address) return false;
    const [outcome] = (await this.#redis.run(scripts.end, this.#judgedKeys(address), [
      await sessionChanges(this.#outboxes),
      address.owner,
      address.name,
      reason,
      sessionKeys.ended(this.#redis.channelPrefix),
      graceMs,
    ])) as ['OK'] | ['NONE'];
    if (outcome === 'NONE') return false;
    this.#report({ kind: 'session_ended', userId: userIdOf(address.owner), sessionId: sessionId(address), reason, by });
    return true;
  }

  async #endAll(owner: string, keep: string, reason: SessionEndReason, by?: Actor): Promise<number> {
    const ended = Number(
      await this.#redis.run(
        scripts.endAll,
        [sessionKeys.access(this.#redis, owner)],
        [await sessionChanges(this.#outboxes), owner, keep, reason, sessionKeys.ended(this.#redis.channelPrefix)],
      ),
    );
    reportEnded(this.#report, userIdOf(owner), reason, ended, by);
    return ended;
  }

  #active(token: Token, pass: string, access: string, now: number): ActiveSession {
    return new ActiveSession(token, pass, access, now, this.#settings.strongRoles);
  }

  /** The keys that decide about a session. A guest has no account: then one in the same slot that is never written. */
  #judgedKeys({ owner, name }: SessionAddress): [string, string] {
    return [sessionKeys.pass(this.#redis, owner, name), sessionKeys.access(this.#redis, owner)];
  }

  #detailsKey({ owner, name }: SessionAddress): string {
    return sessionKeys.details(this.#redis, owner, name);
  }
}

function fieldsOf(pairs: readonly string[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (let at = 0; at < pairs.length; at += 2) fields[pairs[at] as string] = pairs[at + 1] as string;
  return fields;
}
