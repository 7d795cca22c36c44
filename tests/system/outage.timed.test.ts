// Redis goes away under a running API and comes back.

import { ClientError, GraphQLClient } from 'graphql-request';
import { createClient } from 'graphql-ws';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { administratorToken } from '../support/administrator.ts';
import { runMortar } from '../support/mortar-process.ts';
import { startOwnTime } from '../support/own-time.ts';
import { openStoppableRedis } from '../support/redis-server.ts';

const enqueue = /* GraphQL */ `
  mutation { jobEnqueue(input: { queue: "elsewhere", name: "outage.test" }) { job { id } } }
`;

async function ready(url: string): Promise<number> {
  return (await fetch(`${url}/health/ready`)).status;
}

/** The code of the error that a request got, or OK. */
async function outcome(client: GraphQLClient): Promise<unknown> {
  try {
    await client.request(enqueue);
    return 'OK';
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    return error.response.errors?.[0]?.extensions?.code;
  }
}

test('Redis stops: coded refusals within a second; Redis is back: so is everything', async () => {
  const redis = await openStoppableRedis();
  const mortar = runMortar(['start'], { REDIS_URL: redis.url, LOG_LEVEL: 'fatal' });
  const url = await mortar.url();
  const token = await administratorToken(redis.url);
  const client = new GraphQLClient(`${url}/graphql`, { headers: { authorization: `Bearer ${token}` } });
  const socket = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { token },
    retryAttempts: 0,
  });
  onTestFinished(() => void socket.dispose());
  const waiting: number[] = [];
  let streamEnded = false;
  const watch = async (): Promise<void> => {
    const query = 'subscription { queueStats(name: "elsewhere") { counts { waiting } } }';
    for await (const { data } of socket.iterate<{ queueStats: { counts: { waiting: number } } }>({ query }))
      if (data) waiting.push(data.queueStats.counts.waiting);
    streamEnded = true;
  };
  expect(await outcome(client)).toBe('OK');
  void watch().catch(() => {
    streamEnded = true;
  });
  expect(await ready(url)).toBe(200);
  await expect.poll(() => waiting.at(-1)).toBe(1);

  await redis.stop();
  for (let request = 0; request < 5; request++) {
    const sinceMs = startOwnTime();
    expect(await outcome(client)).toBe('SERVICE_UNAVAILABLE');
    // The promise that is tested here is a time: an answer within a second.
    expect(sinceMs()).toBeLessThan(1_000);
  }
  await expect.poll(() => ready(url)).toBe(503);
  expect((await fetch(`${url}/health/live`)).status).toBe(200);

  await redis.start();
  await expect.poll(() => ready(url)).toBe(200);
  await expect.poll(() => outcome(client)).toBe('OK');
  // The same subscription, opened before the outage, tells of the job that was added after it.
  await expect.poll(() => waiting.at(-1)).toBe(2);
  expect(streamEnded).toBe(false);
});
