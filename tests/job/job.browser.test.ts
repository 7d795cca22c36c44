// A queue's page in a real browser: what an operator sees of it and does with its dead jobs.

import { expect, it } from 'vitest';
import { jobKeys } from '../../src/redis/job/keys.ts';
import { parseJobId } from '../../src/redis/job/shapes.ts';
import { openTestApp } from '../support/app.ts';
import { createAdministrator, logIn } from '../support/browse-as-administrator.ts';
import { buildDashboard } from '../support/build.ts';
import { openWindow } from '../support/chromium.ts';

const app = await openTestApp({ dashboardFolder: buildDashboard() });
await createAdministrator(app);
const window = await openWindow();
const page = await window.newPage();
page.setDefaultTimeout(10_000);
const { jobs, jobLeases, jobSchedules } = app.stores;

const figure = (name: string) => page.locator('.figure', { hasText: name }).locator('.figure-value').innerText();

it('shows what a queue did, why a job is dead, and runs the dead ones again', async () => {
  await jobs.enqueueMany(Array.from({ length: 5 }, () => ({ queue: 'mail', name: 'mail.send', maxAttempts: 1 })));
  const step = { queue: 'mail', workerId: 'w', leaseMs: 30_000 };
  const { claimed } = await jobLeases.step({ ...step, want: 3, finished: [] });
  const failed = {
    kind: 'FAILED',
    message: 'No such mailbox',
    stack: 'Error: No such mailbox\n    at send (mail.js:7:3)',
    retry: true,
  } as const;
  const done = { kind: 'COMPLETED', result: null } as const;
  const finished = claimed.map(({ id, fence }, index) => ({ id, fence, outcome: index === 0 ? failed : done }));
  await jobLeases.step({ ...step, want: 0, finished });

  await logIn(window, app);
  await page.goto(`${app.url}/dashboard/queues/mail`);
  await expect.poll(() => figure('Waiting')).toBe('2');
  expect([await figure('Completed'), await figure('Dead')]).toEqual(['2', '1']);
  // Counted at once, not only when the first minute is over.
  await page.getByText(/^0\.[45] per minute over 5 min/).waitFor();
  await page.getByText('There are no schedules').waitFor();
  await page.getByLabel('Jobs completed and attempts failed in each minute of the last hour').waitFor();

  await page.getByRole('group', { name: 'State' }).getByText('Dead').click();
  await page.getByRole('row').filter({ hasText: 'Dead' }).getByRole('button', { name: 'mail.send' }).click();
  const stack = page.getByText('at send (mail.js:7:3)');
  const error = page.getByText('attempt 1: No such mailbox');
  await error.waitFor();
  expect(await stack.isVisible()).toBe(false);
  await error.click();
  await stack.waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Replay' }).click();
  const question = page.getByRole('dialog', { name: 'Replay the dead jobs?' });
  await question.getByRole('button', { name: 'Not yet' }).click();
  expect(await figure('Dead')).toBe('1');
  await page.getByRole('button', { name: 'Replay' }).click();
  await question.getByRole('button', { name: 'Replay' }).click();
  await expect.poll(() => figure('Waiting')).toBe('3');
  await page.getByRole('status').filter({ hasText: '1 job run again.' }).waitFor();
});

it('lists finished jobs from the newest on, and the other way round where that is chosen', async () => {
  const names = Array.from({ length: 27 }, (_, index) => `n${index}`);
  await jobs.enqueueMany(names.map((name) => ({ queue: 'ended', name })));
  for (const _ of names) {
    const step = { queue: 'ended', workerId: 'w', leaseMs: 30_000 };
    const [claim] = (await jobLeases.step({ ...step, want: 1, finished: [] })).claimed;
    const { id = '', fence = '' } = claim ?? {};
    await jobLeases.step({ ...step, want: 0, finished: [{ id, fence, outcome: { kind: 'COMPLETED', result: null } }] });
  }
  await page.goto(`${app.url}/dashboard/queues/ended?state=completed`);
  const rows = page.getByRole('region', { name: 'Jobs' }).last().locator('tbody tr');
  const first = () => rows.first().getByRole('button').innerText();
  await expect.poll(first).toBe('n26');
  await page.getByRole('button', { name: 'Older' }).click();
  await expect.poll(first).toBe('n1');
  await page.getByRole('button', { name: 'Newer' }).click();
  await expect.poll(first).toBe('n26');
  await page.getByText('Oldest first').click();
  await expect.poll(first).toBe('n0');
  await page.getByRole('button', { name: 'Newer' }).click();
  await expect.poll(first).toBe('n25');
  await page.reload();
  await expect.poll(first).toBe('n0');
});

