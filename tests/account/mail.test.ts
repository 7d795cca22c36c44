// Forgotten passwords, proven addresses and log-ins by mail, over a mail server that keeps what it is sent.

import { gql } from 'graphql-request';
import { afterAll, expect, test } from 'vitest';
import type { RedisHandle } from '../../src/redis/base/handle.ts';
import { openTestApp } from '../support/app.ts';
import { bearersOf, logIn, newEmail, password, whoAmI } from '../support/log-in.ts';
import { plainText, startSmtp } from '../support/smtp.ts';

const smtp = await startSmtp();
afterAll(() => smtp.close());
const settings = {
  siteName: 'Tea & Co. <shop>',
  from: 'shop@example.com',
  language: 'en',
  pagesUrl: 'https://shop.example.com/account',
  keepUnsent: false,
} as const;
const app = await openTestApp({ workQueues: ['mail'], mail: { ...settings, smtpUrl: smtp.url } });
const { signUp } = bearersOf(app);

const problems = '{ code field retryAfterSeconds }';
const askReset = gql`mutation ($email: String!) {
  passwordResetRequest(input: { email: $email }) { request { challenge expiresAt } userErrors ${problems} }
}`;
const reset = gql`mutation ($input: PasswordResetInput!) { passwordReset(input: $input) { reset userErrors ${problems} } }`;
const askLogIn = gql`mutation ($email: String!) {
  sessionLogInMailRequest(input: { email: $email }) { request { challenge } userErrors ${problems} }
}`;
const logInByMail = gql`mutation ($input: SessionLogInByMailInput!) {
  sessionLogInByMail(input: $input) { token viewer { user { email emailVerifiedAt } } userErrors ${problems} }
}`;
const askVerify = `mutation { emailVerificationRequest { request { challenge } userErrors ${problems} } }`;
const verify = gql`mutation ($input: EmailVerifyInput!) {
  emailVerify(input: $input) { user { email emailVerifiedAt } userErrors ${problems} }
}`;

interface Payload {
  readonly userErrors: readonly { readonly code: string }[];
  readonly request: { readonly challenge: string };
  readonly token: string;
  readonly [field: string]: unknown;
}
type Answers = Record<string, Payload>;

async function send(document: string, variables: object = {}, token?: string): Promise<Payload> {
  const data = await app.client(token).request<Answers>(document, variables);
  return Object.values(data)[0] as Payload;
}

