// A failure stays in the field where it happens: its siblings and its parent keep their data.

import { expect, test } from 'vitest';
import { jobKeys } from '../../src/redis/job/keys.ts';
import { openTestApp } from '../support/app.ts';
import { postGraphql } from '../support/post.ts';

const app = await openTestApp();
const { stores } = app;

interface Failure {
  readonly path: readonly (string | number)[];
  readonly extensions: { readonly code: string };
}

/** The data, and the path and code of each failure. */
async function ask(token: string | undefined, query: string) {
  const { body } = await postGraphql(app.endpoint, { query }, token ? { authorization: `Bearer ${token}` } : undefined);
  const failures = (body.errors ?? []) as unknown as readonly Failure[];
  return { data: body.data, failed: failures.map(({ path, extensions }) => [path, extensions.code]) };
}

test('a root field without the right leaves the one beside it, in queries and in mutations', async () => {
  const customer = await app.token('CUSTOMER');
  expect(await ask(customer, '{ viewer { user { roles } } cache { hits } }')).toEqual({
    data: { viewer: { user: { roles: ['CUSTOMER'] } }, cache: null },
    failed: [[['cache'], 'FORBIDDEN']],
  });
  const event = '{ eventId: "1", visitorId: "v", type: CART }';
  expect(
    await ask(
      customer,
      `mutation { track(input: { events: [${event}] }) { accepted } queuePause(input: { name: "q" }) { queue { name } } }`,
    ),
  ).toEqual({ data: { track: { accepted: 1 }, queuePause: null }, failed: [[['queuePause'], 'FORBIDDEN']] });
});

test('a visitor sees of an experiment its variants, and not how it is split and what it is about', async () => {
  const shown = { key: 'price', description: 'Whether people pay more', coverage: 0.5, goal: 'PURCHASE' };
  await stores.experiments.set({ ...shown, variants: [{ key: 'a' }, { key: 'b' }] });
  const fields = 'key state variants { key weight } description coverage goal startedAt stoppedAt';
  const assign = `mutation { experimentAssign(input: { key: "price", visitorId: "v" }) { assignment { experiment { ${fields} } } } }`;
  const { data, failed } = await ask(await app.token('CUSTOMER', 'WORKER'), assign);
  expect(data).toEqual({
    experimentAssign: {
      assignment: {
        experiment: {
          key: 'price',
          state: 'DRAFT',
          variants: [
            { key: 'a', weight: null },
            { key: 'b', weight: null },
          ],
          description: null,
          coverage: null,
          goal: null,
          startedAt: null,
          stoppedAt: null,
        },
      },
    },
  });
  expect(failed.map(([, code]) => code)).toEqual(Array.from({ length: 7 }, () => 'FORBIDDEN'));
  const administrators = await ask(await app.token('ADMIN'), assign);
  expect(administrators).toMatchObject({
    failed: [],
    data: { experimentAssign: { assignment: { experiment: shown } } },
  });
});

test('a field with a right of its own leaves its parent', async () => {
  await stores.experiments.set({ key: 'button', variants: [{ key: 'a' }, { key: 'b' }], goal: 'PURCHASE' });
  const assign =
    'mutation { experimentAssign(input: { key: "button", visitorId: "v" }) { assignment { experiment { key results { winner } } } } }';
  expect(await ask(undefined, assign)).toEqual({
    data: { experimentAssign: { assignment: { experiment: { key: 'button', results: null } } } },
    failed: [[['experimentAssign', 'assignment', 'experiment', 'results'], 'UNAUTHENTICATED']],
  });
});

test('a field below the root that Redis cannot answer leaves the rest of its object', async () => {
  const administrator = await app.token('ADMIN');
  const { id } = await stores.jobs.enqueue({ queue: 'half', name: 'one' });
  // As a value of another program would be: no list.
  await stores.redis.client.set(jobKeys.log(stores.redis.prefix, 'half', id.split(':')[1] as string), 'no list');
  const query =
    '{ queue(name: "half") { name counts { waiting } jobs { nodes { name logs { message } } } } queues { name } }';
  expect(await ask(administrator, query)).toEqual({
    data: {
      queue: { name: 'half', counts: { waiting: 1 }, jobs: { nodes: [{ name: 'one', logs: null }] } },
      queues: [{ name: 'half' }],
    },
    failed: [[['queue', 'jobs', 'nodes', 0, 'logs'], 'INTERNAL_SERVER_ERROR']],
  });
});

