// Passkeys in a real browser with its virtual authenticator: made, used alone and as a second factor, renamed and removed.

import { expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { buildDashboard } from '../support/build.ts';
import { openWindow } from '../support/chromium.ts';

const passkeys = { rpId: 'localhost', origins: ['http://localhost:*'] };
const app = await openTestApp({ dashboardFolder: buildDashboard(), accounts: { factors: { passkeys } } });
const grace = { email: 'grace@example.com', password: 'a compiler for everyone' };
await app.stores.accounts.create({ ...grace, verified: true });
const page = await (await openWindow()).newPage();
page.setDefaultTimeout(15_000);
// An address is no domain that a passkey could be for.
const dashboard = `${app.url.replace('127.0.0.1', 'localhost')}/dashboard`;

const devtools = await page.context().newCDPSession(page);
await devtools.send('WebAuthn.enable');
await devtools.send('WebAuthn.addVirtualAuthenticator', {
  options: {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  },
});

async function givePassword(): Promise<void> {
  await page.goto(`${dashboard}/security`);
  await page.getByLabel('E-mail').fill(grace.email);
  await page.getByLabel('Password').fill(grace.password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
}

it('a passkey is made, logs in alone, is a second factor, and is renamed and removed', async () => {
  await givePassword();
  await page.getByLabel('Name of the new passkey').fill('Laptop');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByTestId('recovery-codes').waitFor();
  await page.getByRole('group', { name: 'Passkey Laptop' }).getByText('never used').waitFor();

  await page.context().clearCookies();
  await page.goto(`${dashboard}/security`);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.getByRole('group', { name: 'Passkey Laptop' }).getByText('last used').waitFor();

  await page.context().clearCookies();
  await givePassword();
  await page.getByRole('heading', { name: 'Mortar' }).waitFor();
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  const row = page.getByRole('group', { name: 'Passkey Laptop' });
  await row.getByLabel('Name').fill('Old laptop');
  await row.getByRole('button', { name: 'Rename' }).click();
  const renamed = page.getByRole('group', { name: 'Passkey Old laptop' });
  await renamed.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await renamed.waitFor({ state: 'detached' });
  expect(await page.getByText('Your password is all that protects this account').count()).toBe(1);
});
