// Signing up with a confirmed address, an authenticator app, an API key and a log-in by a provider in a real browser.

import { expect, it } from 'vitest';
import { freePort } from '../../src/embedded-redis/embedded-redis.ts';
import { providerPresets } from '../../src/redis/account/provider.ts';
import { openTestApp } from '../support/app.ts';
import { buildDashboard } from '../support/build.ts';
import { openWindow } from '../support/chromium.ts';
import { issuerClient, openHonestIssuer, type Person } from '../support/issuers.ts';
import { codeOf } from '../support/totp.ts';

const port = await freePort();
const redirectUrl = `http://127.0.0.1:${port}/log-in/callback`;
let person: Person = { subject: 'mary' };
const issuer = await openHonestIssuer(`${redirectUrl}/honest`, () => person);
const app = await openTestApp({
  port,
  dashboardFolder: buildDashboard(),
  workQueues: ['mail'],
  mail: {
    siteName: 'Mortar',
    from: 'shop@example.com',
    language: 'en',
    pagesUrl: `http://127.0.0.1:${port}/dashboard`,
    keepUnsent: true,
    verify: true,
  },
  accounts: {
    factors: { secretKeys: ['a key that is long enough for a test'], requiredFor: ['ADMIN'] },
    providers: {
      providers: [{ ...providerPresets.google, ...issuerClient, id: 'honest', name: 'Honest', issuer }],
      redirectUrl,
      pageUrl: `http://127.0.0.1:${port}/dashboard/provider`,
      insecure: true,
    },
  },
});
const { accounts, factorSetUp, sessions } = app.stores;
const reader = await accounts.create({ email: 'reader@example.com', password: null, verified: true, roles: ['ADMIN'] });
const reading = await sessions.start({
  userId: reader.id,
  transport: 'BEARER',
  client: { ipAddress: '127.0.0.1', userAgent: 'test' },
  method: 'SECOND_FACTOR',
  isStrong: true,
});
const grace = { email: 'grace@example.com', password: 'a compiler for everyone' };
await accounts.create({ ...grace, verified: true });
const page = await (await openWindow()).newPage();
page.setDefaultTimeout(15_000);

async function giveThePassword({ email, password } = grace): Promise<void> {
  await page.goto(`${app.url}/dashboard/security`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
}

it('an app is set up, and a log-in asks for its code or for a recovery code', async () => {
  await giveThePassword();
  const setUp = page.getByRole('button', { name: 'Set up an app' });
  expect((await setUp.boundingBox())?.width).toBeLessThan(300);
  await setUp.click();
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

/** The code of a mail to somebody. */
async function codeFor(email: string): Promise<string> {
  let code = '';
  const look = async (): Promise<string> => {
    const { unsentMails } = await app
      .client(reading?.token)
      .request<{ unsentMails: { to: string; text: string }[] }>('{ unsentMails { to text } }');
    code = /^(\d{6})$/m.exec(unsentMails.find(({ to }) => to === email)?.text ?? '')?.[1] ?? '';
    return code;
  };
  await expect.poll(look, { timeout: 15_000 }).not.toBe('');
  return code;
}

/** Whether the newest session of an account was begun to last. */
async function isRemembered(email: string): Promise<boolean | undefined> {
  const account = await accounts.findByEmail(email);
  const all = await sessions.list(account?.id as string);
  return [...all].sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())[0]?.remembered;
}

it('who signs up confirms the address with the code of a mail, and stays logged in', async () => {
  await page.context().clearCookies();
  await page.goto(`${app.url}/dashboard/sign-up`);
  await page.getByLabel('E-mail').fill('joan@example.com');
  await page.getByLabel('A password, at least 10 characters').fill('a language for everyone');
  await page.getByLabel('Stay logged in on this device').check();
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.getByText('A mail to joan@example.com is on its way.').waitFor();
  await page.getByLabel('The code in the mail').fill(await codeFor('joan@example.com'));
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Cart and orders' }).waitFor();
  expect(await isRemembered('joan@example.com')).toBe(true);
});

it('a provider logs in and makes the account, which then waits for its second factor, and is unlinked and linked', async () => {
  const email = 'mary@example.com';
  person = { subject: 'mary', email };
  await page.context().clearCookies();
  await page.goto(`${app.url}/dashboard/`);
  await page.getByRole('button', { name: 'Log in with Honest' }).click();
  await page.getByRole('heading', { level: 1, name: 'Cart and orders' }).waitFor();
  const { id } = (await accounts.findByEmail(email)) as { id: string };
  expect(await isRemembered(email)).toBe(false);
  const { secret } = await factorSetUp.beginTotp(id);
  await factorSetUp.confirmTotp(id, codeOf(secret));

  await page.context().clearCookies();
  await page.goto(`${app.url}/dashboard/`);
  await page.getByLabel('Stay logged in on this device').check();
  await page.getByRole('button', { name: 'Log in with Honest' }).click();
  await page.getByLabel('The code of your authenticator app').fill(codeOf(secret, 1));
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Cart and orders' }).waitFor();
  expect(await isRemembered(email)).toBe(true);

  await page.goto(`${app.url}/dashboard/security`);
  const link = page.getByRole('group', { name: 'Link with Honest' });
  await link.getByRole('button', { name: 'Unlink' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Unlink' }).click();
  await page.getByRole('button', { name: 'Link Honest' }).click();
  await link.waitFor();
  expect(new URL(page.url()).pathname).toBe('/dashboard/security');
});

it('an administrator who needs a second factor is told so', async () => {
  const ada = { email: 'ada@example.com', password: 'correct horse battery staple' };
  await accounts.create({ ...ada, verified: true, roles: ['ADMIN'] });
  await page.context().clearCookies();
  await giveThePassword(ada);
  await page.getByText('Administrators need a second factor here.').waitFor();
});
