// Topics in a real browser: what they hold, how far their groups are, and messages as they come.

import { afterAll, expect, it } from 'vitest';
import { MessageGroups } from '../../src/redis/message/group.ts';
import { openTestApp } from '../support/app.ts';
import { createAdministrator, logIn } from '../support/browse-as-administrator.ts';
import { buildDashboard } from '../support/build.ts';
import { openWindow } from '../support/chromium.ts';
import { openTcpProxy } from '../support/tcp-proxy.ts';

const app = await openTestApp({ dashboardFolder: buildDashboard() });
const { messages, redis } = app.stores;
const groups = new MessageGroups(redis);
await createAdministrator(app);
const window = await openWindow();
await logIn(window, app);
const page = await window.newPage();
page.setDefaultTimeout(10_000);

const topic = 'orders.paid';
const proxy = await openTcpProxy(Number(new URL(app.url).port), afterAll);
const step = { topic, group: 'mailer', from: 'OLDEST', leaseMs: 60_000, maxAttempts: 1, renewed: [] } as const;

it('says when a topic appears where there is none', async () => {
  await page.goto(`${app.url}/dashboard/topics`);
  await page.getByText('There are no topics yet.').waitFor();
});

it('lists topics with what they hold and how far their groups are behind', async () => {
  for (let number = 0; number < 5; number += 1) await messages.publish(topic, { number });
  await messages.publish('stock', 'one');
  const { taken } = await groups.step({ ...step, want: 2, ended: [] });
  const outcome = { kind: 'FAILED', error: 'no such order', retry: false, delayMs: 0 } as const;
  await groups.step({ ...step, want: 0, ended: [{ delivery: taken[0] as (typeof taken)[0], outcome }] });
  const row = page.getByRole('row').filter({ hasText: topic });
  await row.waitFor();
  // Messages, size, listeners, groups, most behind, dead.
  await expect
    .poll(() => row.getByRole('cell').allInnerTexts())
    .toMatchObject([topic, '5', '60B', '0', '1', '3', '1', /./]);
  await page.getByRole('row').filter({ hasText: 'stock' }).waitFor();
});

it('shows one with its groups, and its messages as they come', async () => {
  await page.getByRole('link', { name: topic }).click();
  const group = page.getByRole('row').filter({ hasText: 'mailer' });
  await group.waitFor();
  expect((await group.getByRole('cell').allInnerTexts()).slice(0, 5)).toEqual(['mailer', '3', '1', '1', '0']);
  await page.getByText('No message since you opened this page.').waitFor();
  // The page listens: one of what is published from then on is the first to be shown.
  await page.getByRole('region', { name: 'The topic in numbers' }).getByText('1', { exact: true }).waitFor();
  const tail = page.getByRole('region', { name: 'Messages as they come' });
  await messages.publish(topic, { number: 'seen at once' });
  await messages.publish(topic, { text: 'x'.repeat(2_000) });
  await tail.getByText('{"number":"seen at once"}').waitFor();
  await tail.getByText(/x{100}…$/).waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  await page.goto(`${app.url}/dashboard/topics/none`);
  await page.getByText('There is no topic').waitFor();
});

it('gives a plain EventSource every message once, also those of the time that it was cut off', async () => {
  const seen = (): Promise<{ payload: number }[]> => page.evaluate('globalThis.seen');
  const query = 'subscription { messages(topic: "cut") { payload missed } }';
  await page.goto(`http://127.0.0.1:${proxy.port}/dashboard/topics`);
  await page.evaluate(`
    globalThis.seen = [];
    globalThis.source = new EventSource('/graphql?query=' + encodeURIComponent(${JSON.stringify(query)}));
    globalThis.source.addEventListener('next', ({ data }) => globalThis.seen.push(JSON.parse(data).data.messages));
  `);
  const sent: unknown[] = [];
  const publish = async (): Promise<void> => {
    const payload = sent.length;
    await messages.publish('cut', payload);
    sent.push({ payload, missed: 0 });
  };
  // It may listen only since the first of them.
  await expect
    .poll(async () => {
      await publish();
      return seen();
    })
    .not.toEqual([]);
  const unheard = (await seen())[0]?.payload;
  for (let cut = 0; cut < 2; cut += 1) {
    proxy.cut();
    await publish();
    await publish();
    await expect.poll(seen, { timeout: 30_000 }).toEqual(sent.slice(unheard));
  }
});
