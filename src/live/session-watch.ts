// Knows in every process when a session has ended, so that its live streams end too. Pub/Sub tells it at once; since a
// message can be lost, all watched sessions are looked up from time to time, and after every outage. Each is looked up when
// it begins to be watched, too: it may have ended since its token was judged.

import { parseSessionsEnded, type SessionEndReason, type SessionsEnded } from '../redis/session/event.ts';
import type { Sessions } from '../redis/session/session.ts';
import { parseSessionId, type SessionAddress } from '../redis/session/token.ts';
import type { Live } from './live.ts';

export interface SessionEnd {
  readonly sessionId: string;
  readonly reason: SessionEndReason;
  readonly at: Date;
}

export type SessionEndListener = (end: SessionEnd) => void;

const sessionWatchLimits = { recheckMs: 20_000, rechecksAtOnce: 1_000 } as const;

export class SessionWatch {
  readonly #sessions: Sessions;
  /** Owner -> name -> who wants to know. */
  readonly #watched = new Map<string, Map<string, Set<SessionEndListener>>>();
  readonly #timer: NodeJS.Timeout;
  readonly #unlisten: () => void;
  #rechecking = false;

  constructor(live: Pick<Live, 'listen'>, sessions: Sessions, recheckMs: number = sessionWatchLimits.recheckMs) {
    this.#sessions = sessions;
    this.#unlisten = live.listen(sessions.endedChannel, (text) => {
      const ended = text === '' ? null : parseSessionsEnded(text);
      if (ended) this.#onEnded(ended);
      else void this.#recheck();
    });
    this.#timer = setInterval(() => void this.#recheck(), recheckMs);
    this.#timer.unref();
  }

  /** Calls `listener` once, when the session ends; not any more after the returned function was called. */
  watch(sessionId: string, listener: SessionEndListener): () => void {
    const address = parseSessionId(sessionId);
    if (!address) return () => {};
    const { owner, name } = address;
    const names = this.#watched.get(owner) ?? new Map<string, Set<SessionEndListener>>();
    this.#watched.set(owner, names);
    const listeners = names.get(name) ?? new Set<SessionEndListener>();
    names.set(name, listeners);
    listeners.add(listener);
    // Where Redis is away it is looked up with the others when it is back.
    this.#recheckOne(address).catch(() => {});
    return () => {
      if (!listeners.delete(listener) || listeners.size > 0) return;
      if (names.get(name) === listeners) names.delete(name);
      if (names.size === 0 && this.#watched.get(owner) === names) this.#watched.delete(owner);
    };
  }

  close(): void {
    clearInterval(this.#timer);
    this.#unlisten();
    this.#watched.clear();
  }

  #onEnded({ owner, name, except, reason, at }: SessionsEnded): void {
    for (const one of [...(this.#watched.get(owner)?.keys() ?? [])]) {
      if (name === undefined ? one !== except : one === name) this.#notify(owner, one, reason, new Date(at));
    }
  }

  #notify(owner: string, name: string, reason: SessionEndReason, at: Date): void {
    const names = this.#watched.get(owner);
    const listeners = names?.get(name);
    names?.delete(name);
    if (names?.size === 0) this.#watched.delete(owner);
    for (const listener of listeners ?? []) listener({ sessionId: `${owner}.${name}`, reason, at });
  }

  async #recheck(): Promise<void> {
    if (this.#rechecking) return;
    this.#rechecking = true;
    try {
      const all = [...this.#watched].flatMap(([owner, names]) => [...names.keys()].map((name) => ({ owner, name })));
      const { rechecksAtOnce } = sessionWatchLimits;
      for (let start = 0; start < all.length; start += rechecksAtOnce)
        await Promise.all(all.slice(start, start + rechecksAtOnce).map((address) => this.#recheckOne(address)));
    } catch {
      // Redis is away: they are looked up again when it is back.
    } finally {
      this.#rechecking = false;
    }
  }

  // What is not live any more and was never announced has run out, or its announcement was lost.
  async #recheckOne({ owner, name }: SessionAddress): Promise<void> {
    if (!(await this.#sessions.isLive(`${owner}.${name}`))) this.#notify(owner, name, 'EXPIRED', new Date());
  }
}
