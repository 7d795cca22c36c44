// An authenticator app in a real browser: set up, asked for at log-in, and a recovery code in its place.

import { expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { buildDashboard } from '../support/build.ts';
import { openWindow } from '../support/chromium.ts';
import { codeOf } from '../support/totp.ts';

const factors = { secretKeys: ['a key that is long enough for a test'] };
const app = await openTestApp({ dashboardFolder: buildDashboard(), accounts: { factors } });
const grace = { email: 'grace@example.com', password: 'a compiler for everyone' };
await app.stores.accounts.create({ ...grace, verified: true });
const page = await (await openWindow()).newPage();
page.setDefaultTimeout(15_000);

async function giveThePassword(): Promise<void> {
  await page.goto(`${app.url}/dashboard/security`);
  await page.getByLabel('E-mail').fill(grace.email);
  await page.getByLabel('Password').fill(grace.password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
}

it('an app is set up, and a log-in asks for its code or for a recovery code', async () => {
  await giveThePassword();
  await page.getByRole('button', { name: 'Set up an app' }).click();
  const secret = await page.getByTestId('totp-secret').innerText();
  const picture = page.getByAltText('QR code for the authenticator app');
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await page.getByLabel('The code that the app shows').fill(codeOf(secret));
  await page.getByRole('button', { name: 'Add the app' }).click();
  const codes = (await page.getByTestId('recovery-codes').innerText()).trim().split('\n');
  expect(codes).toHaveLength(10);
  await page.getByText('10 recovery codes are left').waitFor();

  await page.context().clearCookies();
  await giveThePassword();
  await page.getByLabel('The code of your authenticator app').fill('000000');
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('The code of your authenticator app').fill(codeOf(secret, 1));
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.getByText('10 recovery codes are left').waitFor();

  await page.context().clearCookies();
  await giveThePassword();
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('A recovery code').fill(codes[0] ?? '');
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.getByText('9 recovery codes are left').waitFor();
  await page.getByRole('button', { name: 'Remove the app' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove the app' }).click();
  await page.getByRole('button', { name: 'Set up an app' }).waitFor();
});

it('an API key is made, shown once, renewed and revoked', async () => {
  await page.getByRole('button', { name: 'New API key' }).click();
  await page.getByLabel('What it is for').fill('Nightly export');
  await page.getByLabel('Scopes').fill('Query.viewer');
  await page.getByRole('button', { name: 'Save' }).click();
  const secret = (await page.getByTestId('api-key').innerText()).trim();
  const open = async (key: string) =>
    app.client(key).request<{ viewer: { apiKey: { name: string } } }>('{ viewer { apiKey { name } } }');
  expect((await open(secret)).viewer.apiKey.name).toBe('Nightly export');
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await page.getByRole('group', { name: 'API key Nightly export' }).getByRole('button', { name: 'Rotate' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
  await expect.poll(() => page.getByTestId('api-key').innerText()).not.toBe(secret);
  await page.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('group', { name: 'API key Nightly export' }).waitFor({ state: 'detached' });
  await expect(open(secret)).rejects.toThrow('not valid');
});
