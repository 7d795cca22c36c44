// The page of webhooks in a real browser: one is registered, shown its secret once, tried, sent again, switched off and deleted.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, expect, it } from 'vitest';
import { workQueues } from '../../src/worker/workers.ts';
import { openTestApp } from '../support/app.ts';
import { createAdministrator, logIn } from '../support/browse-as-administrator.ts';
import { buildDashboard } from '../support/build.ts';
import { openWindow } from '../support/chromium.ts';

const received: { headers: Record<string, string>; body: string }[] = [];
let status = 200;
const program = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  received.push({ headers: request.headers as Record<string, string>, body });
  response.writeHead(status).end('thank you');
});
program.listen(0, '127.0.0.1');
await once(program, 'listening');
afterAll(() => program.close());
const address = `http://127.0.0.1:${(program.address() as AddressInfo).port}/events`;

const app = await openTestApp({ dashboardFolder: buildDashboard(), workQueues, webhooks: { allowPrivate: true } });
await createAdministrator(app);
const window = await openWindow();
const page = await window.newPage();
page.setDefaultTimeout(15_000);

const row = (text: string) => page.getByRole('row').filter({ hasText: text });
const button = (name: string) => page.getByRole('button', { name, exact: true });

it('registers a webhook, and shows its secret once', async () => {
  await logIn(window, app);
  await page.goto(`${app.url}/dashboard/webhooks`);
  await page.getByText('There are no webhooks yet.').waitFor();
  await button('New webhook').click();
  const dialog = page.getByRole('dialog', { name: 'New webhook' });
  await dialog.getByLabel('Address').fill(address);
  await dialog.getByLabel('What it is for').fill('the ledger');
  for (const type of ['account.created', 'stock.low']) await dialog.getByLabel(type, { exact: true }).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  const secret = await page.getByTestId('webhook-secret').innerText();
  expect(secret).toMatch(/^whsec_/);
  await button('I have kept it').click();
  await page.getByTestId('webhook-secret').waitFor({ state: 'detached' });

  await row('the ledger').getByRole('link', { name: address }).click();
  await page.getByText('Sent: account.created, stock.low.').waitFor();
  expect(await page.getByText(secret).count()).toBe(0);
  await button('Send a test event').click();
  await row('delivered').filter({ hasText: 'webhook.test' }).waitFor();
  const [first] = received;
  expect(new Webhook(secret).verify(first?.body ?? '', first?.headers ?? {})).toMatchObject({ type: 'webhook.test' });
});

it('shows what failed and sends it again', async () => {
  status = 500;
  await button('Send again').click();
  await row('failed').getByText('500 thank you').waitFor();
  await page.getByText(/^Failing since /).waitFor();
  status = 200;
  await button('Send again').click();
  await row('delivered').getByText('200 thank you').waitFor();
  await page.getByText('Enabled', { exact: true }).waitFor();
});

it('makes another secret, switches the webhook off and on, and deletes it', async () => {
  await button('Rotate the secret').click();
  const question = (name: string) => page.getByRole('dialog', { name });
  await question('Make another secret?').getByRole('button', { name: 'Rotate the secret' }).click();
  await page.getByTestId('webhook-secret').waitFor();
  await button('I have kept it').click();
  await page.getByText('The former secret also signs until').waitFor();
  await button('Disable').click();
  await page.getByText('Disabled', { exact: true }).waitFor();
  await button('Enable').click();
  await page.getByText('Enabled', { exact: true }).waitFor();
  await button('Delete').click();
  await question('Delete this webhook?').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('There is no such webhook.').waitFor();
  await page.getByRole('link', { name: 'All webhooks' }).click();
  await page.getByText('There are no webhooks yet.').waitFor();
});
