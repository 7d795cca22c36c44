// The session stores that bench/sessions.ts measures against, each filled with the same sessions.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RedisHandle } from '../src/redis/base/handle.ts';
import { importPeer } from './peer.ts';

/** A text that is new in each call, as a request's header is. */
export function freshly(texts: readonly string[]): (index: number) => string {
  const bytes = texts.map((text) => Buffer.from(text));
  return (index) => (bytes[index] as Buffer).toString();
}

/** Finds the session of one request; `index` is below the number that the peer was opened with. */
export type UsePeer = (index: number) => Promise<unknown>;

export interface SessionPeers {
  /** connect-redis driven alone: `get`, then `touch`. */
  readonly connectRedis: UsePeer;
  /** The same, but each hundredth time `destroy` and `set`. */
  readonly connectRedisAmongChanges: UsePeer;
  /** As the first behind the check of the signature, without which express-session asks it for nothing. */
  readonly signedConnectRedis: UsePeer;
  /** express-session over connect-redis: from a request's Cookie header to its session, and touched at the response's end. */
  readonly expressSession: UsePeer;
  /** better-auth's secondary storage driven alone: `get`, and its JSON read. It prolongs nothing. */
  readonly betterAuth: UsePeer;
  close(): Promise<unknown>;
}

interface Stored {
  readonly cookie: { readonly originalMaxAge: number; readonly httpOnly: boolean; readonly path: string };
  readonly userId: string;
  readonly roles: readonly string[];
  readonly ipAddress: string;
  readonly userAgent: string;
}
interface Store {
  set(id: string, session: Stored): Promise<unknown>;
  get(id: string): Promise<Stored | null>;
  touch(id: string, session: Stored): Promise<unknown>;
  destroy(id: string): Promise<unknown>;
}
interface NodeRedis {
  connect(): Promise<unknown>;
  close(): Promise<unknown>;
}
interface Storage {
  set(key: string, value: string, ttlSeconds: number): Promise<void>;
  get(key: string): Promise<string | null>;
}
interface CookieSignature {
  sign(text: string, secret: string): string;
  unsign(text: string, secret: string): string | false;
}
type Middleware = (
  request: Partial<IncomingMessage> & { session?: Stored },
  response: Partial<ServerResponse> & { _header: string },
  next: (error?: unknown) => void,
) => void;

const secret = 'what express-session signs its cookies with';

export async function openSessionPeers(redis: RedisHandle, redisUrl: string, count: number): Promise<SessionPeers> {
  const { createClient } = await importPeer<{ createClient(options: { url: string }): NodeRedis }>('redis');
  const client = createClient({ url: redisUrl });
  await client.connect();
  const { RedisStore } = await importPeer<{ RedisStore: new (options: { client: NodeRedis }) => Store }>(
    'connect-redis',
  );
  const store = new RedisStore({ client });
  const { default: expressSession } = await importPeer<{ default: (options: object) => Middleware }>('express-session');
  const middleware = expressSession({ store, secret, resave: false, saveUninitialized: false });
  const { default: cookieSignature } = await importPeer<{ default: CookieSignature }>('cookie-signature');
  const { redisStorage } = await importPeer<{ redisStorage(options: { client: unknown }): Storage }>(
    '@better-auth/redis-storage',
  );
  const storage = redisStorage({ client: redis.client });

  const ids = Array.from({ length: count }, (_, index) => `session-${index}`);
  const signed = ids.map((id) => cookieSignature.sign(id, secret));
  const idOf = freshly(ids);
  const signedOf = freshly(signed);
  const cookieOf = freshly(signed.map((text) => `connect.sid=${encodeURIComponent(`s:${text}`)}`));
  for (const id of ids) {
    await store.set(id, stored(id));
    await storage.set(id, JSON.stringify({ session: stored(id), user: { id, email: `${id}@example.com` } }), 1_800);
  }

  let uses = 0;
  const throughExpress: UsePeer = (index) =>
    new Promise((resolve, reject) => {
      const request = { headers: { cookie: cookieOf(index) }, url: '/', originalUrl: '/' } as Parameters<Middleware>[0];
      const response = {
        _header: 'sent',
        writeHead() {},
        getHeader() {},
        write: () => true,
        end: resolve,
      } as unknown as ServerResponse & { _header: string };
      middleware(request, response, (error) => {
        if (error || request.session?.userId !== ids[index]) reject(error ?? new Error('express-session found none'));
        else response.end();
      });
    });

  return {
    connectRedis: async (index) => {
      const id = idOf(index);
      await store.touch(id, (await store.get(id)) as Stored);
    },
    connectRedisAmongChanges: async (index) => {
      uses += 1;
      const id = idOf(index);
      if (uses % 100 > 0) {
        const session = await store.get(id);
        // In flight with another's log-out.
        return session && store.touch(id, session);
      }
      await store.destroy(id);
      return store.set(id, stored(id));
    },
    signedConnectRedis: async (index) => {
      const id = cookieSignature.unsign(signedOf(index), secret);
      if (id === false) throw new Error('the signature was refused');
      await store.touch(id, (await store.get(id)) as Stored);
    },
    expressSession: throughExpress,
    betterAuth: async (index) => {
      const text = await storage.get(idOf(index));
      if (text === null) throw new Error('better-auth found none');
      return JSON.parse(text);
    },
    close: () => client.close(),
  };
}

function stored(id: string): Stored {
  return {
    cookie: { originalMaxAge: 1_800_000, httpOnly: true, path: '/' },
    userId: id,
    roles: ['CUSTOMER'],
    ipAddress: '203.0.113.7',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  };
}
