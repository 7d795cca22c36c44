// Mortar as it is served: guards, limits, session, counting and log are all there.

import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { connect } from '../../src/redis/base/connect.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { startBenchApp } from '../app.ts';
import { serve } from '../server-process.ts';

await serve(async ({ redisUrl, keyPrefix, responseCacheSeconds }) => {
  const client = connect(parseRedisUrl(redisUrl), 'commands');
  const redis = new RedisHandle(client, keyPrefix);
  const app = await startBenchApp({ redis, redisUrl, responseCacheSeconds });
  // One address asks for more than any ought to: the two policies that count what is measured decide as ever, with room.
  for (const name of ['everything', 'query-cost'])
    await app.stores.rateLimits.set({ name, limit: 10_000_000, windowSeconds: 10 });
  return {
    url: `${app.url}/graphql`,
    close: async () => {
      await app.close();
      client.disconnect();
    },
  };
});
