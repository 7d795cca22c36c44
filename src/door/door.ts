// What an existing server takes of Mortar, whatever it is made with: who is asking, whether they may ask so often, and a cache and jobs
// beside that. It works on the Redis of a Mortar, and needs no GraphQL.

import type { RedisHandle } from '../redis/base/handle.ts';
import { Cache } from '../redis/cache/cache.ts';
import { Jobs } from '../redis/job/job.ts';
import { addressKey } from '../redis/rate-limit/address-key.ts';
import { rateLimitHeaders } from '../redis/rate-limit/headers.ts';
import { type RateLimitSettings, RateLimits } from '../redis/rate-limit/rate-limit.ts';
import type { ActiveSession } from '../redis/session/active.ts';
import { Sessions } from '../redis/session/session.ts';
import type { SessionSettings } from '../redis/session/settings.ts';
import { type CredentialHeaders, readCredential } from './credential.ts';

export interface DoorSettings {
  /** Whether cookies are those of a Mortar with `NODE_ENV=production`. As NODE_ENV of this process says, where absent. */
  readonly secureCookies?: boolean;
  /** Lifetimes, if the Mortar that begins the sessions has others than the defaults. */
  readonly sessions?: Partial<SessionSettings>;
  /** How long a rate limit waits for Redis before it decides by itself, and what is called then. */
  readonly rateLimits?: Partial<RateLimitSettings>;
}

/** What a request says about who sends it. */
export interface Visitor extends CredentialHeaders {
  readonly ipAddress: string;
  readonly userAgent: string | null;
}

/** What a route may require: any session, an account, or a role, which administrators have in any case. */
export type Right = 'session' | 'user' | 'CUSTOMER' | 'WORKER' | 'ADMIN';

export interface Limited {
  readonly allowed: boolean;
  /** For the response: `RateLimit`, `RateLimit-Policy` and, for a refusal, `Retry-After`. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What is sent in place of the route's own answer. */
export interface Refused {
  readonly status: 401 | 403 | 429;
  readonly body: { readonly error: string };
}

export class Door {
  readonly jobs: Jobs;
  readonly cache: Cache;
  readonly rateLimits: RateLimits;
  readonly #sessions: Sessions;
  readonly #secure: boolean;

  constructor(redis: RedisHandle, settings: DoorSettings = {}) {
    this.jobs = new Jobs(redis);
    this.cache = new Cache(redis);
    this.rateLimits = new RateLimits(redis, settings.rateLimits);
    this.#sessions = new Sessions(redis, settings.sessions);
    this.#secure = settings.secureCookies ?? process.env.NODE_ENV === 'production';
  }

  /** The session of a cookie or bearer token; null for nobody, and for a token that opens none. Those of one tick are read together. */
  async session(visitor: Visitor): Promise<ActiveSession | null> {
    const credential = readCredential(visitor, this.#secure);
    return credential ? this.#sessions.validate(credential.token, visitor) : null;
  }

  /**
   * Takes a unit of a policy's allowance, which `rateLimits.define` has made.
   * @param key whose allowance it is: an address, an account.
   */
  async limit(policy: string, key: string): Promise<Limited> {
    const verdict = await this.rateLimits.take(policy, key);
    return { allowed: verdict.allowed, headers: rateLimitHeaders([verdict]) as Record<string, string> };
  }

  /** Tells operators what was counted in the last second. The handle stays the caller's. */
  async close(): Promise<void> {
    await this.cache.close();
    await this.rateLimits.close();
  }
}

/** Whose allowance it is, if the program says nothing else: the account's, the guest's, or the address'. */
export function usualKey(session: ActiveSession | null, { ipAddress }: Visitor): string {
  return session?.userId ?? session?.id ?? addressKey(ipAddress);
}

/** Undefined if the session has the right. */
export function refusalOf(right: Right, session: ActiveSession | null): Refused | undefined {
  if (session === null || (right !== 'session' && session.userId === null))
    return { status: 401, body: { error: 'Log in first.' } };
  if (right === 'session' || right === 'user') return undefined;
  const has = session.roles.some((role) => role === right || role === 'ADMIN');
  return has ? undefined : { status: 403, body: { error: `This requires the ${right} role.` } };
}

export const tooMany: Refused = { status: 429, body: { error: 'Too many requests. Try again later.' } };
