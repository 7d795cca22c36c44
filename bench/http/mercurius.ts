// The same API as far as it is measured, as Mercurius' users write it: Fastify, its JIT, a loader for what belongs to each of
// many, and ioredis with one command a read. Bare it has no sessions, limits, guards or counters; as its users run it, it has
// Fastify's own plugins for the first two: a limit by address that is counted in Redis, and sessions in connect-redis. It still has
// no query cost, request ids or metrics, and its limit counts requests instead of fields.

import { Redis } from 'ioredis';
import { importPeer } from '../peer.ts';
import { serve } from '../server-process.ts';
import { PeerShop, peerSchema } from './shop.ts';

interface Fastify {
  register(plugin: unknown, options: object): unknown;
  get(path: string, handler: (request: { session: Record<string, unknown> }) => Promise<unknown>): unknown;
  listen(options: object): Promise<string>;
  close(): Promise<void>;
}

await serve(async ({ redisUrl, usual }) => {
  const { default: fastify } = await importPeer<{ default(): Fastify }>('fastify');
  const { default: mercurius } = await importPeer<{ default: unknown }>('mercurius');
  const redis = new Redis(redisUrl);
  const shop = new PeerShop(redis);
  const server = fastify();
  const closeUsual = usual ? await addUsualPlugins(server, redis, redisUrl) : undefined;
  await server.register(mercurius, {
    schema: peerSchema,
    jit: 1,
    resolvers: {
      Query: {
        product: (_root: unknown, { sku }: { sku: string }) => shop.product(sku),
        products: (_root: unknown, { first }: { first: number }) => shop.products(first),
      },
    },
    loaders: {
      Product: {
        inventory: {
          loader: (queries: readonly { obj: { sku: string } }[]) => shop.inventories(queries.map(({ obj }) => obj.sku)),
          opts: { cache: false },
        },
      },
    },
  });
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    url: `${address}/graphql`,
    close: async () => {
      await server.close();
      await closeUsual?.();
      redis.disconnect();
    },
  };
});

interface NodeRedis {
  connect(): Promise<unknown>;
  close(): Promise<unknown>;
}

/** Limits and sessions; /log-in makes one. Returns what closes them. */
async function addUsualPlugins(server: Fastify, redis: Redis, redisUrl: string): Promise<() => Promise<unknown>> {
  const { default: rateLimit } = await importPeer<{ default: unknown }>('@fastify/rate-limit');
  const { default: cookie } = await importPeer<{ default: unknown }>('@fastify/cookie');
  const { default: session } = await importPeer<{ default: unknown }>('@fastify/session');
  const { RedisStore } = await importPeer<{ RedisStore: new (options: object) => unknown }>('connect-redis');
  const { createClient } = await importPeer<{ createClient(options: { url: string }): NodeRedis }>('redis');
  const client = createClient({ url: redisUrl });
  await client.connect();
  await server.register(rateLimit, { redis, max: 10_000_000, timeWindow: 60_000 });
  await server.register(cookie, {});
  await server.register(session, {
    secret: 'what the peer signs its cookies with',
    store: new RedisStore({ client, prefix: 'peer:session:' }),
    cookie: { secure: false },
    saveUninitialized: false,
  });
  server.get('/log-in', async ({ session }) => {
    session.userId = 'user-1';
    session.roles = ['CUSTOMER'];
    return {};
  });
  return () => client.close();
}
