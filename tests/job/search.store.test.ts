// Jobs that are found by a text.

import { expect, it } from 'vitest';
import { Jobs } from '../../src/redis/job/job.ts';
import { JobLeases } from '../../src/redis/job/lease.ts';
import { searchJobs } from '../../src/redis/job/search.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const jobs = new Jobs(redis);
const leases = new JobLeases(redis);

it('finds a job by its id, name, payload, result and error, in any case', async () => {
  const step = { queue: 'find', workerId: 'w-7', leaseMs: 30_000 };
  await jobs.enqueue({ queue: 'find', name: 'mail.send', payload: { to: 'Ann@example.com' }, idempotencyKey: 'k-1' });
  const { id } = await jobs.enqueue({ queue: 'find', name: 'mail.other' });
  const names = async (text: string, state: 'WAITING' | 'DEAD' = 'WAITING') =>
    (await searchJobs(jobs, { queue: 'find', state, text })).jobs.map(({ name }) => name);
  expect(await names('ann@EXAMPLE')).toEqual(['mail.send']);
  expect(await names('mail')).toEqual(['mail.send', 'mail.other']);
  expect(await names(id)).toEqual(['mail.other']);
  expect(await names('K-1')).toEqual(['mail.send']);
  expect(await names('nothing')).toEqual([]);
  const [claim] = (await leases.step({ ...step, want: 1, finished: [] })).claimed;
  const outcome = { kind: 'FAILED', message: 'No such mailbox', retry: false } as const;
  await leases.step({ ...step, want: 0, finished: [{ id: claim?.id ?? '', fence: claim?.fence ?? '', outcome }] });
  expect(await names('MAILBOX', 'DEAD')).toEqual(['mail.send']);
  await expect(names('')).rejects.toMatchObject({ problems: [{ code: 'INVALID', field: ['text'] }] });
});

it('looks at so many jobs, and says that there are more', async () => {
  const many = Array.from({ length: 1_050 }, (_, index) => ({ queue: 'many', name: `n${index}.` }));
  await jobs.enqueueMany(many);
  const search = (text: string, sort?: 'NEWEST') => searchJobs(jobs, { queue: 'many', state: 'WAITING', text, sort });
  expect(await search('n1040.')).toMatchObject({ jobs: [], examined: 1_000, complete: false });
  expect(await search('n1040.', 'NEWEST')).toMatchObject({ jobs: [{ name: 'n1040.' }], complete: false });
  const first = await search('n');
  expect(first.jobs).toHaveLength(50);
  expect(first).toMatchObject({ examined: 100, complete: false });
});
