// Sign-ups where addresses have to be proven, and changes of address, over HTTP.

import { gql } from 'graphql-request';
import { expect, test } from 'vitest';
import { accountKeys } from '../../src/redis/account/keys.ts';
import { userOwner } from '../../src/redis/session/token.ts';
import { schema } from '../../src/schema/index.ts';
import { UnverifiedAccounts } from '../../src/server/guard/unverified.ts';
import { openTestApp } from '../support/app.ts';
import { newEmail, password } from '../support/log-in.ts';

const mail = {
  siteName: 'Mortar',
  from: 'shop@example.com',
  language: 'en',
  pagesUrl: 'http://localhost/dashboard',
  keepUnsent: true,
  verify: true,
} as const;
const unverifiedRefused = ['Mutation.consentGive', 'Subscription.*'];
const app = await openTestApp({ workQueues: ['mail'], mail, unverifiedRefused });
const { accounts, redis } = app.stores;

const session =
  'token viewer { user { email emailVerifiedAt } } mailRequest { challenge expiresAt } userErrors { code field }';
const create = gql`mutation ($input: AccountCreateInput!) { accountCreate(input: $input) { ${session} } }`;
const logIn = gql`mutation ($input: SessionLogInInput!) { sessionLogIn(input: $input) { ${session} } }`;
const byMail = gql`mutation ($input: SessionLogInByMailInput!) { sessionLogInByMail(input: $input) { ${session} } }`;
const ask = gql`mutation ($input: EmailChangeRequestInput!) {
  emailChangeRequest(input: $input) { request { challenge } userErrors { code field } } }`;
const change = gql`mutation ($input: EmailChangeInput!) {
  emailChange(input: $input) { user { email emailVerifiedAt } userErrors { code field } } }`;

interface Payload {
  readonly token: string | null;
  readonly mailRequest: { readonly challenge: string } | null;
  readonly request: { readonly challenge: string } | null;
  readonly userErrors: readonly { readonly code: string }[];
  readonly viewer: { readonly user: object | null };
}

async function send(document: string, input: object, token?: string): Promise<Payload> {
  const data = await app.client(token).request<Record<string, Payload>>(document, { input });
  return Object.values(data)[0] as Payload;
}

const codes = ({ userErrors }: Payload): string[] => userErrors.map(({ code }) => code);
const bearer = { transport: 'BEARER' } as const;

