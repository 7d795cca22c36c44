// The modules of docs/accounts.md, run against a Mortar: every flow, with urql and with Apollo Client.

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { afterAll, expect, test } from 'vitest';
import { providerPresets } from '../../src/redis/account/provider.ts';
import { openTestApp } from '../support/app.ts';
import { Browser, issuerClient, openHonestIssuer, type Person } from '../support/issuers.ts';
import { newEmail, password } from '../support/log-in.ts';
import { keysWith } from '../support/redis-contents.ts';
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
const redirectUrl = 'http://localhost:9/log-in/callback';
let person: Person = { subject: 'nobody' };
const issuer = await openHonestIssuer(`${redirectUrl}/honest`, () => person);
const providers = {
  providers: [{ ...providerPresets.google, ...issuerClient, id: 'honest', name: 'Honest', issuer }],
  redirectUrl,
  pageUrl: 'http://localhost:9/dashboard/provider',
  insecure: true,
};
const factors = { secretKeys, passkeys };
const lines: string[] = [];
const log = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
const app = await openTestApp({ log, workQueues: ['mail'], mail, accounts: { factors, providers } });
const administrator = await app.token('ADMIN');

// biome-ignore lint/suspicious/noExplicitAny: the modules are JavaScript
type Run = (flow: string, input?: object) => Promise<any>;

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
const clients = ['urql', 'apollo'] as const;
const flowsRun = new Set<string>();
const secrets = new Set<string>();
const secretNames = /^(token|secret|challenge|callback|logIn|password|newPassword|currentPassword|recoveryCodes)$/;

/** Notes what nobody but the person is to see. */
function noteSecrets(value: unknown, name = ''): void {
  if (typeof value === 'string' && secretNames.test(name)) secrets.add(value);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, each] of Object.entries(value)) noteSecrets(each, Array.isArray(value) ? name : key);
}

/** What runs flows in a browser of its own. */
async function opener(name: (typeof clients)[number]): Promise<(browser?: Browser) => Run> {
  const { createAccounts } = await import(/* @vite-ignore */ pathToFileURL(join(folder, `accounts-${name}.mjs`)).href);
  return (browser = new Browser()) => {
    const run: Run = createAccounts(app.endpoint, browser.fetch.bind(browser));
    return async (flow, input) => {
      flowsRun.add(`${name} ${flow}`);
      const answer = await run(flow, input);
      noteSecrets([input, answer]);
      return answer;
    };
  };
}

