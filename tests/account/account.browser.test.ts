// The Devices, Accounts, Audit log and Profile pages in a real browser: who sees which sessions, what ends them, who did what, and what
// becomes of an account.

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { administrator, createAdministrator, logIn } from '../support/browse-as-administrator.ts';
import { buildDashboard } from '../support/build.ts';
import { openWindow, savedBy } from '../support/chromium.ts';
import { letTimePass } from '../support/session-clock.ts';

const app = await openTestApp({ dashboardFolder: buildDashboard() });
await createAdministrator(app);
const { accounts, sessions, redis } = app.stores;
const window = await openWindow();
await logIn(window, app);
const page = await window.newPage();
page.setDefaultTimeout(10_000);

const phone = {
  ipAddress: '203.0.113.9',
  userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5) Version/18.5 Safari/604.1',
};
const start = (userId: string) => sessions.start({ userId, transport: 'BEARER', client: phone });
const rows = () => page.getByRole('region', { name: 'Sessions' }).locator('tbody tr');
const me = await accounts.findByEmail(administrator.email);
const myId = me?.id as string;

it('Devices shows where I am logged in, which one looks stolen, and logs it out', async () => {
  const stolen = await start(myId);
  await sessions.validate(stolen?.token ?? '', { ...phone, userAgent: 'curl/8.9' });
  await page.goto(`${app.url}/dashboard/sessions`);
  const row = rows().filter({ hasText: 'Safari on iPhone' });
  await row.getByText('Other device').waitFor();
  await row.getByText('203.0.113.9').waitFor();
  await rows().filter({ hasText: 'This one' }).waitFor();
  await row.getByRole('button', { name: 'Log out' }).click();
  await row.waitFor({ state: 'detached' });
  expect(await sessions.isLive(stolen?.session.id ?? '')).toBe(false);
});

