// `mortar/fastify`: sessions and rate limits of Mortar as hooks of a Fastify app.

import type { IncomingMessage } from 'node:http';
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

/** The parts of Fastify's request and reply that are used. `trustProxy` of the app decides about `ip`. */
interface Request {
  readonly raw: IncomingMessage;
  readonly ip: string;
}
interface Reply {
  code(status: number): unknown;
  header(name: string, value: string): unknown;
  send(body: unknown): unknown;
}
type Hook = (request: Request, reply: Reply) => Promise<unknown>;

export type { DoorSettings, Right } from './door.ts';

export class MortarFastify extends Door {
  readonly #sessionsOf = new WeakMap<IncomingMessage, Promise<ActiveSession | null>>();

  /** The session of a request; null if there is none. It is read once per request. */
  sessionOf(request: Request): Promise<ActiveSession | null> {
    const known = this.#sessionsOf.get(request.raw);
    if (known) return known;
    const session = this.session(visitorOf(request));
    this.#sessionsOf.set(request.raw, session);
    return session;
  }

  /** A preHandler that answers 401 or 403 to who does not have the right. */
  requires(right: Right): Hook {
    return async (request, reply) => {
      const refused = refusalOf(right, await this.sessionOf(request));
      return refused && send(reply, refused);
    };
  }

  /**
   * A preHandler that answers 429 once the allowance of a policy is used up.
   * @param keyOf whose allowance it is: by default the account's or guest's, or the address' if there is no session.
   */
  limits(policy: string, keyOf?: (request: Request) => string): Hook {
    return async (request, reply) => {
      const key = keyOf ? keyOf(request) : usualKey(await this.sessionOf(request), visitorOf(request));
      const { allowed, headers } = await this.limit(policy, key);
      for (const [name, value] of Object.entries(headers)) reply.header(name, value);
      return allowed ? undefined : send(reply, tooMany);
    };
  }
}

/** @param redis a handle, which stays the caller's. */
export function mortarFastify(redis: RedisHandle, settings: DoorSettings = {}): MortarFastify {
  return new MortarFastify(redis, settings);
}

function visitorOf({ raw: { headers }, ip }: Request): Visitor {
  const { authorization, cookie } = headers;
  return { authorization, cookie, ipAddress: ip, userAgent: headers['user-agent'] ?? null };
}

/** Fastify ends the request where a hook returns the reply. */
function send(reply: Reply, { status, body }: Refused): unknown {
  reply.code(status);
  reply.send(body);
  return reply;
}
