// The registry of services in a real browser: who is there, who drains, who has gone, as it happens.

import { expect, it } from 'vitest';
import { serviceKeys } from '../../src/redis/service/keys.ts';
import { serviceShards } from '../../src/redis/service/shard.ts';
import { openTestApp } from '../support/app.ts';
import { createAdministrator, logIn } from '../support/browse-as-administrator.ts';
import { buildDashboard } from '../support/build.ts';
import { openWindow } from '../support/chromium.ts';

const app = await openTestApp({ dashboardFolder: buildDashboard() });
const { services, redis } = app.stores;
await createAdministrator(app);
const window = await openWindow();
await logIn(window, app);
const page = await window.newPage();
page.setDefaultTimeout(10_000);

const one = { service: 'billing', instanceId: 'billing-1' };
const panel = page.getByRole('region', { name: 'billing', exact: true });
const row = panel.getByRole('row').filter({ hasText: 'billing-1' });

it('says so where no service is registered, and shows Mortar itself where it is', async () => {
  await page.goto(`${app.url}/dashboard/services`);
  await page.getByRole('region', { name: 'mortar-api', exact: true }).getByText(app.url).waitFor();
  for (const shard of serviceShards(redis).numbers) await redis.client.del(serviceKeys.counts(redis.prefix, shard));
  await page.getByText('No service is registered.').waitFor();
});

it('shows an instance from its registration to its end, live', async () => {
  const registration = {
    ...one,
    address: '10.0.0.7:8080',
    version: '1.4.2',
    metadata: { zone: 'eu-1', queues: ['mail', 'pdf'] },
  };
  await services.register(registration);
  await row.getByText('Up', { exact: true }).waitFor();
  await row.getByText('10.0.0.7:8080').waitFor();
  await row.getByText('1.4.2').waitFor();
  await row.getByText('zone: eu-1, queues: mail pdf').waitFor();
  await panel.getByText('1 of 1 up').waitFor();
  await services.register({ ...registration, ttlSeconds: 1 });
  await row.getByText('Down', { exact: true }).waitFor();
  await panel.getByText('0 of 1 up').waitFor();
  await services.heartbeat({ ...one, status: 'DRAINING' });
  await row.getByText('Draining', { exact: true }).waitFor();
  await services.deregister(one);
  await panel.waitFor({ state: 'detached' });
  expect(await page.getByRole('alert').count()).toBe(0);
});
