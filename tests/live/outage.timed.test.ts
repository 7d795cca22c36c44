// Redis goes away under subscribers who share an execution, and comes back: all of them go on, and lose no message.

import { afterAll, expect, it } from 'vitest';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { isUnavailable } from '../../src/redis/base/redis-fault.ts';
import { openTestApp } from '../support/app.ts';
import { DurableRedis } from '../support/durable-redis.ts';
import { RawSocket } from '../support/raw-socket.ts';

const server = await DurableRedis.open('always');
afterAll(() => server.close());
const app = await openTestApp({ redis: parseRedisUrl(server.url) });

async function publish(number: number): Promise<void> {
  for (;;) {
    try {
      await app.stores.messages.publish('parts', number);
      return;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

it('goes on for all of them when Redis was killed and is back', async () => {
  const token = await app.token('ADMIN');
  const sockets = Array.from({ length: 10 }, () => new RawSocket(app.endpoint, { token }));
  const start = await app.stores.messages.publish('parts', 0);
  for (const socket of sockets) {
    await socket.until('connection_ack');
    socket.subscribe('picture', 'subscription { liveMetrics(everyMs: 100) { pageViews } }');
    socket.subscribe('parts', `subscription { messages(topic: "parts", after: "${start.cursor}") { payload missed } }`);
    await socket.until('next', 'picture');
  }
  await publish(1);
  for (const socket of sockets) await socket.until('next', 'parts');
  await server.kill();
  const publishing = publish(2);
  await server.start();
  await publishing;
  await publish(3);
  await app.stores.metrics.track('default', [{ eventId: 'one', type: 'PAGE_VIEW', visitorId: 'v', path: '/' }]);
  for (const socket of sockets) {
    await expect.poll(() => JSON.stringify(socket.results('parts').at(-1))).toContain('"payload":3');
    // What was sent again, since its answer was lost, may be there twice.
    const payloads = socket
      .results('parts')
      .map((one) => (one as { data: { messages: { payload: number } } }).data.messages.payload);
    expect([...new Set(payloads)]).toEqual([1, 2, 3]);
    await expect.poll(() => socket.results('picture').at(-1)).toEqual({ data: { liveMetrics: { pageViews: 1 } } });
    expect(socket.messages.filter(({ type }) => type === 'error' || type === 'complete')).toEqual([]);
  }
});
