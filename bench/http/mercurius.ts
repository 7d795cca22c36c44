// The same API as far as it is measured, as Mercurius' users write it: Fastify, its JIT, a loader for what belongs to each of
// many, and ioredis with one command a read. It has no sessions, limits, guards or counters.

import { Redis } from 'ioredis';
import { importPeer } from '../peer.ts';
import { serve } from '../server-process.ts';

const schema = `
  type Query {
    product(sku: String!): Product
    products(first: Int): ProductConnection!
  }
  type ProductConnection { nodes: [Product!]! }
  type Product {
    sku: String!
    name: String!
    description: String
    tags: [String!]!
    price: Money!
    inventory: Inventory!
  }
  type Money { amount: String! currency: String! }
  type Inventory { onHand: Int! reserved: Int! available: Int! }
`;

interface Fastify {
  register(plugin: unknown, options: object): unknown;
  listen(options: object): Promise<string>;
  close(): Promise<void>;
}

await serve(async ({ redisUrl }) => {
  const { default: fastify } = await importPeer<{ default(): Fastify }>('fastify');
  const { default: mercurius } = await importPeer<{ default: unknown }>('mercurius');
  const redis = new Redis(redisUrl);
  const parse = (text: string | null) => text && JSON.parse(text);
  const server = fastify();
  await server.register(mercurius, {
    schema,
    jit: 1,
    resolvers: {
      Query: {
        product: async (_root: unknown, { sku }: { sku: string }) => parse(await redis.get(`peer:product:${sku}`)),
        products: async (_root: unknown, { first }: { first: number }) => {
          const skus = await redis.zrange('peer:names', 0, String(first - 1));
          const found = await redis.mget(skus.map((sku) => `peer:product:${sku}`));
          return { nodes: found.map(parse) };
        },
      },
    },
    loaders: {
      Product: {
        inventory: {
          loader: async (queries: readonly { obj: { sku: string } }[]) => {
            const found = await redis.mget(queries.map(({ obj }) => `peer:stock:${obj.sku}`));
            return found.map((text) => {
              const { onHand, reserved } = parse(text);
              return { onHand, reserved, available: onHand - reserved };
            });
          },
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
      redis.disconnect();
    },
  };
});