test.each(clients)('a person signs up, logs in, changes and leaves with %s', async (name) => {
  const open = await opener(name);
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

test.each(clients)('an account is looked after with %s', async (name) => {
  const open = await opener(name);
  const email = newEmail();
  await app.stores.accounts.create({ email, password });
  const [run, other] = [open(), open()];
  for (const each of [run, other]) expect(await each('logIn', { email, password })).toMatchObject(fine);
  const { request } = await run('askToConfirm');
  const { code } = await mailTo(email, /^Confirm your e-mail/);
  expect(await run('confirmAddress', { code: { email, challenge: request.challenge, code } })).toMatchObject({
    user: { emailVerifiedAt: expect.any(String) },
    ...fine,
  });

  const { sessions } = await run('security');
  const { id } = sessions.find(({ current }: { current: boolean }) => !current);
  expect(await run('endSession', { id })).toMatchObject({ revoked: 1, ...fine });
  expect(await run('endOtherSessions')).toMatchObject({ revoked: 0, ...fine });
  const change = { currentPassword: password, newPassword: 'quite another sentence' };
  expect(await run('changePassword', change)).toMatchObject(fine);

  const { setup } = await run('beginApp');
  const first = await run('confirmApp', { code: codeOf(setup.secret) });
  const passkey = new SoftPasskey().create((await run('beginPasskey')).options);
  expect(await run('addPasskey', { name: 'Phone', passkey })).toMatchObject({ recoveryCodes: null, ...fine });
  const { security } = await run('security');
  expect(security).toMatchObject({ methods: ['TOTP', 'PASSKEY', 'RECOVERY_CODE'], recoveryCodesLeft: 10 });
  const key = { id: security.passkeys[0].id };
  expect(await run('renamePasskey', { ...key, name: 'Old phone' })).toMatchObject(fine);
  const { recoveryCodes } = await run('replaceCodes');
  expect(recoveryCodes).not.toEqual(first.recoveryCodes);
  for (const flow of ['forgetDevices', 'removeApp'] as const) expect(await run(flow)).toMatchObject(fine);
  expect(await run('removePasskey', key)).toMatchObject(fine);

  const made = await run('makeKey', { name: 'Nightly export', scopes: ['Query.viewer'] });
  expect(made).toMatchObject({ secret: expect.stringMatching(/^mortar_/), ...fine });
  const rotated = await run('rotateKey', { id: made.apiKey.id });
  expect(rotated.secret).not.toBe(made.secret);
  expect(await run('revokeKey', { id: made.apiKey.id })).toMatchObject(fine);
  expect(await run('security')).toMatchObject({ apiKeys: [], security: { methods: [] } });
});

test.each(clients)('somebody logs in by a provider, unlinks and links it with %s', async (name) => {
  const browser = new Browser();
  const run = (await opener(name))(browser);
  const email = newEmail();
  person = { subject: email, email };
  expect(await run('providers')).toMatchObject([{ provider: 'honest', name: 'Honest' }]);
  const comeBack = async (flow: string) => {
    const { url } = await run(flow, { provider: 'honest' });
    return `provider=honest&${(await browser.follow(url, redirectUrl)).searchParams}`;
  };
  const logIn = { callback: await comeBack('beginProvider'), remember: true };
  expect(await run('logInByProvider', logIn)).toMatchObject({ viewer: { user: { email } }, ...fine });
  expect(await run('unlink', { provider: 'honest' })).toMatchObject(fine);
  expect(await run('link', { callback: await comeBack('beginLink') })).toMatchObject(fine);
  expect((await run('security')).security.links).toMatchObject([{ provider: 'honest' }]);
});

test.each(clients)('an administrator looks after accounts with %s', async (name) => {
  const open = await opener(name);
  const run = open();
  const [own, invited, made] = [newEmail(), newEmail(), newEmail()];
  await app.stores.accounts.create({ email: own, password, verified: true, roles: ['ADMIN'] });
  expect(await run('logIn', { email: own, password })).toMatchObject({ viewer: { roles: ['ADMIN'] }, ...fine });

  const { user } = await run('invite', { email: invited, displayName: 'Katherine', roles: ['CUSTOMER'] });
  const { token } = await mailTo(invited, /You are invited/);
  const hers = open();
  const accepted = await hers('acceptInvitation', { token, password });
  expect(accepted).toMatchObject({ viewer: { user: { email: invited } }, ...fine });
  expect(await run('accounts', { search: invited })).toMatchObject({ totalCount: 1, nodes: [{ id: user.id }] });
  const { id } = user;
  expect(await run('setRoles', { id, roles: ['CUSTOMER', 'WORKER'] })).toMatchObject({
    user: { roles: ['CUSTOMER', 'WORKER'] },
  });
  expect(await run('endSessionsOf', { id })).toMatchObject({ revoked: 1, ...fine });
  expect(await run('disable', { id, disabled: true })).toMatchObject({ user: { disabled: true }, ...fine });
  expect((await hers('logIn', { email: invited, password })).userErrors).toHaveLength(1);
  expect(await run('disable', { id, disabled: false })).toMatchObject(fine);
  expect(await run('sendPasswordLink', { id })).toMatchObject({ token: null, ...fine });
  await app.stores.audit.settle();
  const { nodes } = await run('auditLog', { id, kinds: ['roles_changed'] });
  expect(nodes).toMatchObject([{ before: 'CUSTOMER', after: 'CUSTOMER,WORKER' }]);

  expect(await run('createService', { displayName: 'Billing', roles: ['WORKER'] })).toMatchObject(fine);
  const other = await run('createAccount', { email: made, roles: ['CUSTOMER'], password });
  expect(await run('eraseAccount', { id: other.user.id, confirm: true })).toMatchObject({ erased: true, ...fine });
  expect(await run('actAs', { id, reason: 'ticket 7' })).toMatchObject({
    viewer: { user: { email: invited } },
    ...fine,
  });
});

test('no flow of the page is left out', async () => {
  const { documents } = await import(/* @vite-ignore */ pathToFileURL(join(folder, 'documents.mjs')).href);
  const all = clients.flatMap((name) => Object.keys(documents).map((flow) => `${name} ${flow}`));
  expect(all.filter((flow) => !flowsRun.has(flow))).toEqual([]);
});

test('no token, password, code or key of these flows is in the log, in metrics or in Redis', async () => {
  expect(secrets.size).toBeGreaterThan(50);
  const shown = lines.join('') + (await (await fetch(`${app.url}/metrics`)).text());
  expect(shown).toContain('mortar_');
  expect([...secrets].filter((secret) => shown.includes(secret))).toEqual([]);
  expect(await keysWith(app.stores.redis, [...secrets])).toEqual([]);
});

test('the program of the page logs in with an API key', async () => {
  const { id } = await app.stores.accounts.create({ email: newEmail(), password });
  const { secret } = await app.stores.apiKeys.create(id, { title: 'Nightly export', roles: ['CUSTOMER'] });
  const env = { ...process.env, MORTAR_URL: app.url, MORTAR_API_KEY: secret };
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'orders.mjs')], { env });
  expect(stdout.trim()).toBe('Nightly export');
});
