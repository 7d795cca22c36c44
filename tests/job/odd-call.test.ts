// Odd schedules, odd progress and long batches through the API: each is answered as the caller's mistake or done, and spoils nothing.

import { expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { postGraphql } from '../support/post.ts';

const app = await openTestApp();
const token = await app.token('ADMIN', 'WORKER');

interface Outcome {
  readonly userErrors: readonly { readonly code: string; readonly field: readonly string[] | null }[];
}

async function mutate<Payload extends Outcome>(field: string, type: string, selection: string, input: unknown) {
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) { ${selection} userErrors { code field } } }`;
  const headers = { authorization: `Bearer ${token}` };
  const { body } = await postGraphql(app.endpoint, { query, variables: { input } }, headers);
  return { payload: (body.data as Record<string, Payload> | undefined)?.[field], errors: body.errors };
}

const codesOf = ({ payload, errors }: Awaited<ReturnType<typeof mutate>>): unknown[] =>
  (errors ?? []).map(({ extensions }) => extensions?.code).concat(payload?.userErrors.map(({ code }) => code));

it.each(
  [
    ...['', ' ', '* * *', '99 * * * *', '0 0 30 2 *', '-1 * * * *', '*/0 * * * *', '* * * * * * * *', '\u0000'],
    ...['x'.repeat(201), '🎉 * * * *', '0 0 1 1 * 1999', 'L L L L L', '1e3 * * * *', '@never', 'NaN * * * *'],
  ].map((cron) => ({ cron })),
)('a schedule with %j is refused', async (odd) => {
  await refused(odd);
});

it.each([
  ...['', 'Mars/Olympus', 'x'.repeat(300), '\u0000', '+99:00', '__proto__'].map((timezone) => ({ timezone })),
  ...[0, -1, 101, 2_147_483_647, 2_147_483_648, 0.5, '3'].map((maxAttempts) => ({ maxAttempts })),
  ...[0, -1, 86_400_001, 1e300].map((timeoutMs) => ({ timeoutMs })),
  ...[-1, 10, 0.1].map((priority) => ({ priority })),
  ...[-1, 86_400_001, 1e300, null].map((delayMs) => ({ backoff: { kind: 'FIXED', delayMs } })),
  { backoff: { kind: 'EXPONENTIAL', delayMs: 1, maxDelayMs: -1 } },
  { backoff: { kind: 'LINEAR', delayMs: 1 } },
  { overlap: 'NEVER' },
  { missed: '' },
  { key: '' },
  { key: 'half \ud83c' },
  { jobName: '' },
  { queue: '{a}' },
])('a schedule with %j is refused', async (odd) => {
  await refused(odd);
});

async function refused(odd: object): Promise<void> {
  const good = { queue: 'odd', key: 'k', cron: '0 4 * * *', jobName: 'n' };
  const answer = await mutate('jobScheduleSet', 'JobScheduleSetInput', 'schedule { key }', { ...good, ...odd });
  expect(codesOf(answer)[0]).toMatch(/^(INVALID|BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED|LIMIT_EXCEEDED)$/);
  expect(await app.stores.jobSchedules.list('odd')).toEqual([]);
}

it('odd progress is refused, and the job and its queue can be read', async () => {
  const { id } = await app.stores.jobs.enqueue({ queue: 'progress', name: 'n' });
  const claim = { queue: 'progress', workerId: 'w' };
  const { payload } = await mutate<Outcome & { leases: { leaseToken: string; job: { id: string } }[] }>(
    ...(['jobsClaim', 'JobsClaimInput', 'leases { leaseToken job { id } }', claim] as const),
  );
  const { leaseToken, job } = payload?.leases[0] ?? {};
  const progressOf = async (more: object) =>
    codesOf(await mutate('jobProgress', 'JobProgressInput', 'job { progress }', { id: job?.id, leaseToken, ...more }));
  expect(await progressOf({ progress: 0.25 })).toEqual([]);
  for (const progress of [-0.1, 1.1, 1e300, -1e300, '0.5', 'NaN'])
    expect((await progressOf({ progress }))[0]).toMatch(/^(INVALID|BAD_USER_INPUT)$/);
  for (const odd of [{ message: 'half \ud83c' }, { log: 'half \ud83c' }, { message: 'x'.repeat(300_000) }])
    expect((await progressOf({ progress: 0.5, ...odd }))[0]).not.toBe('INTERNAL_SERVER_ERROR');
  expect(await progressOf({ progress: 1e-300, message: '\u0000\n', log: '' })).not.toContain('INTERNAL_SERVER_ERROR');
  expect((await app.stores.jobs.get(id))?.state).toBe('ACTIVE');
  expect((await app.stores.jobs.queue('progress'))?.counts.active).toBe(1);
});

it('jobs of all sizes that are enqueued together are all added, and run in their order', async () => {
  const sizes = Array.from({ length: 40 }, (_unused, place) => (place % 4 === 0 ? 200_000 : 10 * place));
  const jobs = sizes.map((size, number) => ({
    queue: 'sizes',
    name: 'n',
    payload: { number, text: 'ü'.repeat(size / 2) },
  }));
  const answer = await mutate<Outcome & { jobs: unknown[] }>('jobsEnqueue', 'JobsEnqueueInput', 'jobs { id }', {
    jobs: jobs.slice(0, 4),
  });
  expect(answer).toMatchObject({ payload: { userErrors: [] } });
  await app.stores.jobs.enqueueMany(jobs.slice(4));
  const numbers: unknown[] = [];
  while (numbers.length < jobs.length) {
    const step = { queue: 'sizes', workerId: 'w', want: 100, leaseMs: 30_000, finished: [] };
    const { claimed } = await app.stores.jobLeases.step(step);
    expect(claimed.length).toBeGreaterThan(0);
    numbers.push(...claimed.map(({ payload }) => (payload as { number: number }).number));
  }
  expect(numbers).toEqual(sizes.map((_size, number) => number));
});
