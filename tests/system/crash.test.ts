// SIGKILL in the middle of traffic, as by the kernel when memory runs out: what was acknowledged is there afterwards.

import { join } from 'node:path';
import { ClientError, GraphQLClient } from 'graphql-request';
import { expect, test } from 'vitest';
import { administratorToken } from '../support/administrator.ts';
import { dataFolder, runMortar } from '../support/mortar-process.ts';

const enqueue = /* GraphQL */ `
  mutation Enqueue($key: String!) {
    jobEnqueue(input: { queue: "elsewhere", name: "crash.test", idempotencyKey: $key }) { job { id } userErrors { message } }
  }
`;
const track = /* GraphQL */ `
  mutation Track($id: ID!, $visitor: ID!) {
    track(input: { events: [{ id: $id, visitorId: $visitor, type: PAGE_VIEW, path: "/" }] }) { accepted duplicates }
  }
`;

interface Enqueued {
  jobEnqueue: { job: { id: string } };
}
interface Tracked {
  track: { accepted: number; duplicates: number };
}

/** Calls `act` over and over from several places at once, until it fails; returns what was acknowledged. */
async function untilItBreaks<T>(act: (place: string) => Promise<T>): Promise<Map<string, T>> {
  const acknowledged = new Map<string, T>();
  const lane = async (name: number): Promise<void> => {
    for (let turn = 0; ; turn++) {
      const place = `${name}-${turn}`;
      const answer = await act(place).catch((error: unknown) => {
        // A refusal is a fault of this test; only the loss of the connection is what it waits for.
        if (error instanceof ClientError) throw error;
        return undefined;
      });
      if (answer === undefined) return;
      acknowledged.set(place, answer);
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_unused, name) => lane(name)));
  return acknowledged;
}

test('after SIGKILL in the middle of traffic, all that was acknowledged is there', async () => {
  const folder = dataFolder();
  const first = runMortar(['start'], { MORTAR_DATA_DIR: folder });
  const before = `${await first.url()}/graphql`;
  const token = await administratorToken(`unix://${join(folder, 'redis.sock')}`);
  const headers = { authorization: `Bearer ${token}` };
  const client = new GraphQLClient(before, { headers });

  setTimeout(() => first.signal('SIGKILL'), 1_500);
  const [jobs, events] = await Promise.all([
    untilItBreaks((place) => client.request<Enqueued>(enqueue, { key: place })),
    untilItBreaks((place) => client.request<Tracked>(track, { id: place, visitor: `visitor-${place}` })),
  ]);
  await first.ended();
  expect(jobs.size).toBeGreaterThan(50);
  expect(events.size).toBeGreaterThan(50);

  const second = runMortar(['start'], { MORTAR_DATA_DIR: folder });
  // The session was opened before, too: its token still speaks for the administrator.
  const again = new GraphQLClient(`${await second.url()}/graphql`, { headers });
  for (const [key, answer] of jobs) {
    const { id } = answer.jobEnqueue.job;
    const { job } = await again.request<{ job: { id: string } | null }>('query ($id: ID!) { job(id: $id) { id } }', {
      id,
    });
    expect(job, `job ${key}`).toEqual({ id });
    const repeated = await again.request<Enqueued>(enqueue, { key });
    expect(repeated.jobEnqueue.job.id).toBe(id);
  }
  for (const [id] of events) {
    const { track: counted } = await again.request<Tracked>(track, { id, visitor: `visitor-${id}` });
    expect(counted, `event ${id}`).toEqual({ accepted: 0, duplicates: 1 });
  }
});
