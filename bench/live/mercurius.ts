// Mercurius' subscriptions over its Redis emitter.

import { importPeer } from '../peer.ts';
import { serve } from '../server-process.ts';
import { peerSchema } from './shape.ts';

interface Fastify {
  register(plugin: unknown, options: object): unknown;
  listen(options: object): Promise<string>;
  close(): Promise<void>;
}
interface PubSub {
  subscribe(topic: string): Promise<unknown>;
}

await serve(async ({ redisUrl }) => {
  const { default: fastify } = await importPeer<{ default(): Fastify }>('fastify');
  const { default: mercurius } = await importPeer<{ default: unknown }>('mercurius');
  const { default: redisEmitter } = await importPeer<{ default(options: object): unknown }>('mqemitter-redis');
  const server = fastify();
  const field = (topic: string) => ({
    subscribe: (_root: unknown, _args: unknown, { pubsub }: { pubsub: PubSub }) => pubsub.subscribe(topic),
  });
  await server.register(mercurius, {
    schema: peerSchema,
    jit: 1,
    resolvers: { Subscription: { messages: field('message'), liveMetrics: field('picture') } },
    subscription: { emitter: redisEmitter({ connectionString: redisUrl }) },
  });
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  return { url: `${address}/graphql`, close: () => server.close() };
});