it('asks for the password where it was given too long ago, and goes on', async () => {
  const others = [await start(myId), await start(myId)];
  const all = await sessions.list(myId);
  await letTimePass(
    redis,
    all.map(({ id }) => id),
    11 * 60_000,
  );
  await page.reload();
  await page.getByRole('button', { name: 'Log out everywhere else' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Log out everywhere else' }).click();
  const question = page.getByRole('dialog', { name: 'Confirm your password' });
  await question.getByLabel('Your password').fill('not the password');
  await question.getByRole('button', { name: 'Continue' }).click();
  await question.getByRole('alert').waitFor();
  await question.getByLabel('Your password').fill(administrator.password);
  await question.getByRole('button', { name: 'Continue' }).click();
  await expect.poll(() => rows().count()).toBe(1);
  for (const other of others) expect(await sessions.isLive(other?.session.id ?? '')).toBe(false);
});

it('Accounts lists and finds people, ends their sessions, sets their roles, disables and enables them', async () => {
  const grace = await accounts.create({ email: 'grace@example.com', password: 'a compiler for everyone' });
  const device = await start(grace.id);
  await page.getByRole('link', { name: 'Accounts' }).click();
  await page.getByRole('link', { name: administrator.email }).waitFor();
  const search = page.getByLabel('E-mail address or name');
  await search.fill('nobody');
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByText('No account has “nobody”').waitFor();
  await search.fill('RACE@exam');
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByText('1 account found').waitFor();
  await page.getByRole('link', { name: 'grace@example.com' }).click();
  await rows().filter({ hasText: 'Safari on iPhone' }).getByRole('button', { name: 'Log out' }).click();
  await page.getByText('It is logged in nowhere.').waitFor();
  expect(await sessions.isLive(device?.session.id ?? '')).toBe(false);

  await page.getByLabel('Worker').check();
  await page.getByRole('button', { name: 'Set the roles' }).click();
  await expect.poll(async () => (await accounts.find(grace.id))?.roles).toEqual(['CUSTOMER', 'WORKER']);

  await page.getByRole('button', { name: 'Disable' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
  await page.getByText('Disabled', { exact: true }).waitFor();
  expect(await start(grace.id)).toBeNull();
  await page.getByRole('button', { name: 'Enable' }).click();
  await page.getByText('Enabled', { exact: true }).waitFor();
  expect(await start(grace.id)).not.toBeNull();
});

it('Audit log shows who did what, finds kinds of acts, and is saved as CSV', async () => {
  await app.stores.audit.settle();
  await page.getByRole('link', { name: 'Audit log' }).click();
  await page.getByLabel('Kind of act').selectOption('roles_changed');
  const acts = page.getByRole('region', { name: 'What was done' }).locator('tbody tr');
  await expect.poll(() => acts.count()).toBe(1);
  expect(await acts.innerText()).toMatch(/grace@example\.com.*ada@example\.com.*Customer → Customer, Worker/s);
  const csv = await savedBy(page, () => page.getByRole('button', { name: 'Export as CSV' }).click());
  const [headings, act, ...rest] = csv.split('\r\n');
  expect(headings).toBe('at,kind,userId,actorId,ipAddress,before,after,reason');
  expect(act).toMatch(/^\d{4}-\d\d-\d\dT[^,]+,roles_changed,.*,CUSTOMER,"CUSTOMER,WORKER",$/);
  expect(rest).toEqual(['']);
  await page.getByLabel('Kind of act').selectOption('account_disabled');
  await acts.filter({ hasText: 'enabled → disabled' }).waitFor();
});

let herPage: Page;

it('who is invited chooses a password and is logged in', async () => {
  await page.getByRole('link', { name: 'Accounts', exact: true }).click();
  await page.getByRole('button', { name: 'New account' }).click();
  const form = page.getByRole('dialog', { name: 'New account' });
  await form.getByLabel('E-mail address').fill('mary@example.com');
  await form.getByLabel('Name').fill('Mary');
  await form.getByRole('button', { name: 'Save' }).click();
  const handedOver = page.getByRole('dialog', { name: 'Hand over this link' });
  const link = (await handedOver.locator('pre').textContent()) ?? '';
  await handedOver.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('row').filter({ hasText: 'mary@example.com' }).getByText('Invited').waitFor();
  herPage = await (await openWindow()).newPage();
  herPage.setDefaultTimeout(10_000);
  await herPage.goto(link);
  await herPage.getByLabel('Password').fill('a rocket to the moon');
  await herPage.getByRole('button', { name: 'Begin' }).click();
  await herPage.getByRole('link', { name: 'Devices' }).waitFor();
  expect(await accounts.findByEmail('mary@example.com')).toMatchObject({ displayName: 'Mary', invitedAt: null });
});

it('who it is about saves all that is kept, and has the account erased', async () => {
  const mary = await accounts.findByEmail('mary@example.com');
  const hers = await sessions.list(mary?.id as string);
  await letTimePass(
    redis,
    hers.map(({ id }) => id),
    11 * 60_000,
  );
  await herPage.goto(`${app.url}/dashboard/profile`);
  await herPage.getByRole('button', { name: 'Save all as a file' }).click();
  const question = herPage.getByRole('dialog', { name: 'Confirm your password' });
  await question.getByLabel('Your password').fill('a rocket to the moon');
  const kept = await savedBy(herPage, () => question.getByRole('button', { name: 'Continue' }).click());
  expect(JSON.parse(kept)).toMatchObject({ account: [{ email: 'mary@example.com', displayName: 'Mary' }], orders: [] });
  await herPage.getByRole('button', { name: 'Erase my account' }).click();
  await herPage.getByRole('dialog').getByRole('button', { name: 'Erase my account' }).click();
  await herPage.getByRole('button', { name: 'Log in', exact: true }).waitFor();
  expect(await accounts.findByEmail('mary@example.com')).toBeNull();
});

it('an administrator makes an account, acts as it with a banner, and erases it', async () => {
  const joan = 'joan@example.com';
  await page.getByRole('link', { name: 'Accounts', exact: true }).click();
  await page.getByRole('button', { name: 'New account' }).click();
  const form = page.getByRole('dialog', { name: 'New account' });
  await form.getByText('With a password').click();
  await form.getByLabel('E-mail address').fill(joan);
  await form.getByRole('textbox', { name: 'Password' }).fill('a language for everyone');
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: joan }).click();

  await page.getByRole('button', { name: 'Act as this account' }).click();
  const asking = page.getByRole('dialog', { name: `Act as ${joan}` });
  await asking.getByLabel('Reason').fill('ticket 7');
  await asking.getByRole('button', { name: 'Save' }).click();
  await page.getByText(`You act as ${joan}.`).waitFor();
  expect(await page.getByRole('link', { name: 'Accounts', exact: true }).count()).toBe(0);
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('button', { name: 'Log in', exact: true }).waitFor();

  await logIn(window, app);
  await page.goto(`${app.url}/dashboard/accounts`);
  await page.getByRole('link', { name: joan }).click();
  await page.getByRole('button', { name: 'Erase' }).click();
  await page
    .getByRole('dialog', { name: `Erase ${joan}?` })
    .getByRole('button', { name: 'Erase' })
    .click();
  await page.getByRole('link', { name: administrator.email }).waitFor();
  await page.getByRole('link', { name: joan }).waitFor({ state: 'detached' });
  expect(await accounts.findByEmail(joan)).toBeNull();
});

it('Security asks an administrator for a second factor only where one is demanded', async () => {
  await page.getByRole('link', { name: 'Security' }).click();
  await page.getByText('Your password is all that protects this account.').waitFor();
  expect(await page.getByText('Administrators need a second factor').count()).toBe(0);
});

it('another password, and then it is the one that counts', async () => {
  await page.getByRole('link', { name: 'Devices' }).click();
  await page.getByLabel('The password until now').fill(administrator.password);
  await page.getByLabel('The new one').fill('short');
  await page.getByRole('button', { name: 'Change it' }).click();
  await page.getByText('at least 10 characters.').waitFor();
  await page.getByLabel('The new one').fill('a horse of another colour');
  await page.getByRole('button', { name: 'Change it' }).click();
  await page.getByText('Your password is changed').waitFor();
  const client = { ipAddress: '127.0.0.1', userAgent: 'test' };
  await accounts.logIn(administrator.email, 'a horse of another colour', client);
});
