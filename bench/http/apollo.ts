// The same API as Apollo Server's users write it: its standalone server, and DataLoader for what belongs to each of many. It has no
// sessions, limits or query cost.

import { Redis } from 'ioredis';
import { importPeer } from '../peer.ts';
import { serve } from '../server-process.ts';
import { PeerShop, peerSchema } from './shop.ts';

interface Loader {
  load(sku: string): Promise<unknown>;
}
interface Apollo {
  ApolloServer: new (options: object) => { stop(): Promise<void> };
}
interface Standalone {
  startStandaloneServer(server: object, options: object): Promise<{ url: string }>;
}

await serve(async ({ redisUrl }) => {
  const { ApolloServer } = await importPeer<Apollo>('@apollo/server');
  const { startStandaloneServer } = await importPeer<Standalone>('@apollo/server/standalone');
  const { default: DataLoader } = await importPeer<{
    default: new (batch: (skus: readonly string[]) => Promise<unknown[]>) => Loader;
  }>('dataloader');
  const redis = new Redis(redisUrl);
  const shop = new PeerShop(redis);
  const server = new ApolloServer({
    typeDefs: peerSchema,
    resolvers: {
      Query: {
        product: (_root: unknown, { sku }: { sku: string }) => shop.product(sku),
        products: (_root: unknown, { first }: { first: number }) => shop.products(first),
      },
      Product: {
        inventory: ({ sku }: { sku: string }, _args: unknown, { stock }: { stock: Loader }) => stock.load(sku),
      },
    },
  });
  const { url } = await startStandaloneServer(server, {
    listen: { host: '127.0.0.1', port: 0 },
    context: async () => ({ stock: new DataLoader((skus) => shop.inventories(skus)) }),
  });
  return {
    url: new URL('/graphql', url).href,
    close: async () => {
      await server.stop();
      redis.disconnect();
    },
  };
});
