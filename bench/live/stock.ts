// Live delivery as most write it: Yoga, graphql-ws and the iterator of graphql-redis-subscriptions.

import { createServer } from 'node:http';
import { RedisPubSub } from 'graphql-redis-subscriptions';
import { useServer } from 'graphql-ws/use/ws';
import { createSchema, createYoga } from 'graphql-yoga';
import { WebSocketServer } from 'ws';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { connect } from '../../src/redis/base/connect.ts';
import { serverUrl } from '../../src/server/http/http-server.ts';
import { serve } from '../server-process.ts';
import { peerSchema } from './shape.ts';

await serve(async ({ redisUrl }) => {
  const address = parseRedisUrl(redisUrl);
  const connections = { publisher: connect(address, 'commands'), subscriber: connect(address, 'subscriber') };
  const pubsub = new RedisPubSub(connections);
  const field = (channel: string) => ({
    subscribe: () => pubsub.asyncIterator(channel),
    resolve: (payload: unknown) => payload,
  });
  const yoga = createYoga({
    schema: createSchema({
      typeDefs: peerSchema,
      resolvers: { Subscription: { messages: field('stock:message'), liveMetrics: field('stock:picture') } },
    }),
    logging: false,
  });
  const server = createServer(yoga);
  const sockets = new WebSocketServer({ server, path: '/graphql' });
  // As Yoga's documentation has it.
  useServer(
    {
      execute: (args) => (args as never as { rootValue: { execute(args: unknown): never } }).rootValue.execute(args),
      subscribe: (args) =>
        (args as never as { rootValue: { subscribe(args: unknown): never } }).rootValue.subscribe(args),
      onSubscribe: async (context, _id, params) => {
        const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
          ...context,
          req: context.extra.request,
          socket: context.extra.socket,
          params,
        });
        const document = parse(params.query);
        const errors = validate(schema, document);
        if (errors.length > 0) return errors;
        return {
          schema,
          operationName: params.operationName,
          document,
          variableValues: params.variables,
          contextValue: await contextFactory(),
          rootValue: { execute, subscribe },
        };
      },
    },
    sockets,
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${serverUrl(server)}/graphql`,
    close: async () => {
      server.closeAllConnections();
      for (const client of Object.values(connections)) client.disconnect();
    },
  };
});
