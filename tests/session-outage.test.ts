// While Redis is away nobody is let in, and nobody is mistaken for a guest.

import { afterAll, expect, it } from 'vitest';
import { parseRedisUrl } from '../src/redis/connect.ts';
import { startMemoryRedis } from '../src/redis/embedded.ts';
import { openTestApp } from './support/app.ts';
import { startOwnTime } from './support/own-time.ts';

const server = await startMemoryRedis();
afterAll(() => server.stop());
const app = await openTestApp({ redis: parseRedisUrl(server.url) });

it('answers SERVICE_UNAVAILABLE within a second to whoever brings a token', async () => {
  const issued = await app.stores.sessions.start({
    userId: null,
    transport: 'BEARER',
    client: { ipAddress: '127.0.0.1', userAgent: 'node' },
  });
  const client = app.client(issued?.token);
  const query = '{ viewer { session { id } } }';
  expect(await client.request(query)).toMatchObject({ viewer: { session: { id: expect.any(String) } } });
  await server.stop();
  const sinceMs = startOwnTime();
  const refused = await client.rawRequest(query).catch((error) => error.response);
  expect(sinceMs()).toBeLessThan(1_000);
  expect(refused.data ?? null).toBeNull();
  expect(refused.errors[0].extensions.code).toBe('SERVICE_UNAVAILABLE');
});
