// A token that speaks as the demo's administrator, issued through the stores: for tests that are not about logging in.

import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { connect, untilReady } from '../../src/redis/base/connect.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { createStores } from '../../src/redis/stores.ts';

export async function administratorToken(redisUrl: string): Promise<string> {
  const client = connect(parseRedisUrl(redisUrl), 'commands');
  try {
    await untilReady(client, 5_000);
    const { accounts, sessions } = createStores(new RedisHandle(client));
    const admin = await accounts.findByEmail('admin@example.com');
    if (!admin) throw new Error('The demo has no administrator');
    const issued = await sessions.start({
      userId: admin.id,
      transport: 'BEARER',
      client: { ipAddress: '127.0.0.1', userAgent: 'test' },
    });
    if (!issued) throw new Error('The administrator got no session');
    return issued.token;
  } finally {
    client.disconnect();
  }
}
