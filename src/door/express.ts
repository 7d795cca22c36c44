// `mortar/express`: sessions and rate limits of Mortar as middleware of an Express app.

import type { IncomingMessage, ServerResponse } from 'node:http';
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

/** The part of Express' request that is used. `trust proxy` of the app decides about `ip`. */
type Request = IncomingMessage & { readonly ip?: string | undefined };
type Middleware = (request: Request, response: ServerResponse, next: (error?: unknown) => void) => void;

export type { DoorSettings, Right } from './door.ts';

export class MortarExpress extends Door {
  readonly #sessionsOf = new WeakMap<IncomingMessage, Promise<ActiveSession | null>>();

  /** The session of a request; null if there is none. It is read once per request. */
  sessionOf(request: Request): Promise<ActiveSession | null> {
    const known = this.#sessionsOf.get(request);
    if (known) return known;
    const session = this.session(visitorOf(request));
    this.#sessionsOf.set(request, session);
    return session;
  }

  /** Answers 401 or 403 to who does not have the right. */
  requires(right: Right): Middleware {
    return (request, response, next) => {
      this.sessionOf(request).then((session) => {
        const refused = refusalOf(right, session);
        if (refused) send(response, refused);
        else next();
      }, next);
    };
  }

  /**
   * Answers 429 once the allowance of a policy is used up.
   * @param keyOf whose allowance it is: by default the account's or guest's, or the address' if there is no session.
   */
  limits(policy: string, keyOf?: (request: Request) => string): Middleware {
    return (request, response, next) => {
      this.#take(policy, request, keyOf).then(({ allowed, headers }) => {
        for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
        if (allowed) next();
        else send(response, tooMany);
      }, next);
    };
  }

  async #take(policy: string, request: Request, keyOf?: (request: Request) => string) {
    const key = keyOf ? keyOf(request) : usualKey(await this.sessionOf(request), visitorOf(request));
    return this.limit(policy, key);
  }
}

/** @param redis a handle, which stays the caller's. */
export function mortarExpress(redis: RedisHandle, settings: DoorSettings = {}): MortarExpress {
  return new MortarExpress(redis, settings);
}

function visitorOf({ headers, ip, socket }: Request): Visitor {
  return {
    authorization: headers.authorization,
    cookie: headers.cookie,
    ipAddress: ip ?? socket.remoteAddress ?? '',
    userAgent: headers['user-agent'] ?? null,
  };
}

function send(response: ServerResponse, { status, body }: Refused): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(body));
}
