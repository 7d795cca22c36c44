// `mortar/web`: sessions and rate limits of Mortar for servers that take a Request and give a Response, as Next, Hono and Remix do.

import type { RedisHandle } from '../redis/base/handle.ts';
import type { ActiveSession } from '../redis/session/active.ts';
import {
  Door,
  type DoorSettings,
  type Refused,
  type Right,
  refusalOf,
  tooMany,
  usualKey,
  type Visitor,
} from './door.ts';

export interface WebSettings extends DoorSettings {
  /** The address of who sends a request. A Request has none: your server or the header of your proxy tells it. */
  addressOf(request: Request): string;
}

export type { Right } from './door.ts';

export class MortarWeb extends Door {
  readonly #addressOf: WebSettings['addressOf'];
  readonly #sessionsOf = new WeakMap<Request, Promise<ActiveSession | null>>();

  constructor(redis: RedisHandle, { addressOf, ...settings }: WebSettings) {
    super(redis, settings);
    this.#addressOf = addressOf;
  }

  /** The session of a request; null if there is none. It is read once per request. */
  sessionOf(request: Request): Promise<ActiveSession | null> {
    const known = this.#sessionsOf.get(request);
    if (known) return known;
    const session = this.session(this.#visitorOf(request));
    this.#sessionsOf.set(request, session);
    return session;
  }

  /** A response with 401 or 403 for who does not have the right; null for all others. */
  async refuse(request: Request, right: Right): Promise<Response | null> {
    const refused = refusalOf(right, await this.sessionOf(request));
    return refused ? responseOf(refused) : null;
  }

  /**
   * A response with 429 once the allowance of a policy is used up, else null. `headers` are for the response in any case.
   * @param key whose allowance it is: by default the account's or guest's, or the address' if there is no session.
   */
  async limits(
    request: Request,
    policy: string,
    key?: string,
  ): Promise<{ readonly refusal: Response | null; readonly headers: Readonly<Record<string, string>> }> {
    const whose = key ?? usualKey(await this.sessionOf(request), this.#visitorOf(request));
    const { allowed, headers } = await this.limit(policy, whose);
    return { refusal: allowed ? null : responseOf(tooMany, headers), headers };
  }

  #visitorOf(request: Request): Visitor {
    const { headers } = request;
    return {
      authorization: headers.get('authorization') ?? undefined,
      cookie: headers.get('cookie') ?? undefined,
      ipAddress: this.#addressOf(request),
      userAgent: headers.get('user-agent'),
    };
  }
}

/** @param redis a handle, which stays the caller's. */
export function mortarWeb(redis: RedisHandle, settings: WebSettings): MortarWeb {
  return new MortarWeb(redis, settings);
}

function responseOf({ status, body }: Refused, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json(body, { status, headers });
}