const administrator = await app.token('ADMIN');
/** The newest mail to an address with such a subject, once it is there. */
async function mailTo(email: string, subject: RegExp, but = ''): Promise<{ code: string; link: string; text: string }> {
  const read = gql`{ unsentMails { to subject text } }`;
  const find = async () => {
    const { unsentMails } = await app
      .client(administrator)
      .request<{ unsentMails: { to: string; subject: string; text: string }[] }>(read);
    return unsentMails.find((one) => one.to === email && subject.test(one.subject) && one.text !== but)?.text ?? '';
  };
  await expect.poll(find, { timeout: 20_000 }).not.toBe('');
  const text = await find();
  return { text, code: /^(\d{6})$/m.exec(text)?.[1] ?? '', link: /#token=(\S+)/.exec(text)?.[1] ?? '' };
}

async function signUp(email = newEmail()) {
  const answer = await send(create, { email, password, ...bearer });
  const { code, text } = await mailTo(email, /Your code/);
  const challenge = answer.mailRequest?.challenge ?? '';
  const done = await send(byMail, { code: { email, challenge, code }, ...bearer });
  return { email, answer, text, token: done.token as string, done };
}

test('the code of the mail logs in, and the password that was typed beside the address works from then on', async () => {
  const { email, answer, done } = await signUp();
  expect(answer).toMatchObject({ token: null, viewer: { user: null }, userErrors: [] });
  expect(done).toMatchObject({ viewer: { user: { email, emailVerifiedAt: expect.any(String) } }, userErrors: [] });
  expect(codes(await send(logIn, { email, password, ...bearer }))).toEqual([]);
  const { id } = (await accounts.findByEmail(email)) as { id: string };
  expect(await redis.client.ttl(accountKeys.record(redis, userOwner(id)))).toBe(-1);
});

test('before that the account opens nothing, and ends by itself', async () => {
  const email = newEmail();
  await send(create, { email, password, ...bearer });
  expect(codes(await send(logIn, { email, password, ...bearer }))).toEqual(['INVALID_CREDENTIALS']);
  const { id } = (await accounts.findByEmail(email)) as { id: string };
  const week = 7 * 24 * 3_600;
  for (const key of await redis.client.keys(`${redis.prefix}*u${id}*`)) {
    expect(await redis.client.ttl(key), key).toBeGreaterThan(0);
    expect(await redis.client.ttl(key), key).toBeLessThanOrEqual(week);
  }
  const addresses = await redis.client.keys(`${redis.prefix}:account-email:*`);
  const held = await Promise.all(
    addresses.map(async (key) => [await redis.client.get(key), await redis.client.ttl(key)]),
  );
  expect(held.find(([holder]) => holder === id)?.[1]).toBeGreaterThan(week - 600);
});

test('the answer is the same for a taken address, whose owner is told and keeps the password', async () => {
  const { email, answer } = await signUp();
  const again = await send(create, { email, password: 'a password of a stranger', ...bearer });
  expect(Object.keys(again)).toEqual(Object.keys(answer));
  expect(again).toMatchObject({ token: null, viewer: { user: null }, userErrors: [] });
  expect(again.mailRequest?.challenge).toHaveLength(answer.mailRequest?.challenge.length as number);
  const { code } = await mailTo(email, /You have an account/);
  const challenge = again.mailRequest?.challenge ?? '';
  expect(codes(await send(byMail, { code: { email, challenge, code }, ...bearer }))).toEqual([]);
  expect(codes(await send(logIn, { email, password, ...bearer }))).toEqual([]);
  expect(codes(await send(logIn, { email, password: 'a password of a stranger' }))).toEqual(['INVALID_CREDENTIALS']);
});

test('who follows the link of a mail that somebody else asked for gets an account without the password of that one', async () => {
  const email = newEmail();
  await send(create, { email, password: 'a password of a stranger', ...bearer });
  const { link } = await mailTo(email, /Your code/);
  expect(codes(await send(byMail, { token: link, ...bearer }))).toEqual([]);
  expect(codes(await send(logIn, { email, password: 'a password of a stranger' }))).toEqual(['INVALID_CREDENTIALS']);
});

test('of two who sign up with one address, its owner gets the account and the password typed beside the code', async () => {
  const email = newEmail();
  await send(create, { email, password: 'a password of a stranger', ...bearer });
  const first = await mailTo(email, /Your code/);
  const own = await send(create, { email, password, ...bearer });
  const { code } = await mailTo(email, /Your code/, first.text);
  const challenge = own.mailRequest?.challenge ?? '';
  expect(codes(await send(byMail, { code: { email, challenge, code }, ...bearer }))).toEqual([]);
  expect(codes(await send(logIn, { email, password, ...bearer }))).toEqual([]);
});

test('an address is changed with a proof of the new one, and the former is told', async () => {
  const { email, token } = await signUp();
  const next = newEmail();
  const asked = await send(ask, { newEmail: next }, token);
  const { code, text } = await mailTo(next, /Confirm your new/);
  const proof = { code: { email: next, challenge: asked.request?.challenge, code } };
  const stranger = await signUp();
  expect(codes(await send(change, proof, stranger.token))).toEqual(['PROOF_INVALID']);
  expect(await send(change, proof, token)).toMatchObject({ user: { email: next }, userErrors: [] });
  expect(text).toContain('new e-mail address');
  await mailTo(email, /was changed/);
  expect(codes(await send(logIn, { email: next, password, ...bearer }))).toEqual([]);
  expect(codes(await send(logIn, { email, password, ...bearer }))).toEqual(['INVALID_CREDENTIALS']);
  // The former address is free.
  expect((await signUp(email)).done).toMatchObject({ viewer: { user: { email } } });
});

test('an address that another account has is not told, and not taken', async () => {
  const [one, other] = [await signUp(), await signUp()];
  const asked = await send(ask, { newEmail: other.email }, one.token);
  expect(codes(asked)).toEqual([]);
  const { link } = await mailTo(other.email, /Confirm your new/);
  expect(codes(await send(change, { token: link }, one.token))).toEqual(['EMAIL_TAKEN']);
  expect(await accounts.findByEmail(other.email)).toMatchObject({ email: other.email });
  expect(codes(await send(ask, { newEmail: one.email }, one.token))).toEqual(['ILLEGAL_STATE']);
});

test('an address that leads to an account which has another one by now opens nothing, and can be taken', async () => {
  const { email, token } = await signUp();
  const next = newEmail();
  await send(ask, { newEmail: next }, token);
  const { link } = await mailTo(next, /Confirm your new/);
  const { id } = (await accounts.findByEmail(email)) as { id: string };
  await send(change, { token: link }, token);
  // As if the process had died before the former address was released.
  await accounts.addresses.take(email, id);
  expect(await accounts.findByEmail(email)).toBeNull();
  expect(codes(await send(logIn, { email, password }))).toEqual(['INVALID_CREDENTIALS']);
  expect((await signUp(email)).done).toMatchObject({ viewer: { user: { email } } });
});

test('what the operator names is refused until the address is confirmed, by whatever name it is asked for', async () => {
  const email = newEmail();
  const { id } = await accounts.create({ email, password, verified: false });
  const client = { ipAddress: '203.0.113.7', userAgent: null };
  const { token = '' } = (await app.stores.sessions.start({ userId: id, transport: 'BEARER', client })) ?? {};
  const agree = gql`mutation { viewed: profileUpdate(input: { displayName: "A" }) { user { displayName } } ...Agree }
    fragment Agree on Mutation { yes: consentGive(input: { subject: "terms", version: "1" }) { user { id } } }`;
  await expect(app.client(token).request(agree)).rejects.toThrow(
    'Confirm the e-mail address of your account first: Mutation.consentGive requires it.',
  );
  expect((await accounts.find(id))?.displayName).toBeNull();
  const asked = gql`mutation { emailVerificationRequest { userErrors { code } } }`;
  expect(await app.client(token).request(asked)).toEqual({ emailVerificationRequest: { userErrors: [] } });
  await redis.client.hset(accountKeys.record(redis, userOwner(id)), 'verifiedAt', Date.now());
  expect(await app.client(token).request(agree)).toMatchObject({ viewed: { user: { displayName: 'A' } } });

  const find = async () => null;
  expect(() => new UnverifiedAccounts(['Mutation.consentGiven'], schema, find)).toThrow(
    'MORTAR_UNVERIFIED_REFUSED names Mutation.consentGiven, which is no root field',
  );
});
