// Knows in every process when a session has ended or its rights have changed, so that its live streams are judged again. Pub/Sub
// tells it at once; since a message can be lost, all watched sessions are looked up from time to time, and after every outage. Each
// is looked up when it begins to be watched, too: it may have ended or changed since its token was judged.

import type { ApiKeys } from '../redis/account/api-key.ts';
import { apiKeyAddress } from '../redis/account/api-key-text.ts';
import type { ActiveSession } from '../redis/session/active.ts';
import { parseSessionsEnded, type SessionEndReason, type SessionsEnded } from '../redis/session/event.ts';
import type { Sessions } from '../redis/session/session.ts';
import type { SessionAddress } from '../redis/session/token.ts';
import type { Live } from './live.ts';

export interface SessionEnd {
  readonly sessionId: string;
  readonly reason: SessionEndReason;
  readonly at: Date;
}

export type SessionEndListener = (end: SessionEnd) => void;

/** Told the session as it is now. */
export type RightsListener = (session: ActiveSession) => void;

/** Who wants to know about one session. */
class Watched {
  readonly ends = new Set<SessionEndListener>();
  /** Each with the rights that it knows of. */
  readonly rights = new Map<RightsListener, string>();
  /** Those of `rights` that have come since the last look began: all others know of `lastRights`. */
  unjudged = new Set<RightsListener>();
  lastRights: string | undefined;
  /** The look that is under way, and whether another one is to follow since somebody came after it began. */
  looking: Promise<void> | undefined;
  looksAgain = false;
  looksAtExpiry = false;

  get isIdle(): boolean {
    return this.ends.size === 0 && this.rights.size === 0;
  }
}

const sessionWatchLimits = { recheckMs: 20_000, rechecksAtOnce: 1_000 } as const;

export class SessionWatch {
  readonly #sessions: Sessions;
  readonly #apiKeys: Pick<ApiKeys, 'look'>;
  /** Owner -> name -> who wants to know. */
  readonly #watched = new Map<string, Map<string, Watched>>();
  readonly #recheckMs: number;
  readonly #timer: NodeJS.Timeout;
  readonly #unlisten: readonly (() => void)[];
  #rechecking = false;

  constructor(
    live: Pick<Live, 'listen'>,
    { sessions, apiKeys }: { readonly sessions: Sessions; readonly apiKeys: Pick<ApiKeys, 'look'> },
    recheckMs: number = sessionWatchLimits.recheckMs,
  ) {
    this.#sessions = sessions;
    this.#apiKeys = apiKeys;
    this.#recheckMs = recheckMs;
    this.#unlisten = [
      live.listen(sessions.endedChannel, (text) => {
        const ended = text === '' ? null : parseSessionsEnded(text);
        if (ended) this.#onEnded(ended);
        else void this.#recheck();
      }),
      live.listen(sessions.rightsChannel, (owner) => this.#onRights(owner)),
    ];
    this.#timer = setInterval(() => void this.#recheck(), recheckMs);
    this.#timer.unref();
  }

