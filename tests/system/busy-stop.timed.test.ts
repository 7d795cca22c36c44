// SIGTERM while there is something to do: a job under way, a subscription, a slow client.

import { connect } from 'node:net';
import { join } from 'node:path';
import { GraphQLClient } from 'graphql-request';
import { createClient } from 'graphql-ws';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { administratorToken } from '../support/administrator.ts';
import { dataFolder, processesOf, runMortar } from '../support/mortar-process.ts';
import { startOwnTime } from '../support/own-time.ts';

interface Enqueued {
  jobEnqueue: { job: { id: string } };
}
interface Found {
  job: { state: string; attempt: number };
}

const enqueue = /* GraphQL */ `
  mutation {
    jobEnqueue(input: { queue: "default", name: "demo.countdown", payload: { seconds: 60 } }) { job { id } }
  }
`;
const find = 'query ($id: ID!) { job(id: $id) { state attempt } }';

test('it ends within 10 seconds with code 0, and the job goes on at the next start', async () => {
  const folder = dataFolder();
  const mortar = runMortar(['start'], { MORTAR_DATA_DIR: folder });
  const url = await mortar.url();
  const token = await administratorToken(`unix://${join(folder, 'redis.sock')}`);
  const headers = { authorization: `Bearer ${token}` };
  const client = new GraphQLClient(`${url}/graphql`, { headers });
  const { id } = (await client.request<Enqueued>(enqueue)).jobEnqueue.job;
  await expect.poll(async () => (await client.request<Found>(find, { id })).job.state).toBe('ACTIVE');

  const socket = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { token },
    retryAttempts: 0,
  });
  onTestFinished(() => void socket.dispose());
  const watched = socket.iterate({ query: `subscription { jobUpdated(id: "${id}") { state } }` });
  await watched.next();
  const slow = connect(Number(new URL(url).port), '127.0.0.1');
  onTestFinished(() => void slow.destroy());
  slow.on('error', () => {});
  slow.write('POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{');

  const sinceMs = startOwnTime();
  mortar.signal('SIGTERM');
  expect((await mortar.ended()).code).toBe(0);
  // The promise that is tested here is a time.
  expect(sinceMs()).toBeLessThan(10_000);
  expect(processesOf(folder)).toEqual([]);

  const next = runMortar(['start'], { MORTAR_DATA_DIR: folder });
  const again = new GraphQLClient(`${await next.url()}/graphql`, { headers });
  await expect
    .poll(async () => (await again.request<Found>(find, { id })).job, { timeout: 20_000 })
    .toMatchObject({ state: 'ACTIVE' });
});
