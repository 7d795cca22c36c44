// Log-ins in two steps, over HTTP: what asks for the second, what ends it, and what never goes past it.

import { gql } from 'graphql-request';
import { expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../support/app.ts';
import { newEmail, password } from '../support/log-in.ts';
import { codeOf } from '../support/totp.ts';

const mail = {
  siteName: 'Mortar',
  from: 'shop@example.com',
  language: 'en',
  pagesUrl: 'http://localhost/dashboard',
  keepUnsent: true,
} as const;
const secretKeys = ['a key that is long enough for a test'];
const app = await openTestApp({ workQueues: ['mail'], mail, accounts: { factors: { secretKeys } } });
const { accounts, secondFactors, redis } = app.stores;

const session = `token pendingLogIn { token methods } viewer { roles user { email } security {
  methods totpSince recoveryCodesLeft secondFactorGiven } } userErrors { code message field }`;
const logIn = gql`mutation ($input: SessionLogInInput!) { sessionLogIn(input: $input) { ${session} } }`;
const second = gql`mutation ($input: SessionLogInSecondFactorInput!) { sessionLogInSecondFactor(input: $input) { ${session} } }`;
const again = gql`mutation ($input: SessionReauthenticateInput!) { sessionReauthenticate(input: $input) { ${session} } }`;
const changed = 'token recoveryCodes userErrors { code message }';
const confirm = gql`mutation ($input: TotpConfirmInput!) { totpConfirm(input: $input) { ${changed} } }`;
const begin = '{ totpBegin { setup { secret uri qrSvg } userErrors { code message } } }';

interface Payload {
  readonly token: string | null;
  readonly pendingLogIn: { readonly token: string; readonly methods: readonly string[] } | null;
  readonly recoveryCodes: readonly string[] | null;
  readonly setup: { readonly secret: string; readonly uri: string; readonly qrSvg: string };
  readonly userErrors: readonly { readonly code: string }[];
  readonly viewer: { readonly roles: readonly string[]; readonly security: Record<string, unknown> };
}

async function send(document: string, input?: object, token?: string): Promise<Payload> {
  const data = await app.client(token).request<Record<string, Payload>>(document, input ? { input } : {});
  return Object.values(data)[0] as Payload;
}

const codes = ({ userErrors }: Payload): string[] => userErrors.map(({ code }) => code);
const bearer = { transport: 'BEARER' } as const;

/** An account with an app, and a session of it. The code of now was used for setting it up. */
async function withApp(roles: readonly ('CUSTOMER' | 'ADMIN')[] = ['CUSTOMER']) {
  const email = newEmail();
  const { id } = await accounts.create({ email, password, roles, verified: true });
  const { token } = await send(logIn, { email, password, ...bearer });
  const { setup } = await send(`mutation ${begin}`, undefined, token as string);
  const added = await send(confirm, { code: codeOf(setup.secret) }, token as string);
  expect(codes(added)).toEqual([]);
  return { id, email, token: added.token as string, secret: setup.secret, recoveryCodes: added.recoveryCodes ?? [] };
}

const administrator = await app.token('ADMIN');
async function mailsTo(email: string): Promise<{ subject: string; text: string }[]> {
  const read = gql`{ unsentMails { to subject text } }`;
  const { unsentMails } = await app
    .client(administrator)
    .request<{ unsentMails: { to: string; subject: string; text: string }[] }>(read);
  return unsentMails.filter(({ to }) => to === email);
}

/** The token of a new account of an app, from a log-in over HTTP. */
async function tokenOf(other: TestApp, roles: readonly ('CUSTOMER' | 'ADMIN')[]): Promise<string> {
  const email = newEmail();
  await other.stores.accounts.create({ email, password, roles });
  const { sessionLogIn } = await other
    .client()
    .request<Record<string, Payload>>(logIn, { input: { email, password, ...bearer } });
  return sessionLogIn?.token ?? '';
}

const pendingOf = async (email: string, given = password): Promise<string> =>
  (await send(logIn, { email, password: given, ...bearer })).pendingLogIn?.token as string;

test('an app is set up by its first code, and from then on a log-in takes two steps', async () => {
  const { email, secret, recoveryCodes, token } = await withApp();
  expect(recoveryCodes).toHaveLength(10);
  expect(new Set(recoveryCodes).size).toBe(10);
  const first = await send(logIn, { email, password, ...bearer });
  expect(first).toMatchObject({
    token: null,
    viewer: { user: null },
    pendingLogIn: { methods: ['TOTP', 'RECOVERY_CODE'] },
    userErrors: [{ code: 'SECOND_FACTOR_REQUIRED' }],
  });
  const pending = first.pendingLogIn?.token as string;
  const used = { logIn: pending, totp: codeOf(secret), ...bearer };
  expect(codes(await send(second, used)), 'the code that set it up').toEqual(['SECOND_FACTOR_INVALID']);
  const next = { logIn: pending, totp: codeOf(secret, 1), ...bearer };
  expect(await send(second, next)).toMatchObject({
    token: expect.any(String),
    viewer: { user: { email }, security: { secondFactorGiven: true, recoveryCodesLeft: 10 } },
    userErrors: [],
  });
  expect(codes(await send(second, next)), 'once each').toEqual(['SECOND_FACTOR_INVALID']);
  expect(await send('{ viewer { security { secondFactorGiven } } }', undefined, token)).toMatchObject({
    security: { secondFactorGiven: true },
  });
});

test('codes of two steps ago and ahead do not count, and a pending log-in ends with its fifth wrong one', async () => {
  const { email, secret, recoveryCodes } = await withApp();
  const logInToken = await pendingOf(email);
  for (const steps of [-3, 3])
    expect(codes(await send(second, { logIn: logInToken, totp: codeOf(secret, steps), ...bearer }))).toEqual([
      'SECOND_FACTOR_INVALID',
    ]);
  for (let tries = 0; tries < 3; tries++) await send(second, { logIn: logInToken, totp: 'abc', ...bearer });
  const late = await send(second, { logIn: logInToken, recoveryCode: recoveryCodes[0], ...bearer });
  expect(late.userErrors).toMatchObject([{ code: 'SECOND_FACTOR_INVALID', field: ['logIn'] }]);
});

test('guesses of the second factor are slowed down for the account, however many log-ins begin', async () => {
  const { email } = await withApp();
  const seen: string[] = [];
  for (let tries = 0; tries < 12; tries++)
    seen.push(...codes(await send(second, { logIn: await pendingOf(email), totp: '000000', ...bearer })));
  expect(seen.slice(0, 10)).toEqual(Array(10).fill('SECOND_FACTOR_INVALID'));
  expect(seen.at(-1)).toBe('TOO_MANY_ATTEMPTS');
});

test('a recovery code works once, in any spelling, and new ones void it', async () => {
  const { email, token, recoveryCodes, id } = await withApp();
  const [one = '', other = ''] = recoveryCodes;
  const spelled = one.toUpperCase().replaceAll('-', ' ');
  const good = { logIn: await pendingOf(email), recoveryCode: spelled, ...bearer };
  expect(await send(second, good)).toMatchObject({ userErrors: [], viewer: { security: { recoveryCodesLeft: 9 } } });
  expect(codes(await send(second, { logIn: await pendingOf(email), recoveryCode: one, ...bearer }))).toHaveLength(1);
  const replaced = await send(`mutation { recoveryCodesReplace { ${changed} } }`, undefined, token);
  expect(replaced.recoveryCodes).toHaveLength(10);
  expect(codes(await send(second, { logIn: await pendingOf(email), recoveryCode: other, ...bearer }))).toHaveLength(1);
  expect((await secondFactors.state(id)).recoveryCodesLeft).toBe(10);
});

test('a mail never goes past the second factor: neither a new password nor a log-in without one', async () => {
  const { email } = await withApp();
  const client = { ipAddress: '203.0.113.9', userAgent: null };
  const mailed = async (purpose: 'PASSWORD_RESET' | 'LOG_IN'): Promise<string> => {
    await app.stores.mailedProofs.request(purpose, email, client);
    const subject = purpose === 'LOG_IN' ? 'Log in to Mortar' : 'Choose a new password for Mortar';
    const find = async () => (await mailsTo(email)).find((mail) => mail.subject === subject)?.text ?? '';
    await expect.poll(find, { timeout: 20_000 }).toContain('#token=');
    return /#token=(\S+)/.exec(await find())?.[1] ?? '';
  };
  const byMail = gql`mutation ($input: SessionLogInByMailInput!) { sessionLogInByMail(input: $input) { ${session} } }`;
  const logInByMail = await send(byMail, { token: await mailed('LOG_IN'), ...bearer });
  expect(logInByMail).toMatchObject({ token: null, userErrors: [{ code: 'SECOND_FACTOR_REQUIRED' }] });
  const reset = gql`mutation ($input: PasswordResetInput!) { passwordReset(input: $input) { reset userErrors { code } } }`;
  const newPassword = 'quite another sentence';
  expect(await send(reset, { token: await mailed('PASSWORD_RESET'), newPassword })).toMatchObject({ reset: true });
  expect(await pendingOf(email, newPassword)).toEqual(expect.any(String));
});

test('a log-in that was begun with a former password is void', async () => {
  const { email, token, recoveryCodes } = await withApp();
  const logInToken = await pendingOf(email);
  const change = gql`mutation ($input: PasswordChangeInput!) { passwordChange(input: $input) { userErrors { code } } }`;
  const input = { currentPassword: password, newPassword: 'quite another sentence' };
  expect(codes(await send(change, input, token))).toEqual([]);
  const late = { logIn: logInToken, recoveryCode: recoveryCodes[0], ...bearer };
  expect(codes(await send(second, late))).toEqual(['SECOND_FACTOR_INVALID']);
});

test('a second factor confirms that it is still the owner, and so does the password', async () => {
  const { secret, token, recoveryCodes } = await withApp();
  const byCode = await send(again, { totp: codeOf(secret, 1) }, token);
  expect(byCode).toMatchObject({ token: expect.any(String), userErrors: [] });
  const byRecovery = await send(again, { recoveryCode: recoveryCodes[0] }, byCode.token as string);
  const byPassword = await send(again, { password }, byRecovery.token as string);
  expect(codes(byPassword)).toEqual([]);
  expect(codes(await send(again, {}, byPassword.token as string))).toEqual(['INVALID']);
  expect(codes(await send(again, { totp: '1', recoveryCode: '2' }, byPassword.token as string))).toEqual(['INVALID']);
});

test('without the last second factor the password is enough again, and the recovery codes are gone', async () => {
  const { email, token, id } = await withApp();
  expect(codes(await send(`mutation { totpRemove { ${changed} } }`, undefined, token))).toEqual([]);
  expect(await secondFactors.state(id)).toMatchObject({
    ...{ totpSince: null, recoveryCodesLeft: 0, trustsDevices: false },
    ...{ methods: [], passkeys: [] },
  });
  expect(codes(await send(logIn, { email, password, ...bearer }))).toEqual([]);
});

test('an address that nobody has proven gets no second factor, where mail could prove it', async () => {
  const email = newEmail();
  await accounts.create({ email, password });
  const { token } = await send(logIn, { email, password, ...bearer });
  expect(codes(await send(`mutation ${begin}`, undefined, token as string))).toEqual(['ILLEGAL_STATE']);
});

test('no secret of an app and no recovery code lies in Redis, and the owner gets a mail', async () => {
  const { id, email, secret, recoveryCodes } = await withApp();
  const keys = await redis.client.keys(`${redis.prefix}*u${id}*`);
  const stored = await Promise.all(
    keys.map(async (key) =>
      (await redis.client.type(key)) === 'hash' ? redis.client.hgetall(key) : redis.client.type(key),
    ),
  );
  const text = JSON.stringify(stored);
  expect(text).toContain('totp');
  for (const each of [secret, ...recoveryCodes]) expect(text).not.toContain(each);
  const subjects = async () => (await mailsTo(email)).map(({ subject }) => subject);
  await expect.poll(subjects, { timeout: 20_000 }).toContain('A second factor was added to your account at Mortar');
});

test('without a key no app can be set up, and what other keys have sealed does not open', async () => {
  const keyless = await openTestApp({ accounts: { factors: {} } });
  const token = await tokenOf(keyless, ['CUSTOMER']);
  const answer = await keyless.client(token).request<Record<string, Payload>>(`mutation ${begin}`);
  expect(codes(answer.totpBegin as Payload)).toEqual(['SECOND_FACTOR_UNAVAILABLE']);
});

test('administrators that need one have their rights only with it', async () => {
  const factors = { secretKeys, requiredFor: ['ADMIN'] as const };
  const strict = await openTestApp({ accounts: { factors } });
  const token = await tokenOf(strict, ['CUSTOMER', 'ADMIN']);
  const admin = '{ unsentMails { to } viewer { roles } }';
  const denied = await strict
    .client(token)
    .rawRequest(admin)
    .catch(({ response }) => response);
  expect(JSON.stringify(denied.errors)).toContain('FORBIDDEN');
  const { totpBegin } = await strict.client(token).request<Record<string, Payload>>(`mutation ${begin}`);
  const code = codeOf(totpBegin?.setup.secret ?? '');
  const { totpConfirm } = await strict.client(token).request<Record<string, Payload>>(confirm, { input: { code } });
  const strong = strict.client(totpConfirm?.token ?? '');
  expect(await strong.request(admin)).toEqual({ unsentMails: null, viewer: { roles: ['CUSTOMER', 'ADMIN'] } });
  const removed = await strong.request<Record<string, Payload>>(`mutation { totpRemove { ${changed} } }`);
  expect(codes(removed.totpRemove as Payload)).toEqual(['ILLEGAL_STATE']);
});

test('a browser that is remembered is not asked again, until the trust ends', async () => {
  const { email, secret, token } = await withApp();
  const jar = new Map<string, string>();
  const browse = async (query: string, input: object): Promise<Payload> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(app.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(cookie && { cookie }) },
      body: JSON.stringify({ query, variables: { input } }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    return Object.values(((await response.json()) as { data: Record<string, Payload> }).data)[0] as Payload;
  };
  const first = await browse(logIn, { email, password });
  await browse(second, { logIn: first.pendingLogIn?.token, totp: codeOf(secret, 1), rememberDevice: true });
  expect(jar.has('mortar-trusted')).toBe(true);
  jar.delete('mortar');
  const trusted = await browse(logIn, { email, password });
  expect(trusted).toMatchObject({ userErrors: [], viewer: { security: { secondFactorGiven: true } } });
  await send(`mutation { trustedDevicesForget { ${changed} } }`, undefined, token);
  jar.delete('mortar');
  expect(codes(await browse(logIn, { email, password }))).toEqual(['SECOND_FACTOR_REQUIRED']);
});