test.each([
  ['its record', 'jobs'],
  ['its state', 'state'],
] as const)('a job of which %s cannot be read leaves the others, and the pages behind it', async (_what, part) => {
  const queue = `unreadable-${part}`;
  const added = await stores.jobs.enqueueMany(
    Array.from({ length: 5 }, (_unused, index) => ({ queue, name: `job-${index}` })),
  );
  const number = added[1]?.id.split(':')[1] as string;
  await stores.redis.client.hset(jobKeys.part(stores.redis.prefix, queue, part), number, 'nonsense');
  const query = (page: string) => `{ queue(name: "${queue}") { jobs(${page}) {
    nodes { name } edges { cursor } pageInfo { hasNextPage hasPreviousPage } totalCount } } }`;
  const administrator = await app.token('ADMIN');
  const jobs = async (page: string) => {
    const { data, failed } = await ask(administrator, query(page));
    const { queue: found } = data as { queue: { jobs: { nodes: unknown[]; edges: { cursor: string }[] } } };
    return { ...found.jobs, failed };
  };
  const first = await jobs('first: 3');
  expect(first).toMatchObject({
    nodes: [{ name: 'job-0' }, null, { name: 'job-2' }],
    pageInfo: { hasNextPage: true },
    totalCount: 5,
    failed: [[['queue', 'jobs', 'nodes', 1], 'INTERNAL_SERVER_ERROR']],
  });
  const behind = await jobs(`first: 3, after: "${first.edges[1]?.cursor}"`);
  expect(behind).toMatchObject({
    nodes: [{ name: 'job-2' }, { name: 'job-3' }, { name: 'job-4' }],
    pageInfo: { hasNextPage: false },
    failed: [],
  });
  const last = await jobs('last: 4');
  expect(last).toMatchObject({
    nodes: [null, { name: 'job-2' }, { name: 'job-3' }, { name: 'job-4' }],
    pageInfo: { hasPreviousPage: true },
  });
});

test('a queue that cannot be read leaves the others', async () => {
  for (const queue of ['broken', 'sound']) await stores.jobs.enqueue({ queue, name: 'one' });
  await stores.redis.client.del(jobKeys.meta(stores.redis.prefix, 'broken'));
  await stores.redis.client.rpush(jobKeys.meta(stores.redis.prefix, 'broken'), 'no hash');
  const { data, failed } = await ask(await app.token('ADMIN'), '{ queues { name } }');
  const { queues } = data as { queues: ({ name: string } | null)[] };
  expect(queues).toContainEqual({ name: 'sound' });
  expect(failed).toEqual([[['queues', queues.indexOf(null)], 'INTERNAL_SERVER_ERROR']]);
  await stores.redis.client.del(jobKeys.meta(stores.redis.prefix, 'broken'));
});

test('numbers that are asked for wrongly leave those that are not', async () => {
  const administrator = await app.token('ADMIN');
  const backwards = 'from: "2026-02-02T00:00:00Z", to: "2026-02-01T00:00:00Z"';
  const { data, failed } = await ask(
    administrator,
    `{ metrics { site live { conversions } totals(${backwards}) { visitors } journey(visitorId: "v", limit: 0) { path } }
      cache { hits series(lastMinutes: 0) { hits } } }`,
  );
  expect(data).toEqual({
    metrics: { site: 'default', live: { conversions: 0 }, totals: null, journey: null },
    cache: { hits: expect.any(Number), series: null },
  });
  expect(failed).toEqual(
    expect.arrayContaining([
      [['metrics', 'totals'], 'BAD_USER_INPUT'],
      [['metrics', 'journey'], 'BAD_USER_INPUT'],
      [['cache', 'series'], 'BAD_USER_INPUT'],
    ]),
  );
});

test("a worker sees the state of its job's queue, and not the other jobs in it", async () => {
  const { id } = await stores.jobs.enqueue({ queue: 'mixed', name: 'mine', payload: {} });
  await stores.jobs.enqueue({ queue: 'mixed', name: 'secret', payload: { password: 'hidden' } });
  const job = Buffer.from(`Job:${id}`).toString('base64');
  const lists = 'jobs { nodes { payload } } schedules { payload } quarantine { record }';
  const query = `{ job(id: "${job}") { queue { name counts { waiting } ${lists} } } }`;
  const { data, failed } = await ask(await app.token('WORKER'), query);
  expect(data).toEqual({
    job: { queue: { name: 'mixed', counts: { waiting: 2 }, jobs: null, schedules: null, quarantine: null } },
  });
  expect(failed.map(([, code]) => code)).toEqual(['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN']);
});