it('searches the jobs of a state for what a person knows of one', async () => {
  await jobs.enqueue({ queue: 'ended', name: 'invoice.send', payload: { to: 'Grace@example.com' } });
  await page.goto(`${app.url}/dashboard/queues/ended`);
  const search = page.getByLabel('Search these jobs');
  await search.fill('grace@EXAMPLE');
  await search.press('Enter');
  await page.getByText('All 1 waiting jobs were searched. 1 match.').waitFor();
  await page.getByRole('button', { name: 'invoice.send' }).click();
  await page.getByRole('dialog', { name: 'Job' }).getByText('Grace@example.com').waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  expect(page.url()).not.toContain('grace');
  await page.getByRole('group', { name: 'State' }).getByText('Completed').click();
  await page.getByText('All 27 completed jobs were searched. 0 match.').waitFor();
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('button', { name: 'n26' }).waitFor();
  await page.goto(`${app.url}/dashboard/queues/mail`);
});

it('lists what the clock enqueues, and ends it after asking', async () => {
  const schedule = { queue: 'mail', cron: '0 7 * * 1', timezone: 'Europe/Berlin', jobName: 'mail.digest' };
  const backoff = { kind: 'EXPONENTIAL', delayMs: 500, maxDelayMs: 60_000 } as const;
  const settings = {
    overlap: 'SKIP',
    missed: 'NONE',
    maxAttempts: 3,
    timeoutMs: 90_000,
    priority: 7,
    backoff,
  } as const;
  await jobSchedules.set({ ...schedule, key: 'weekly', ...settings });
  await jobSchedules.set({ ...schedule, key: 'kept' });
  await page.reload();
  const row = page.getByLabel('Schedules').getByRole('row', { name: 'weekly' });
  for (const text of ['0 7 * * 1', 'Europe/Berlin', 'skips', 'no job', 'not yet'])
    await row.getByRole('cell', { name: text, exact: true }).waitFor();
  const of = 'priority 7, 3 attempts, 500 ms between them, doubling up to 1 min, 1 min 30 s at most';
  await row.getByRole('cell', { name: `mail.digest ${of}` }).waitFor();
  expect(await row.locator('time').innerText()).toMatch(/^(in|tomorrow)/);

  await row.getByRole('button', { name: 'Delete' }).click();
  const question = page.getByRole('dialog', { name: 'Delete the schedule weekly?' });
  await question.getByRole('button', { name: 'Delete' }).click();
  await row.waitFor({ state: 'detached' });
  expect((await jobSchedules.list('mail')).map(({ key }) => key)).toEqual(['kept']);
});

it('shows jobs that cannot be read, and deletes them after asking', async () => {
  const { id } = await jobs.enqueue({ queue: 'mail', name: 'mail.send', priority: 9 });
  const { client, prefix } = app.stores.redis;
  await client.hset(jobKeys.part(prefix, 'mail', 'jobs'), parseJobId(id)?.number as string, 'nonsense');
  await page.reload();
  await page.getByRole('alert').first().waitFor();
  // The others are shown all the same.
  await page.getByRole('row').filter({ hasText: 'Waiting' }).first().waitFor();
  await jobLeases.step({ queue: 'mail', workerId: 'w', leaseMs: 30_000, want: 1, finished: [] });
  const row = page.getByLabel('Quarantine').getByRole('row', { name: parseJobId(id)?.number });
  await row.getByText('nonsense').waitFor();
  await page.locator('section', { hasText: 'Quarantine' }).getByRole('button', { name: 'Delete' }).first().click();
  const question = page.getByRole('dialog', { name: 'Delete the quarantined jobs?' });
  await question.getByRole('button', { name: 'Delete' }).click();
  await row.waitFor({ state: 'detached' });
  expect((await jobs.queue('mail'))?.counts.quarantined).toBe(0);
});

it('deletes a queue with all it has, after asking', async () => {
  await page.getByRole('button', { name: 'Delete queue' }).click();
  const question = page.getByRole('dialog', { name: 'Delete the queue mail?' });
  await question.getByText('3 unfinished and 0 dead jobs are deleted').waitFor();
  await question.getByRole('button', { name: 'Keep' }).click();
  expect(await jobs.queue('mail')).not.toBeNull();
  await page.getByRole('button', { name: 'Delete queue' }).click();
  await question.getByRole('button', { name: 'Delete queue' }).click();
  await page.getByRole('heading', { level: 1, name: 'Queues' }).waitFor();
  expect(await jobs.queue('mail')).toBeNull();
});
