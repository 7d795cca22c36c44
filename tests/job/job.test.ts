// Jobs through the API, run by a real worker.

import { readFileSync } from 'node:fs';
import { gql } from 'graphql-request';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UnrecoverableError } from '../../src/redis/base/attempt-error.ts';
import { JobLeases } from '../../src/redis/job/lease.ts';
import { defineHandler } from '../../src/worker/handler.ts';
import { Worker } from '../../src/worker/worker.ts';
import { openTestApp } from '../support/app.ts';

const app = await openTestApp();

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const double = defineHandler({
  name: 'double',
  payload: z.object({ number: z.number() }),
  async run({ number }, { progress, log }) {
    progress(0.5, 'half way');
    log(`doubling ${number}`);
    await wait(150);
    return { doubled: 2 * number };
  },
});

const poison = defineHandler({
  name: 'poison',
  payload: z.unknown(),
  run: () => Promise.reject(new UnrecoverableError('cannot be done')),
});

function openWorker(queue: string): Worker {
  return new Worker(app.stores.redis, { queue, handlers: [double, poison] });
}

describe('a worker', () => {
  it('runs a job with progress, log and result, and keeps what it was told', async () => {
    const worker = openWorker('work');
    const { id } = await app.stores.jobs.enqueue({ queue: 'work', name: 'double', payload: { number: 21 } });
    await expect.poll(async () => (await app.stores.jobs.get(id))?.progressMessage).toBe('half way');
    await expect.poll(async () => (await app.stores.jobs.get(id))?.state).toBe('COMPLETED');
    expect((await app.stores.jobs.get(id))?.result).toEqual({ doubled: 42 });
    expect((await app.stores.jobs.logs(id)).map(({ message }) => message)).toEqual(['doubling 21']);
    await worker.close();
  });

  it('lets a job that cannot succeed and a payload that does not fit end dead at once', async () => {
    const worker = openWorker('dead');
    const ids = await Promise.all(
      [
        { name: 'poison', payload: null },
        { name: 'double', payload: { number: 'many' } },
      ].map((job) => app.stores.jobs.enqueue({ queue: 'dead', ...job })),
    );
    for (const { id } of ids) {
      await expect.poll(async () => (await app.stores.jobs.get(id))?.state).toBe('DEAD');
      expect((await app.stores.jobs.get(id))?.attempt).toBe(1);
    }
    await worker.close();
  });

  it('works through many jobs with bounded concurrency', async () => {
    const worker = openWorker('many');
    await Promise.all(
      Array.from({ length: 50 }, (_, number) =>
        app.stores.jobs.enqueue({ queue: 'many', name: 'double', payload: { number } }),
      ),
    );
    await expect.poll(async () => (await app.stores.jobs.queue('many'))?.counts.completed).toBe(50);
    await worker.close();
  });
});

