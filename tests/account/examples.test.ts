// The modules of docs/accounts.md, run against a Mortar: every flow, with urql and with Apollo Client.

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { newEmail, password } from '../support/log-in.ts';
import { SoftPasskey } from '../support/soft-passkey.ts';
import { codeOf } from '../support/totp.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cache = join(root, 'node_modules/.cache');
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, 'accounts-'));
afterAll(() => rmSync(folder, { recursive: true }));
const page = readFileSync(join(root, 'docs/accounts.md'), 'utf8');
for (const [, text = '', name = ''] of page.matchAll(/```js\n(\/\/ (\S+\.mjs)\n.*?)```/gs))
  writeFileSync(join(folder, name), text);

const mail = {
  siteName: 'Mortar',
  from: 'shop@example.com',
  language: 'en',
  pagesUrl: 'http://localhost/dashboard',
  keepUnsent: true,
  verify: true,
} as const;
const secretKeys = ['a key that is long enough for a test'];
const passkeys = { rpId: 'localhost', origins: ['http://localhost:*'] };
const app = await openTestApp({ workQueues: ['mail'], mail, accounts: { factors: { secretKeys, passkeys } } });
const administrator = await app.token('ADMIN');

// biome-ignore lint/suspicious/noExplicitAny: the modules are JavaScript
type Run = (flow: string, input?: object) => Promise<any>;

/** A fetch with the cookies of one browser. */
function browser(): typeof fetch {
  const jar = new Map<string, string>();
  return async (url, init) => {
    const headers = new Headers(init?.headers);
    headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(url, { ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    return response;
  };
}

async function mailTo(email: string, subject: RegExp): Promise<{ code: string; token: string }> {
  const read = '{ unsentMails { to subject text } }';
  const find = async () => {
    const { unsentMails } = await app
      .client(administrator)
      .request<{ unsentMails: { to: string; subject: string; text: string }[] }>(read);
    return unsentMails.find((one) => one.to === email && subject.test(one.subject))?.text ?? '';
  };
  await expect.poll(find, { timeout: 20_000 }).not.toBe('');
  const text = await find();
  return { code: /^(\d{6})$/m.exec(text)?.[1] ?? '', token: /#token=(\S+)/.exec(text)?.[1] ?? '' };
}

const fine = { userErrors: [] };

test.each(['urql', 'apollo'])('every flow runs with %s', async (name) => {
  const { createAccounts } = await import(/* @vite-ignore */ pathToFileURL(join(folder, `accounts-${name}.mjs`)).href);
  const open = (): Run => createAccounts(app.endpoint, browser());
  const run = open();
  const email = newEmail();

  const { mailRequest } = await run('signUp', { email, password });
  const { code } = await mailTo(email, /Your code/);
  const proof = { email, challenge: mailRequest.challenge, code };
  expect(await run('logInByMail', { code: proof })).toMatchObject({ viewer: { user: { email } }, ...fine });

  const { setup } = await run('beginApp');
  expect((await run('confirmApp', { code: codeOf(setup.secret) })).recoveryCodes).toHaveLength(10);
  const { options } = await run('beginPasskey');
  const passkey = new SoftPasskey();
  expect(await run('addPasskey', { name: 'Phone', passkey: passkey.create(options) })).toMatchObject(fine);
  expect(await run('confirmIdentity', { password })).toMatchObject(fine);

  const other = open();
  const first = await other('logIn', { email, password });
  expect(first.userErrors).toMatchObject([{ code: 'SECOND_FACTOR_REQUIRED' }]);
  const second = { logIn: first.pendingLogIn.token, totp: codeOf(setup.secret, 1) };
  expect(await other('secondFactor', second)).toMatchObject({ viewer: { user: { email } }, ...fine });
  expect(await other('logOut')).toMatchObject({ ended: true });
  const asked = await other('askPasskey');
  const { id } = (await app.stores.accounts.findByEmail(email)) as { id: string };
  const answer = { passkey: passkey.get(asked.options, id) };
  expect(await other('logInByPasskey', answer)).toMatchObject({ viewer: { user: { email } }, ...fine });

  expect(await other('editProfile', { displayName: 'Grace', locale: 'en' })).toMatchObject({
    user: { displayName: 'Grace', locale: 'en', timeZone: null },
  });
  const agreed = await other('agree', { subject: 'terms', version: '2030-01' });
  expect(agreed).toMatchObject({ user: { consents: [{ subject: 'terms', withdrawnAt: null }] }, ...fine });
  expect(agreed.user.logIns.map(({ method }: { method: string }) => method)).toEqual([
    'PASSKEY',
    'SECOND_FACTOR',
    'MAIL',
  ]);
  expect(await other('disagree', { subject: 'terms' })).toMatchObject({
    user: { consents: [{ withdrawnAt: expect.any(String) }] },
  });

  expect(await other('askForLogInMail', { email })).toMatchObject(fine);
  expect(await other('askForReset', { email })).toMatchObject(fine);
  const { token } = await mailTo(email, /new password/);
  expect(await other('reset', { token, newPassword: 'quite another sentence' })).toMatchObject({ reset: true });

  const again = open();
  const waits = await again('logIn', { email, password: 'quite another sentence' });
  const answered = { logIn: waits.pendingLogIn.token, passkey: passkey.get((await again('askPasskey')).options, id) };
  expect(await again('secondFactor', answered)).toMatchObject(fine);
  const newAddress = newEmail();
  expect(await again('askForNewAddress', { newEmail: newAddress })).toMatchObject(fine);
  const link = await mailTo(newAddress, /Confirm your new/);
  expect(await again('changeAddress', { token: link.token })).toMatchObject({ user: { email: newAddress } });

  const { exportAccount } = await import(/* @vite-ignore */ pathToFileURL(join(folder, 'export-account.mjs')).href);
  const kept = await exportAccount(again);
  expect(kept.account).toMatchObject([{ email: newAddress, displayName: 'Grace' }]);
  expect(kept.consents).toHaveLength(1);
  expect(await again('erase', { confirm: false })).toMatchObject({ userErrors: [{ code: 'CONFIRMATION_REQUIRED' }] });
  expect(await again('erase', { confirm: true })).toMatchObject({ erased: true, ...fine });
  expect((await again('logIn', { email: newAddress, password: 'quite another sentence' })).userErrors).toMatchObject([
    { code: 'INVALID_CREDENTIALS' },
  ]);
  await mailTo(newAddress, /is erased/);
});

test('the program of the page logs in with an API key', async () => {
  const { id } = await app.stores.accounts.create({ email: newEmail(), password });
  const { secret } = await app.stores.apiKeys.create(id, { title: 'Nightly export', roles: ['CUSTOMER'] });
  const env = { ...process.env, MORTAR_URL: app.url, MORTAR_API_KEY: secret };
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'orders.mjs')], { env });
  expect(stdout.trim()).toBe('Nightly export');
});
