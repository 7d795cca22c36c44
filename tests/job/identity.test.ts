// The objects of the job room through the API: their ids, and what mutations return of them.

import { gql } from 'graphql-request';
import { expect, test } from 'vitest';
import { jobKeys } from '../../src/redis/job/keys.ts';
import { parseJobId } from '../../src/redis/job/shapes.ts';
import { openTestApp } from '../support/app.ts';

const app = await openTestApp();
const admin = app.client(await app.token('ADMIN'));
const worker = app.client(await app.token('WORKER'));

const globalId = (type: string, key: string): string => Buffer.from(`${type}:${key}`).toString('base64');
const notFound = { code: 'NOT_FOUND', field: ['id'] };
/** None of them is the id of a job that there is. */
const strangers = ['job', '', globalId('Job', 'no-number'), globalId('Job', 'ids:99'), globalId('Queue', 'ids:1')];

test('an id that no job has is a user error of the field, whatever the mutation', async () => {
  await app.stores.jobs.enqueue({ queue: 'ids', name: 'n' });
  const held = { leaseToken: 'token' };
  const mutations: [name: string, type: string, input: object][] = [
    ['jobCancel', 'JobCancelInput', {}],
    ['jobRetry', 'JobRetryInput', {}],
    ['jobProgress', 'JobProgressInput', held],
    ['jobComplete', 'JobCompleteInput', held],
    ['jobFail', 'JobFailInput', { ...held, message: 'm' }],
  ];
  for (const [name, type, input] of mutations) {
    const query = `mutation ($input: ${type}!) { it: ${name}(input: $input) { job { id } userErrors { code field } } }`;
    for (const id of strangers) {
      const { it } = await admin.request<{ it: { job: object | null; userErrors: object[] } }>(query, {
        input: { id, ...input },
      });
      expect(it.job, `${name} ${id}`).toBeNull();
      const unknown = id === globalId('Job', 'ids:99') && 'leaseToken' in input;
      expect(it.userErrors, `${name} ${id}`).toEqual([
        unknown ? { code: 'LEASE_LOST', field: ['leaseToken'] } : notFound,
      ]);
    }
  }
});

test('a lease with a wrong id does not keep the others from being renewed', async () => {
  await app.stores.jobs.enqueue({ queue: 'leases', name: 'n' });
  const claim = gql`mutation { jobsClaim(input: { queue: "leases", workerId: "w" }) { leases { leaseToken job { id } } } }`;
  const { jobsClaim } = await worker.request<{ jobsClaim: { leases: { leaseToken: string; job: { id: string } }[] } }>(
    claim,
  );
  const [lease] = jobsClaim.leases;
  const extend = gql`
    mutation ($leases: [JobLeaseInput!]!) {
      jobLeasesExtend(input: { leases: $leases }) { leases { job { id } } userErrors { code field } }
    }
  `;
  const leases = [
    { id: 'job', leaseToken: 'x' },
    { id: lease?.job.id, leaseToken: lease?.leaseToken },
    { id: globalId('Job', 'leases:9'), leaseToken: 'x' },
  ];
  expect(await worker.request(extend, { leases })).toEqual({
    jobLeasesExtend: {
      leases: [{ job: { id: lease?.job.id } }],
      userErrors: [
        { code: 'NOT_FOUND', field: ['leases', '0', 'id'] },
        { code: 'LEASE_LOST', field: ['leases', '2'] },
      ],
    },
  });
});

test('what a worker asks for beyond the limits is a user error of the field', async () => {
  const wrong: [input: string, field: string][] = [
    ['count: 101', 'count'],
    ['waitSeconds: 21', 'waitSeconds'],
    ['leaseSeconds: 0', 'leaseSeconds'],
    ['workerId: "a b"', 'workerId'],
  ];
  for (const [input, field] of wrong) {
    const worker = input.startsWith('workerId') ? '' : 'workerId: "w", ';
    const query = `mutation { jobsClaim(input: { queue: "q", ${worker}${input} }) { leases { leaseToken } userErrors { code field } } }`;
    expect(await admin.request(query), input).toEqual({
      jobsClaim: { leases: [], userErrors: [{ code: 'INVALID', field: [field] }] },
    });
  }
  const jobs = Array.from({ length: 501 }, () => ({ queue: 'q', name: 'n' }));
  const many =
    'mutation ($jobs: [JobEnqueueInput!]!) { jobsEnqueue(input: { jobs: $jobs }) { jobs { id } userErrors { code field } } }';
  expect(await admin.request(many, { jobs })).toEqual({
    jobsEnqueue: { jobs: [], userErrors: [{ code: 'LIMIT_EXCEEDED', field: ['jobs'] }] },
  });
});

test('a refused mutation returns the job as it is', async () => {
  const { id: key } = await app.stores.jobs.enqueue({ queue: 'refused', name: 'n' });
  const id = globalId('Job', key);
  const retry = gql`mutation ($id: ID!) { jobRetry(input: { id: $id }) { job { id state } userErrors { code field } } }`;
  expect(await admin.request(retry, { id })).toEqual({
    jobRetry: { job: { id, state: 'WAITING' }, userErrors: [{ code: 'ILLEGAL_STATE', field: ['id'] }] },
  });
  const complete = gql`
    mutation ($id: ID!) { jobComplete(input: { id: $id, leaseToken: "none" }) { job { state } userErrors { code field } } }
  `;
  expect(await worker.request(complete, { id })).toEqual({
    jobComplete: { job: { state: 'WAITING' }, userErrors: [{ code: 'LEASE_LOST', field: ['leaseToken'] }] },
  });
});