describe('the API', async () => {
  const worker = app.client(await app.token('WORKER'));
  const adminToken = await app.token('ADMIN');
  const admin = app.client(adminToken);

  const enqueueMutation = gql`
    mutation Enqueue($input: JobEnqueueInput!) {
      jobEnqueue(input: $input) { job { id state queue { name } } userErrors { code field } }
    }
  `;
  const enqueue = async (input: object): Promise<string> =>
    (await worker.request<{ jobEnqueue: { job: { id: string } } }>(enqueueMutation, { input })).jobEnqueue.job.id;

  const code = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => 'OK',
      (error) => error.response.errors[0].extensions.code,
    );

  it('answers what docs/jobs.md asks', async () => {
    const page = readFileSync(new URL('../../docs/jobs.md', import.meta.url), 'utf8');
    const examples = Array.from(page.matchAll(/^```graphql\n([\s\S]*?)^```$/gm), ([, text]) => text as string);
    expect(examples).toHaveLength(5);
    for (const text of examples) {
      const answer = await admin.request<Record<string, { userErrors?: unknown[] } | null>>(text);
      for (const field of Object.values(answer)) {
        expect(field, text).not.toBeNull();
        expect(field?.userErrors ?? [], text).toEqual([]);
      }
    }
    expect((await app.stores.jobs.queue('translations'))?.counts.waiting).toBe(1);
    expect(await app.stores.jobSchedules.list('translations')).toMatchObject([{ timezone: 'Europe/Berlin' }]);
  });

  it('refuses those without the right', async () => {
    const variables = { input: { queue: 'api', name: 'n' } };
    expect(await code(app.client().request(enqueueMutation, variables))).toBe('UNAUTHENTICATED');
    const customer = app.client(await app.token('CUSTOMER'));
    expect(await code(customer.request(enqueueMutation, variables))).toBe('FORBIDDEN');
    expect(await code(worker.request(gql`{ queues { name } }`))).toBe('FORBIDDEN');
  });

  it('names the field of a wrong job, and of each wrong one among many', async () => {
    expect(await worker.request(enqueueMutation, { input: { queue: 'api', name: 'n', priority: 11 } })).toEqual({
      jobEnqueue: { job: null, userErrors: [{ code: 'INVALID', field: ['priority'] }] },
    });
    const many = await worker.request(
      gql`
        mutation Many($jobs: [JobEnqueueInput!]!) {
          jobsEnqueue(input: { jobs: $jobs }) { jobs { name } userErrors { code field } }
        }
      `,
      {
        jobs: [
          { queue: 'api', name: 'good' },
          { queue: 'a b', name: 'bad' },
          { queue: 'api', name: 'good' },
        ],
      },
    );
    expect(many).toEqual({
      jobsEnqueue: {
        jobs: [{ name: 'good' }, null, { name: 'good' }],
        userErrors: [{ code: 'INVALID', field: ['jobs', '1', 'queue'] }],
      },
    });
  });

  it('says that the first job of an idempotency key is no longer kept', async () => {
    const job = { queue: 'forgotten', name: 'n', idempotencyKey: 'once' };
    await enqueue(job);
    const forgetful = new JobLeases(app.stores.redis, { completed: { count: 0, ageMs: 0 } });
    const step = { queue: 'forgotten', workerId: 'w', leaseMs: 30_000 };
    const { claimed } = await forgetful.step({ ...step, want: 1, finished: [] });
    const outcome = { kind: 'COMPLETED', result: null } as const;
    await forgetful.step({ ...step, want: 0, finished: claimed.map(({ id, fence }) => ({ id, fence, outcome })) });
    const refused = { code: 'CONFLICT', field: ['idempotencyKey'] };
    expect(await worker.request(enqueueMutation, { input: job })).toEqual({
      jobEnqueue: { job: null, userErrors: [refused] },
    });
    const many = gql`
      mutation ($jobs: [JobEnqueueInput!]!) {
        jobsEnqueue(input: { jobs: $jobs }) { jobs { name } userErrors { code field } }
      }
    `;
    expect(await worker.request(many, { jobs: [{ queue: 'forgotten', name: 'new' }, job] })).toEqual({
      jobsEnqueue: {
        jobs: [{ name: 'new' }, null],
        userErrors: [{ ...refused, field: ['jobs', '1', 'idempotencyKey'] }],
      },
    });
  });

  it('keeps the schedules of queues that only workers elsewhere serve', async () => {
    const schedule = { queue: 'elsewhere', key: 'each-second', cron: '* * * * * *', jobName: 'tick' };
    await app.stores.jobSchedules.set(schedule);
    const waiting = async (): Promise<number> => (await app.stores.jobs.queue('elsewhere'))?.counts.waiting ?? 0;
    await expect.poll(waiting).toBeGreaterThan(0);
    await app.stores.jobSchedules.delete('elsewhere', 'each-second');
  });

  it('shows a job live from enqueue to result', async () => {
    const id = await enqueue({ queue: 'live', name: 'double', payload: { number: 4 } });
    const states: string[] = [];
    const runner = openWorker('live');
    for await (const { data } of app.socket(adminToken).iterate<{ jobUpdated: { state: string; result: unknown } }>({
      query: 'subscription ($id: ID!) { jobUpdated(id: $id) { state result } }',
      variables: { id },
    })) {
      states.push(data?.jobUpdated.state ?? '');
      if (data?.jobUpdated.state === 'COMPLETED') {
        expect(data.jobUpdated.result).toEqual({ doubled: 8 });
        break;
      }
    }
    expect(states.at(-1)).toBe('COMPLETED');
    await runner.close();
  });

  it('goes on with a feed of events where it left off', async () => {
    interface Delivery {
      jobEvents: { cursor: string; state: string; missed: number; job: { name: string } };
    }
    const query =
      'subscription ($after: String) { jobEvents(queue: "feed", after: $after) { cursor state missed job { name } } }';
    const first = app.socket(adminToken).iterate<Delivery>({ query });
    let heard = false;
    const pending = first.next().finally(() => {
      heard = true;
    });
    // Until the stream is there.
    while (!heard) await enqueue({ queue: 'feed', name: 'one' });
    const { value } = await pending;
    const after = value.data.jobEvents.cursor;
    expect(value.data.jobEvents).toMatchObject({ state: 'WAITING', job: { name: 'one' } });
    await first.return?.();
    await enqueue({ queue: 'feed', name: 'two' });
    await enqueue({ queue: 'feed', name: 'three' });
    const names: string[] = [];
    for await (const { data } of app.socket(adminToken).iterate<Delivery>({ query, variables: { after } })) {
      names.push(data?.jobEvents.job.name ?? '');
      expect(data?.jobEvents.missed).toBe(0);
      if (names.at(-1) === 'three') break;
    }
    expect(names.filter((name) => name !== 'one')).toEqual(['two', 'three']);
  });

  it('deletes a queue for an administrator, with its jobs only if that was said', async () => {
    await app.stores.jobs.enqueue({ queue: 'unwanted', name: 'n' });
    const document = gql`
      mutation ($withJobs: Boolean) {
        queueDelete(input: { name: "unwanted", withJobs: $withJobs }) {
          deletedId
          done
          queue { name }
          userErrors { code field }
        }
      }
    `;
    expect(await admin.request(document)).toEqual({
      queueDelete: {
        ...{ deletedId: null, done: false, queue: { name: 'unwanted' } },
        userErrors: [{ code: 'ILLEGAL_STATE', field: ['withJobs'] }],
      },
    });
    expect(await admin.request(document, { withJobs: true })).toMatchObject({
      queueDelete: { deletedId: expect.any(String), done: true, queue: null, userErrors: [] },
    });
    expect(await admin.request(document)).toMatchObject({ queueDelete: { userErrors: [{ code: 'NOT_FOUND' }] } });
  });

  it('pauses a queue, pages through it, cancels, and keeps its schedules', async () => {
    for (let index = 0; index < 5; index += 1) await enqueue({ queue: 'steer', name: `n${index}` });
    const page = await admin.request<{
      queue: { jobs: { nodes: { id: string; name: string }[]; pageInfo: object } };
    }>(gql`
      {
        queue(name: "steer") {
          counts { waiting }
          jobs(state: WAITING, first: 2) { nodes { id name } edges { cursor } pageInfo { hasNextPage hasPreviousPage } }
        }
      }
    `);
    const minutes = await admin.request(gql`
      { queue(name: "steer") { throughput(lastMinutes: 2) { at completed failed } } }
    `);
    expect(minutes).toMatchObject({ queue: { throughput: [{ completed: 0 }, { completed: 0, failed: 0 }] } });
    expect(await code(admin.request(gql`{ queue(name: "steer") { throughput(lastMinutes: 121) { at } } }`))).toBe(
      'BAD_USER_INPUT',
    );
    expect(page.queue).toMatchObject({
      counts: { waiting: 5 },
      jobs: { nodes: [{ name: 'n0' }, { name: 'n1' }], pageInfo: { hasNextPage: true, hasPreviousPage: false } },
    });
    const answer = await admin.request(
      gql`
        mutation Steer($id: ID!) {
          queuePause(input: { name: "steer" }) { queue { paused } userErrors { code } }
          jobCancel(input: { id: $id }) { job { state } userErrors { code } }
          jobScheduleSet(input: { queue: "steer", key: "k", cron: "0 0 1 1 *", jobName: "n", overlap: SKIP, missed: ALL
            maxAttempts: 2, priority: 7, timeoutMs: 50, backoff: { kind: FIXED, delayMs: 5, jitter: false } }) {
            schedule {
              key timezone overlap missed maxAttempts priority timeoutMs backoff { kind delayMs maxDelayMs jitter }
            }
          }
          wrong: jobScheduleSet(input: { queue: "steer", key: "k", cron: "x", jobName: "n" }) { userErrors { field } }
          queueResume(input: { name: "steer" }) { queue { paused schedules { key } } }
          jobScheduleDelete(input: { queue: "steer", key: "k" }) { schedule { key } }
          deadJobsReplay(input: { queue: "steer" }) { count }
        }
      `,
      { id: page.queue.jobs.nodes[0]?.id },
    );
    expect(answer).toEqual({
      queuePause: { queue: { paused: true }, userErrors: [] },
      jobCancel: { job: { state: 'CANCELLED' }, userErrors: [] },
      jobScheduleSet: {
        schedule: {
          ...{ key: 'k', timezone: 'UTC', overlap: 'SKIP', missed: 'ALL', maxAttempts: 2, priority: 7, timeoutMs: 50 },
          backoff: { kind: 'FIXED', delayMs: 5, maxDelayMs: 86_400_000, jitter: false },
        },
      },
      wrong: { userErrors: [{ field: ['cron'] }] },
      queueResume: { queue: { paused: false, schedules: [{ key: 'k' }] } },
      jobScheduleDelete: { schedule: { key: 'k' } },
      deadJobsReplay: { count: 0 },
    });
  });
});