  /** Calls `listener` once, when the session ends; not any more after the returned function was called. */
  watch(sessionId: string, listener: SessionEndListener): () => void {
    return this.#add(
      sessionId,
      ({ ends }) => ends.add(listener),
      ({ ends }) => ends.delete(listener),
    );
  }

  /** Calls `listener` each time that the session's rights have changed, until the returned function is called. */
  watchRights({ id, rights: known }: ActiveSession, listener: RightsListener): () => void {
    return this.#add(
      id,
      ({ rights, unjudged }) => {
        rights.set(listener, known);
        unjudged.add(listener);
      },
      ({ rights, unjudged }) => {
        rights.delete(listener);
        unjudged.delete(listener);
      },
    );
  }

  close(): void {
    clearInterval(this.#timer);
    for (const unlisten of this.#unlisten) unlisten();
    this.#watched.clear();
  }

  #add(sessionId: string, add: (watched: Watched) => void, remove: (watched: Watched) => void): () => void {
    const address = addressIn(sessionId);
    if (!address) return () => {};
    const { owner, name } = address;
    const names = this.#watched.get(owner) ?? new Map<string, Watched>();
    this.#watched.set(owner, names);
    const watched = names.get(name) ?? new Watched();
    names.set(name, watched);
    add(watched);
    // Where Redis is away it is looked up with the others when it is back.
    this.#recheckOne(address).catch(() => {});
    return () => {
      remove(watched);
      if (!watched.isIdle) return;
      if (names.get(name) === watched) names.delete(name);
      if (names.size === 0 && this.#watched.get(owner) === names) this.#watched.delete(owner);
    };
  }

  #onEnded({ owner, name, except, reason, at }: SessionsEnded): void {
    for (const one of [...(this.#watched.get(owner)?.keys() ?? [])]) {
      if (name === undefined ? one === except : one !== name) continue;
      // An API key outlives the sessions of its account, unless the account is disabled.
      if (name === undefined && isApiKey(one)) this.#recheckOne({ owner, name: one }).catch(() => {});
      else this.#notify(owner, one, reason, new Date(at));
    }
  }

  #onRights(owner: string): void {
    // An empty text means to look for oneself, which the other channel has done too.
    for (const name of this.#watched.get(owner)?.keys() ?? []) this.#recheckOne({ owner, name }).catch(() => {});
  }

  #notify(owner: string, name: string, reason: SessionEndReason, at: Date): void {
    const names = this.#watched.get(owner);
    const ends = names?.get(name)?.ends;
    names?.delete(name);
    if (names?.size === 0) this.#watched.delete(owner);
    for (const listener of ends ?? []) listener({ sessionId: `${owner}.${name}`, reason, at });
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

  /** One look serves all who want it before it begins, since thousands may come back to one session at once. */
  #recheckOne(address: SessionAddress): Promise<void> {
    const watched = this.#watched.get(address.owner)?.get(address.name);
    if (!watched) return Promise.resolve();
    watched.looksAgain = true;
    watched.looking ??= this.#lookAsWanted(address, watched);
    return watched.looking;
  }

  async #lookAsWanted(address: SessionAddress, watched: Watched): Promise<void> {
    try {
      while (watched.looksAgain) {
        watched.looksAgain = false;
        await this.#look(address, watched);
      }
    } catch (error) {
      watched.lastRights = undefined;
      throw error;
    } finally {
      watched.looking = undefined;
    }
  }

  // What is not live any more and was never announced has run out, or its announcement was lost.
  async #look({ owner, name }: SessionAddress, watched: Watched): Promise<void> {
    const address = { owner, name };
    const { unjudged } = watched;
    watched.unjudged = new Set();
    const session = isApiKey(name) ? await this.#apiKeys.look(address) : await this.#sessions.look(`${owner}.${name}`);
    if (!session) return this.#notify(owner, name, 'EXPIRED', new Date());
    const { rights } = session;
    const judged = rights === watched.lastRights ? unjudged : new Set(watched.rights.keys());
    watched.lastRights = rights;
    for (const listener of judged) {
      const known = watched.rights.get(listener);
      if (known === undefined || known === rights) continue;
      watched.rights.set(listener, rights);
      listener(session);
    }
    this.#recheckAtExpiry(session, watched);
  }

  /** A session that runs out before all are looked up again is looked up when it does. */
  #recheckAtExpiry(session: ActiveSession, watched: Watched): void {
    const leftMs = session.expiresAt.getTime() - session.judgedAt.getTime();
    if (leftMs > this.#recheckMs || watched.looksAtExpiry) return;
    watched.looksAtExpiry = true;
    const { owner, name } = session.token;
    setTimeout(() => {
      watched.looksAtExpiry = false;
      if (this.#watched.get(owner)?.get(name) === watched) this.#recheckOne({ owner, name }).catch(() => {});
    }, leftMs + 1).unref();
  }
}

const isApiKey = (name: string): boolean => apiKeyAddress({ owner: '', name }) !== null;

/** Of a session, or of what stands for the session of an API key. */
function addressIn(id: string): SessionAddress | null {
  const [, owner, name] = /^([ug][\w-]{16})\.(~?[\w-]{12})$/.exec(id) ?? [];
  return owner && name ? { owner, name } : null;
}