/** What the next mail to an address holds; mails of other tests may still be under way. */
async function nextMail(
  email: string,
  has = /#token=/,
): Promise<{ raw: string; text: string; token: string; code: string }> {
  const find = () => smtp.mails.findIndex((raw) => raw.includes(`To: ${email}`) && has.test(plainText(raw)));
  await expect.poll(find, { timeout: 20_000 }).toBeGreaterThanOrEqual(0);
  const [raw = ''] = smtp.mails.splice(find(), 1);
  const text = plainText(raw);
  return { raw, text, token: /#token=(\S+)/.exec(text)?.[1] ?? '', code: /^(\d{6})$/m.exec(text)?.[1] ?? '' };
}

/** Every value in Redis as text, however it is stored. */
async function everythingIn({ client, prefix }: RedisHandle): Promise<string> {
  const readers: Readonly<Record<string, (key: string) => Promise<unknown>>> = {
    string: (key) => client.get(key),
    hash: (key) => client.hgetall(key),
    list: (key) => client.lrange(key, 0, -1),
    set: (key) => client.smembers(key),
    zset: (key) => client.zrange(key, '0', '-1'),
    stream: (key) => client.xrange(key, '-', '+'),
  };
  const keys = await client.keys(`${prefix}*`);
  const values = await Promise.all(keys.map(async (key) => [key, await readers[await client.type(key)]?.(key)]));
  return JSON.stringify(values);
}

const codes = ({ userErrors }: Payload): string[] => userErrors.map((problem) => problem.code);

test('who forgot the password sets a new one with the link, once; every session ends and the owner gets a mail', async () => {
  const { email, token: session } = await signUp();
  expect(codes(await send(askReset, { email: email.toUpperCase() }))).toEqual([]);
  const { token, text, raw } = await nextMail(email);
  expect(text).toContain('https://shop.example.com/account/password-reset#token=');
  expect(raw).toMatch(/^To: person\d+@example\.com/m);
  const newPassword = 'quite another sentence';
  expect(await send(reset, { input: { token, newPassword: 'short' } })).toMatchObject({
    reset: false,
    userErrors: [{ code: 'WEAK_PASSWORD', field: ['newPassword'] }],
  });
  expect(await send(reset, { input: { token, newPassword } })).toEqual({ reset: true, userErrors: [] });
  expect(codes(await send(reset, { input: { token, newPassword } }))).toEqual(['PROOF_INVALID']);
  await expect(app.client(session).request(whoAmI)).rejects.toThrow('session has ended');
  expect(codes(await send(logIn, { input: { email, password, transport: 'BEARER' } }))).toEqual([
    'INVALID_CREDENTIALS',
  ]);
  expect(codes(await send(logIn, { input: { email, password: newPassword, transport: 'BEARER' } }))).toEqual([]);
  await nextMail(email, /was replaced/);
});

test('a code works in the browser that asked, and nowhere else, for five tries', async () => {
  const { email } = await signUp();
  const { request } = await send(askReset, { email });
  const { code, token } = await nextMail(email);
  const newPassword = 'quite another sentence';
  const withCode = (given: object) => ({
    input: { code: { email, code, ...request, expiresAt: undefined, ...given }, newPassword },
  });
  const other = Buffer.alloc(32).toString('base64url');
  for (let count = 0; count < 6; count++)
    expect(codes(await send(reset, withCode({ challenge: other })))).toEqual(['PROOF_INVALID']);
  const wrong = code === '000000' ? '000001' : '000000';
  for (let count = 0; count < 5; count++) expect(codes(await send(reset, withCode({ code: wrong })))).not.toEqual([]);
  expect(codes(await send(reset, withCode({})))).not.toEqual([]);
  expect(codes(await send(reset, { input: { token, newPassword } }))).toEqual([]);
});

test('nobody learns whether an address has an account', async () => {
  const { email } = await signUp();
  const known = await send(askReset, { email });
  await nextMail(email);
  const unknown = await send(askReset, { email: newEmail() });
  expect(Object.keys(unknown.request)).toEqual(Object.keys(known.request));
  expect(unknown.request.challenge).toHaveLength(known.request.challenge.length);
  expect(unknown.userErrors).toEqual([]);
  const guess = (address: string, challenge: string) =>
    send(reset, { input: { code: { email: address, challenge, code: '123456' }, newPassword: password } });
  expect(codes(await guess(newEmail(), unknown.request.challenge))).toEqual(['PROOF_INVALID']);
});

test('one address gets few mails in a row, whoever asks', async () => {
  const { email } = await signUp();
  const answers: string[][] = [];
  for (let count = 0; count < 8; count++) answers.push(codes(await send(askLogIn, { email })));
  expect(answers.slice(0, 5).flat()).toEqual([]);
  expect(answers.slice(6).flat()).toEqual(['TOO_MANY_ATTEMPTS', 'TOO_MANY_ATTEMPTS']);
});

test('the newest mail counts, and one that is sent again has the same Message-ID and another link', async () => {
  const { email } = await signUp();
  smtp.refusals.push('451 Later');
  await send(askReset, { email });
  const first = await nextMail(email);
  await send(askReset, { email });
  const second = await nextMail(email);
  const newPassword = 'quite another sentence';
  expect(codes(await send(reset, { input: { token: first.token, newPassword } }))).toEqual(['PROOF_INVALID']);
  expect(codes(await send(reset, { input: { token: second.token, newPassword } }))).toEqual([]);
  const idOf = ({ raw }: { raw: string }) => /^Message-ID: (.*)$/im.exec(raw)?.[1];
  expect(idOf(first)).toMatch(/^<\w+@example\.com>/);
  expect(idOf(second)).not.toBe(idOf(first));
});

test('an owner logs in by mail, which ends what somebody else made with the address before', async () => {
  const { email, token: squatter } = await signUp();
  await send(askLogIn, { email });
  const { token } = await nextMail(email);
  const answer = await send(logInByMail, { input: { token, transport: 'BEARER', deviceName: 'Phone' } });
  expect(answer).toMatchObject({ userErrors: [], viewer: { user: { email, emailVerifiedAt: expect.any(String) } } });
  await expect(app.client(squatter).request(whoAmI)).rejects.toThrow('session has ended');
  expect(codes(await send(logIn, { input: { email, password, transport: 'BEARER' } }))).toEqual([
    'INVALID_CREDENTIALS',
  ]);
  // From then on the address is proven, and a log-in by mail leaves the other sessions alone.
  await send(askLogIn, { email });
  const again = await nextMail(email);
  expect(codes(await send(logInByMail, { input: { token: again.token, transport: 'BEARER' } }))).toEqual([]);
  expect(await send(whoAmI, {}, answer.token)).toMatchObject({ user: { email } });
});

test('an address is confirmed by who is logged in to its account, and by nobody else', async () => {
  const [owner, stranger] = [await signUp(), await signUp()];
  expect(codes(await send(askVerify, {}, owner.token))).toEqual([]);
  const { token } = await nextMail(owner.email);
  expect(codes(await send(verify, { input: { token } }, stranger.token))).toEqual(['PROOF_INVALID']);
  expect(await send(verify, { input: { token } }, owner.token)).toMatchObject({
    user: { email: owner.email, emailVerifiedAt: expect.any(String) },
    userErrors: [],
  });
  expect(codes(await send(askVerify, {}, owner.token))).toEqual(['ILLEGAL_STATE']);
});

test.each([
  [{}, 'token'],
  [{ token: 'x', code: { email: 'a@example.com', challenge: 'c', code: '1' } }, 'code'],
])('what proves nothing is refused with the field: %j', async (given, field) => {
  const answer = await send(reset, { input: { ...given, newPassword: password } });
  expect(answer.userErrors).toMatchObject([{ code: 'INVALID', field: [field] }]);
});

test('no secret of a mail lies in Redis, nor in a job', async () => {
  const { email } = await signUp();
  const { request } = await send(askReset, { email });
  const { token, code } = await nextMail(email);
  const secrets = [token, token.split('.')[1] as string, request.challenge, `"${code}"`];
  const text = await everythingIn(app.stores.redis);
  expect(text).toContain(email);
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
});

test('an account that was disabled since the mail stays as it is', async () => {
  const { email } = await signUp();
  await send(askReset, { email });
  const { token } = await nextMail(email);
  const { id } = (await app.stores.accounts.findByEmail(email)) as { id: string };
  await app.stores.accounts.setDisabled(id, true);
  const newPassword = 'quite another sentence';
  expect(codes(await send(reset, { input: { token, newPassword } }))).toEqual(['PROOF_INVALID']);
  await app.stores.accounts.setDisabled(id, false);
  expect(await app.stores.accounts.find(id)).toMatchObject({ emailVerifiedAt: null });
  expect(codes(await send(logIn, { input: { email, password, transport: 'BEARER' } }))).toEqual([]);
});

test('without a mail server what needs one is refused, and says so', async () => {
  const silent = await openTestApp();
  const { passwordResetRequest } = await silent.client().request<Answers>(askReset, { email: 'a@example.com' });
  expect(passwordResetRequest).toMatchObject({ request: null, userErrors: [{ code: 'MAIL_UNAVAILABLE' }] });
});

test('while one develops, administrators read the mail that no server sends', async () => {
  const local = await openTestApp({ workQueues: ['mail'], mail: { ...settings, language: 'de', keepUnsent: true } });
  const { email } = await bearersOf(local).signUp();
  await local.client().request(askReset, { email });
  const unsent = '{ unsentMails { to subject text html } }';
  const admin = local.client(await local.token('ADMIN'));
  const read = async () => (await admin.request<{ unsentMails: Record<string, string>[] }>(unsent)).unsentMails;
  await expect.poll(read, { timeout: 20_000 }).toHaveLength(1);
  const [mail] = await read();
  expect(mail).toMatchObject({ to: email, subject: 'Neues Passwort für Tea & Co. <shop>' });
  expect(mail?.html).toContain('Tea &amp; Co. &lt;shop&gt;');
  expect(mail?.html).not.toContain('<shop>');
  await expect(local.client(await local.token('CUSTOMER')).request(unsent)).rejects.toThrow();
  expect(await app.client(await app.token('ADMIN')).request(unsent)).toEqual({ unsentMails: null });
});