test('a schedule is an object of its own; deleted, its id and its queue are returned', async () => {
  const set = gql`
    mutation ($cron: String!) {
      jobScheduleSet(input: { queue: "clock", key: "daily", cron: $cron, jobName: "n" }) {
        schedule { id cron } queue { id name } userErrors { code field }
      }
    }
  `;
  const id = globalId('JobSchedule', 'clock:daily');
  const queue = { id: globalId('Queue', 'clock'), name: 'clock' };
  const schedule = { id, cron: '0 4 * * *' };
  expect(await admin.request(set, { cron: '0 4 * * *' })).toEqual({
    jobScheduleSet: { schedule, queue, userErrors: [] },
  });
  expect(await admin.request(set, { cron: 'now and then' })).toEqual({
    jobScheduleSet: { schedule, queue, userErrors: [{ code: 'INVALID', field: ['cron'] }] },
  });
  const node = 'query ($id: ID!) { node(id: $id) { id ... on JobSchedule { cron nextRunAt } } }';
  expect(await admin.request(node, { id })).toMatchObject({ node: { ...schedule, nextRunAt: expect.any(String) } });
  expect(await worker.request(node, { id })).toEqual({ node: null });
  expect(await admin.request('{ queue(name: "clock") { schedules { id } } }')).toEqual({
    queue: { schedules: [{ id }] },
  });
  const remove = gql`
    mutation {
      jobScheduleDelete(input: { queue: "clock", key: "daily" }) {
        deletedId schedule { id cron } queue { id name schedules { id } } userErrors { code field }
      }
    }
  `;
  const left = { ...queue, schedules: [] };
  expect(await admin.request(remove)).toEqual({
    jobScheduleDelete: { deletedId: id, schedule, queue: left, userErrors: [] },
  });
  expect(await admin.request(remove)).toEqual({
    jobScheduleDelete: {
      deletedId: null,
      schedule: null,
      queue: left,
      userErrors: [{ code: 'NOT_FOUND', field: ['key'] }],
    },
  });
  expect(await admin.request(node, { id })).toEqual({ node: null });
});

test('dead jobs that are run again or deleted come with their queue as it is then', async () => {
  await app.stores.jobs.enqueue({ queue: 'graves', name: 'n', maxAttempts: 1 });
  const step = { queue: 'graves', workerId: 'w', leaseMs: 30_000 };
  const { claimed } = await app.stores.jobLeases.step({ ...step, want: 1, finished: [] });
  const outcome = { kind: 'FAILED', message: 'no', retry: false } as const;
  const finished = claimed.map(({ id, fence }) => ({ id, fence, outcome }));
  await app.stores.jobLeases.step({ ...step, want: 0, finished });
  const replay = (queue: string) =>
    admin.request(`mutation { deadJobsReplay(input: { queue: "${queue}" }) {
      count queue { id counts { dead waiting } } userErrors { code field } } }`);
  expect(await replay('graves')).toEqual({
    deadJobsReplay: {
      count: 1,
      queue: { id: globalId('Queue', 'graves'), counts: { dead: 0, waiting: 1 } },
      userErrors: [],
    },
  });
  expect(await replay('no-such-queue')).toEqual({
    deadJobsReplay: { count: 0, queue: null, userErrors: [{ code: 'NOT_FOUND', field: ['queue'] }] },
  });
});

test('quarantined jobs are shown, and deleted on request', async () => {
  const { id } = await app.stores.jobs.enqueue({ queue: 'spoilt', name: 'n' });
  const { client, prefix } = app.stores.redis;
  await client.hset(jobKeys.part(prefix, 'spoilt', 'jobs'), parseJobId(id)?.number as string, 'nonsense');
  await app.stores.jobLeases.step({ queue: 'spoilt', workerId: 'w', leaseMs: 30_000, want: 1, finished: [] });
  const shown = '{ queue(name: "spoilt") { counts { quarantined } quarantine { number reason record } } }';
  expect(await admin.request(shown)).toMatchObject({
    queue: { counts: { quarantined: 1 }, quarantine: [{ number: parseJobId(id)?.number, record: 'nonsense' }] },
  });
  const purge = (queue: string, limit: number | null = null) =>
    admin.request(
      `mutation ($limit: Int) { quarantinedJobsPurge(input: { queue: "${queue}", limit: $limit }) {
        count queue { counts { quarantined } } userErrors { code field } } }`,
      { limit },
    );
  const left = (quarantined: number) => ({ counts: { quarantined } });
  expect(await purge('spoilt', 0)).toEqual({
    quarantinedJobsPurge: { count: 0, queue: left(1), userErrors: [{ code: 'INVALID', field: ['limit'] }] },
  });
  expect(await purge('spoilt')).toEqual({ quarantinedJobsPurge: { count: 1, queue: left(0), userErrors: [] } });
  expect(await purge('no-such-queue')).toEqual({
    quarantinedJobsPurge: { count: 0, queue: null, userErrors: [{ code: 'NOT_FOUND', field: ['queue'] }] },
  });
  await expect(
    worker.request('mutation { quarantinedJobsPurge(input: { queue: "spoilt" }) { count } }'),
  ).rejects.toThrow('FORBIDDEN');
});
