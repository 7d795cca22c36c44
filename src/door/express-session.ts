// `mortar/express-session`: a store for express-session, so that an app can keep its own sessions in the Redis of a Mortar.

import { type SessionData, Store } from 'express-session';
import type { RedisHandle } from '../redis/base/handle.ts';
import { type AppSession, AppSessions, appSessionLimits } from '../redis/session/app-session.ts';

export interface SessionStoreSettings {
  /** Tells the sessions of one app from those of another: letters, digits, dots, dashes and underscores. Default: web. */
  readonly name?: string;
  /** For how long a session is kept whose cookie has no end of its own, in seconds. Default: 86,400, one day. */
  readonly ttlSeconds?: number;
}

type Done<Value = void> = (error?: unknown, value?: Value) => void;

export class MortarSessionStore extends Store {
  readonly #sessions: AppSessions;
  readonly #ttlMs: number;

  /** @param redis a handle, which stays the caller's. */
  constructor(redis: RedisHandle, { name = 'web', ttlSeconds = 86_400 }: SessionStoreSettings = {}) {
    super();
    this.#sessions = new AppSessions(redis, name);
    this.#ttlMs = ttlSeconds * 1_000;
  }

  override get(sid: string, callback: Done<SessionData | null>): void {
    settle(
      this.#sessions.find(sid).then((found) => (found ? parse(found) : null)),
      callback,
    );
  }

  /** One whose cookie has run out is removed. */
  override set(sid: string, session: SessionData, callback?: Done): void {
    const { cookie, ...data } = session;
    const kept = { cookie: JSON.stringify(cookie), data: JSON.stringify(data) };
    const ttlMs = this.#lifetimeOf(session);
    settle(ttlMs > 0 ? this.#sessions.keep(sid, kept, ttlMs) : this.#sessions.end(sid), callback);
  }

  /** Keeps the session for as long as its cookie now says, and leaves all else as it is, also what another request has set meanwhile. */
  override touch(sid: string, session: SessionData, callback?: Done): void {
    const ttlMs = this.#lifetimeOf(session);
    const touched =
      ttlMs > 0 ? this.#sessions.touch(sid, JSON.stringify(session.cookie), ttlMs) : this.#sessions.end(sid);
    settle(
      Promise.resolve(touched).then(() => {}),
      callback,
    );
  }

  override destroy(sid: string, callback?: Done): void {
    settle(this.#sessions.end(sid), callback);
  }

  /** By their ids; an error if there are more than 10,000. Looks at all keys of Redis, as do `length` and `clear`. */
  override all(callback: Done<{ [sid: string]: SessionData }>): void {
    const listed = this.#sessions.all().then((all) => {
      const found = [...all].map(([sid, session]) => [sid, parse(session)] as const);
      return Object.fromEntries(found.filter((entry): entry is readonly [string, SessionData] => entry[1] !== null));
    });
    settle(listed, callback);
  }

  override length(callback: Done<number>): void {
    settle(this.#sessions.count(), callback);
  }

  override clear(callback?: Done): void {
    settle(this.#sessions.endAll(), callback);
  }

  #lifetimeOf({ cookie }: SessionData): number {
    const { expires } = cookie;
    const leftMs = expires ? new Date(expires).getTime() - Date.now() : this.#ttlMs;
    return Math.min(Math.ceil(leftMs), appSessionLimits.ttlMs);
  }
}

/** Null for what is no session: the app then begins a new one. */
function parse({ cookie, data }: AppSession): SessionData | null {
  try {
    return { ...JSON.parse(data), cookie: JSON.parse(cookie) };
  } catch {
    return null;
  }
}

/** Outside of the promise, where what a callback throws is an uncaught error as it is with other stores. */
function settle<Value>(work: Promise<Value>, callback?: Done<Value>): void {
  work.then(
    (value) => callback && setImmediate(callback, null, value),
    (error: unknown) => callback && setImmediate(callback, error),
  );
}
