// A forgotten password, a log-in by mail, an address that is confirmed and changed, and captchas, in a real browser, with mail that no
// server sends.

import { expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { administrator, createAdministrator, logIn } from '../support/browse-as-administrator.ts';
import { buildDashboard } from '../support/build.ts';
import { openCaptchaDouble } from '../support/captcha-double.ts';
import { openWindow } from '../support/chromium.ts';

const mail = {
  siteName: 'Mortar',
  from: 'shop@example.com',
  language: 'en',
  pagesUrl: 'http://localhost/dashboard',
  keepUnsent: true,
} as const;
const app = await openTestApp({ dashboardFolder: buildDashboard(), workQueues: ['mail'], mail });
await createAdministrator(app);
const window = await openWindow();
const page = await window.newPage();
page.setDefaultTimeout(15_000);
const dashboard = `${app.url}/dashboard`;
const stranger = async () => {
  const other = await openWindow();
  const opened = await other.newPage();
  opened.setDefaultTimeout(15_000);
  return opened;
};
const grace = 'grace@example.com';
await app.stores.accounts.create({ email: grace, password: 'a compiler for everyone' });

/** The newest mail to Grace as the page Mail shows it to an administrator. */
async function newestMail(subject: string): Promise<{ code: string; link: string }> {
  await logIn(window, app);
  await page.goto(`${dashboard}/mail`);
  const text = await page.getByRole('region', { name: subject }).first().locator('pre').innerText();
  return { code: /^(\d{6})$/m.exec(text)?.[1] ?? '', link: /\/dashboard(\/\S+#token=\S+)/.exec(text)?.[1] ?? '' };
}

/** The code of the newest mail of a subject, read beside the page that waits for it. */
async function codeIn(subject: string): Promise<string> {
  const reader = await window.newPage();
  reader.setDefaultTimeout(15_000);
  await reader.goto(`${dashboard}/mail`);
  const text = await reader.getByRole('region', { name: subject }).first().locator('pre').innerText();
  await reader.close();
  return /^(\d{6})$/m.exec(text)?.[1] ?? '';
}

it('who forgot the password sets a new one with the code of the mail', async () => {
  const visitor = await stranger();
  await visitor.goto(dashboard);
  await visitor.getByRole('link', { name: 'Forgot your password?' }).click();
  await visitor.getByLabel('E-mail').fill(grace);
  await visitor.getByRole('button', { name: 'Send the mail' }).click();
  await visitor.getByText('a mail is on its way').waitFor();
  const { code } = await newestMail('Choose a new password for Mortar');
  await visitor.getByLabel('The code in the mail').fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  const field = visitor.getByLabel('New password');
  expect(await field.getAttribute('type')).toBe('password');
  expect(await field.getAttribute('autocomplete')).toBe('new-password');
  const isPasted = (input: Element): boolean =>
    input.dispatchEvent(new ClipboardEvent('paste', { cancelable: true, clipboardData: new DataTransfer() }));
  expect(await field.evaluate(isPasted)).toBe(true);
  await field.fill('short');
  await visitor.getByRole('button', { name: 'Set the password' }).click();
  await visitor.getByRole('alert').waitFor();
  await visitor.getByLabel('New password').fill('a longer sentence for Grace');
  await visitor.getByRole('button', { name: 'Set the password' }).click();
  await visitor.getByText('Your new password is set').waitFor();
  await visitor.getByRole('link', { name: 'Log in' }).click();
  await visitor.getByLabel('E-mail').fill(grace);
  await visitor.getByLabel('Password').fill('a longer sentence for Grace');
  await visitor.getByRole('button', { name: 'Log in' }).click();
  await visitor.getByRole('heading', { level: 1, name: 'Cart and orders' }).waitFor();
});

it('a link logs in once, and opening it uses nothing up', async () => {
  const visitor = await stranger();
  await visitor.goto(`${dashboard}/log-in`);
  await visitor.getByLabel('E-mail').fill(grace);
  await visitor.getByRole('button', { name: 'Send the mail' }).click();
  await visitor.getByText('a mail is on its way').waitFor();
  const { link } = await newestMail('Log in to Mortar');
  const reader = await stranger();
  await reader.goto(`${dashboard}${link}`);
  await reader.goto('about:blank');
  await reader.goto(`${dashboard}${link}`);
  await reader.getByLabel('Stay logged in on this device').check();
  await reader.getByRole('button', { name: 'Log in' }).click();
  await reader.getByRole('heading', { level: 1, name: 'Cart and orders' }).waitFor();
  const { id } = (await app.stores.accounts.findByEmail(grace)) as { id: string };
  const sessions = await app.stores.sessions.list(id);
  expect(sessions.filter(({ remembered }) => remembered)).toHaveLength(1);
  const second = await stranger();
  await second.goto(`${dashboard}${link}`);
  await second.getByRole('button', { name: 'Log in' }).click();
  await expect.poll(() => second.getByRole('alert').innerText()).toContain('used already');
});

it('an address is confirmed in the browser that is logged in', async () => {
  await logIn(window, app);
  await page.goto(`${dashboard}/verify-email`);
  await page.getByText(`${administrator.email} is not confirmed yet.`).waitFor();
  await page.getByRole('button', { name: 'Send a mail' }).click();
  await page.getByLabel('The code in the mail').waitFor();
  await page.getByLabel('The code in the mail').fill(await codeIn('Confirm your e-mail address for Mortar'));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('is confirmed since').waitFor();
});

it('another address counts once the code that went there is typed', async () => {
  await page.goto(`${dashboard}/security`);
  await page.getByRole('link', { name: 'Change it' }).click();
  await page.getByLabel('E-mail').fill('ada.lovelace@example.com');
  await page.getByRole('button', { name: 'Send the mail' }).click();
  await page.getByLabel('The code in the mail').fill(await codeIn('Confirm your new e-mail address for Mortar'));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('Your account has the address ada.lovelace@example.com now.').waitFor();
  await page.goto(`${dashboard}/mail`);
  const told = page.getByRole('region', { name: 'Your e-mail address for Mortar was changed' });
  await told.getByText(`To ${administrator.email}`).waitFor();
  expect(await app.stores.accounts.findByEmail(administrator.email)).toBeNull();
});

/** What Turnstile's script offers, with a button that is pressed instead of a riddle that is solved. */
const widget = `window.turnstile = {
  render(place, { sitekey, action, callback }) {
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', textContent: 'I am a person' });
    button.onclick = () => callback('good-' + action + '-1 ' + sitekey + performance.now());
    place.append(button);
    return place;
  },
  reset() {},
};`;

it('a captcha is shown where the API asks for one: at sign-up, after failed log-ins, and for a forgotten password', async () => {
  const double = await openCaptchaDouble();
  const guarded = await openTestApp({
    ...{ dashboardFolder: buildDashboard(), mail },
    accounts: { captcha: double.settings({ logInFailures: 1 }) },
  });
  const visitor = await stranger();
  await visitor.route('https://challenges.cloudflare.com/**', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: widget }),
  );
  const solve = () => visitor.getByRole('button', { name: 'I am a person' }).click();
  await visitor.goto(`${guarded.url}/dashboard/sign-up`);
  await visitor.getByLabel('E-mail').fill(grace);
  await visitor.getByLabel('A password, at least 10 characters').fill('a compiler for everyone');
  expect(await visitor.getByRole('button', { name: 'Sign up' }).isDisabled()).toBe(true);
  await solve();
  await visitor.getByRole('button', { name: 'Sign up' }).click();
  await visitor.getByRole('heading', { level: 1, name: 'Cart and orders' }).waitFor();

  await visitor.context().clearCookies();
  await visitor.goto(`${guarded.url}/dashboard`);
  const fill = async (password: string) => {
    await visitor.getByLabel('E-mail').fill(grace);
    await visitor.getByLabel('Password').fill(password);
    await visitor.getByRole('button', { name: 'Log in', exact: true }).click();
  };
  await fill('a wrong password');
  await visitor.getByText('do not go together').waitFor();
  await fill('a compiler for everyone');
  await visitor.getByText('Show that you are no program.').waitFor();
  await solve();
  await visitor.getByRole('button', { name: 'Log in', exact: true }).click();
  await visitor.getByRole('heading', { level: 1, name: 'Cart and orders' }).waitFor();

  await visitor.goto(`${guarded.url}/dashboard/password-reset`);
  await visitor.getByLabel('E-mail').fill(grace);
  await solve();
  await visitor.getByRole('button', { name: 'Send the mail' }).click();
  await visitor.getByText('a mail is on its way').waitFor();
  expect(double.asked).toHaveLength(3);
});
