// What administrators do with accounts, over HTTP: list, find, create, invite, ask for a password, and erase.

import { gql } from 'graphql-request';
import { afterAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../support/app.ts';
import { bearersOf, create, logIn, newEmail, password } from '../support/log-in.ts';
import { letTimePass } from '../support/session-clock.ts';
import { plainText, startSmtp } from '../support/smtp.ts';

const smtp = await startSmtp();
afterAll(() => smtp.close());
const mail = {
  siteName: 'Tea',
  from: 'shop@example.com',
  language: 'en',
  pagesUrl: 'https://shop.example.com/account',
  keepUnsent: false,
} as const;
const app = await openTestApp({ workQueues: ['mail'], mail: { ...mail, smtpUrl: smtp.url } });
const admin = await administratorOf(app);

/** The token of an administrator who has just logged in. */
async function administratorOf(to: TestApp): Promise<string> {
  const email = newEmail();
  await to.stores.accounts.create({ email, password, roles: ['ADMIN'] });
  return (await bearersOf(to).bearerLogIn(email)).token as string;
}

const problems = 'userErrors { code field allowed }';
const users = gql`query ($search: String, $first: Int) {
  users(search: $search, first: $first) { totalCount nodes { email roles disabled invitedAt } pageInfo { hasNextPage } }
}`;
const invite = gql`mutation ($input: UserInviteInput!) {
  userInvite(input: $input) { user { id email roles invitedAt } token ${problems} }
}`;
const accept = gql`mutation ($input: InvitationAcceptInput!) {
  invitationAccept(input: $input) { token viewer { user { email roles emailVerifiedAt invitedAt } } ${problems} }
}`;
const createUser = gql`mutation ($input: UserCreateInput!) { userCreate(input: $input) { user { email roles } ${problems} } }`;
const ask = gql`mutation ($input: UserPasswordRequestInput!) {
  userPasswordRequest(input: $input) { user { id } token ${problems} }
}`;
const reset = gql`mutation ($input: PasswordResetInput!) { passwordReset(input: $input) { reset ${problems} } }`;

const erase = gql`mutation ($input: UserEraseInput!) { userErase(input: $input) { erased ${problems} } }`;

interface Payload {
  readonly userErrors: readonly {
    readonly code: string;
    readonly field: string[];
    readonly allowed: string[] | null;
  }[];
  readonly user: { readonly id: string };
  readonly token: string | null;
}

async function send(document: string, input: object, token?: string, to: TestApp = app): Promise<Payload> {
  const data = await to.client(token).request<Record<string, Payload>>(document, { input });
  return Object.values(data)[0] as Payload;
}
const codes = ({ userErrors }: Payload): string[] => userErrors.map(({ code }) => code);

async function mailedToken(email: string): Promise<string> {
  const find = () => smtp.mails.findIndex((raw) => raw.includes(`To: ${email}`));
  await expect.poll(find, { timeout: 20_000 }).toBeGreaterThanOrEqual(0);
  const [raw = ''] = smtp.mails.splice(find(), 1);
  return /#token=(\S+)/.exec(plainText(raw))?.[1] ?? '';
}

test('administrators list accounts and find them by a part of the address; nobody else does', async () => {
  const email = `zebra.${newEmail()}`;
  await app.stores.accounts.create({ email, password: null });
  const client = app.client(admin);
  expect(await client.request(users, { search: 'EBRA' })).toMatchObject({
    users: { totalCount: 1, nodes: [{ email, disabled: false }] },
  });
  expect(await client.request(users, { first: 1 })).toMatchObject({ users: { pageInfo: { hasNextPage: true } } });
  await expect(client.request(users, { search: 'x' })).rejects.toThrow('at least two');
  await expect(app.client(await app.token('WORKER')).request(users)).rejects.toThrow('FORBIDDEN');
  await expect(app.client().request(users)).rejects.toThrow('UNAUTHENTICATED');
});

describe('an invitation', () => {
  test('is mailed, lets its reader choose a password once, and confirms the address', async () => {
    const email = newEmail();
    const invited = await send(invite, { email, displayName: 'Grace', roles: ['WORKER'] }, admin);
    expect(invited).toMatchObject({ user: { email, roles: ['WORKER'] }, token: null, userErrors: [] });
    const token = await mailedToken(email);
    expect(codes(await send(accept, { token, password: 'short' }))).toEqual(['WEAK_PASSWORD']);
    expect(await send(accept, { token, password, transport: 'BEARER' })).toMatchObject({
      token: expect.any(String),
      viewer: { user: { email, roles: ['WORKER'], emailVerifiedAt: expect.any(String), invitedAt: null } },
      userErrors: [],
    });
    expect(codes(await send(accept, { token, password }))).toEqual(['PROOF_INVALID']);
    expect(codes(await send(logIn, { email, password, transport: 'BEARER' }))).toEqual([]);
  });

  test('is void after a second one, and opens nothing before it is accepted', async () => {
    const email = newEmail();
    const { user } = await send(invite, { email, roles: ['CUSTOMER'] }, admin);
    const first = await mailedToken(email);
    expect(codes(await send(logIn, { email, password: '', transport: 'BEARER' }))).toEqual(['INVALID_CREDENTIALS']);
    expect(codes(await send(ask, { id: user.id }, admin))).toEqual([]);
    const second = await mailedToken(email);
    expect(codes(await send(accept, { token: first, password }))).toEqual(['PROOF_INVALID']);
    expect(codes(await send(accept, { token: second, password }))).toEqual([]);
  });

  test('to an address that has an account is refused', async () => {
    const { email } = (await app.stores.accounts.create({ email: newEmail(), password: null })) as { email: string };
    expect(codes(await send(invite, { email, roles: [] }, admin))).toEqual(['EMAIL_TAKEN']);
  });
});

test('an administrator creates an account that logs in at once', async () => {
  const email = newEmail();
  expect(codes(await send(createUser, { email, roles: ['WORKER'], password: 'short' }, admin))).toEqual([
    'WEAK_PASSWORD',
  ]);
  expect(await send(createUser, { email, roles: ['WORKER'], password }, admin)).toMatchObject({
    user: { email, roles: ['WORKER'] },
  });
  expect(codes(await send(logIn, { email, password, transport: 'BEARER' }))).toEqual([]);
});

test('a link for a new password goes to the owner, unless the account is disabled', async () => {
  const email = newEmail();
  await send(createUser, { email, roles: ['CUSTOMER'], password }, admin);
  const { id } = (await app.stores.accounts.findByEmail(email)) as { id: string };
  const globalId = Buffer.from(`User:${id}`).toString('base64');
  expect(await send(ask, { id: globalId }, admin)).toMatchObject({ token: null, userErrors: [] });
  const token = await mailedToken(email);
  expect(codes(await send(reset, { token, newPassword: 'quite another sentence' }))).toEqual([]);
  await app.stores.accounts.setDisabled(id, true);
  expect(codes(await send(ask, { id: globalId }, admin))).toEqual(['ILLEGAL_STATE']);
});

test('an administrator who has just logged in erases an account, but none of an administrator', async () => {
  const email = newEmail();
  const { accounts, audit, redis, sessions } = app.stores;
  const { id: key } = await accounts.create({ email, password });
  const held = (await bearersOf(app).bearerLogIn(email)).token as string;
  const id = Buffer.from(`User:${key}`).toString('base64');
  expect(codes(await send(erase, { id, confirm: false }, admin))).toEqual(['CONFIRMATION_REQUIRED']);
  for (const [token, code] of [
    [await app.token('WORKER'), 'FORBIDDEN'],
    [held, 'FORBIDDEN'],
    [undefined, 'UNAUTHENTICATED'],
  ] as const)
    await expect(send(erase, { id, confirm: true }, token)).rejects.toThrow(code);
  const other = await accounts.create({ email: newEmail(), password, roles: ['ADMIN'] });
  const stale = (await bearersOf(app).bearerLogIn(other.email)).token as string;
  await letTimePass(
    redis,
    (await sessions.list(other.id)).map((session) => session.id),
    11 * 60_000,
  );
  expect(codes(await send(erase, { id, confirm: true }, stale))).toEqual(['REAUTHENTICATION_REQUIRED']);
  expect(await accounts.find(key)).not.toBeNull();

  expect(await send(erase, { id, confirm: true }, admin)).toMatchObject({ erased: true, userErrors: [] });
  expect(await accounts.findByEmail(email)).toBeNull();
  await expect(app.client(held).request('{ viewer { user { id } } }')).rejects.toThrow('UNAUTHENTICATED');
  expect(codes(await send(erase, { id, confirm: true }, admin))).toEqual(['NOT_FOUND']);
  const { entries } = await audit.page(
    { accountId: key, kinds: ['account_erased'] },
    { after: null, size: 1, backwards: false },
  );
  expect(entries).toMatchObject([{ kind: 'account_erased', byId: expect.not.stringContaining(key) }]);
  const ofOther = Buffer.from(`User:${other.id}`).toString('base64');
  expect(codes(await send(erase, { id: ofOther, confirm: true }, admin))).toEqual(['ILLEGAL_STATE']);
});

test('without a mail server the administrator hands the link over', async () => {
  const silent = await openTestApp();
  const token = await administratorOf(silent);
  const email = newEmail();
  const invited = await send(invite, { email, roles: ['CUSTOMER'] }, token, silent);
  expect(invited.token).toMatch(/^[\w-]{16}\.[\w-]{43}$/);
  expect(codes(await send(accept, { token: invited.token, password }, undefined, silent))).toEqual([]);
  const asked = await send(ask, { id: invited.user.id }, token, silent);
  const changed = { token: asked.token, newPassword: 'quite another sentence' };
  expect(codes(await send(reset, changed, undefined, silent))).toEqual([]);
});

describe('who can sign up', () => {
  const signUp = (to: TestApp, email: string) => send(create, { email, password, transport: 'BEARER' }, undefined, to);
  const of = (mode: 'domain' | 'invitation' | 'closed', domains: readonly string[] = []) =>
    openTestApp({ accounts: { signUp: { mode, domains } } });

  test('those of a domain', async () => {
    const shop = await of('domain', ['example.org']);
    expect(await signUp(shop, 'ann@example.com')).toMatchObject({
      userErrors: [{ code: 'SIGN_UP_CLOSED', field: ['email'] }],
    });
    for (const email of ['eve@notexample.org', 'eve@example.org.evil.com'])
      expect(codes(await signUp(shop, email)), email).toEqual(['SIGN_UP_CLOSED']);
    expect(codes(await signUp(shop, 'Ann@EXAMPLE.org'))).toEqual([]);
  });

  test('those who are invited', async () => {
    const shop = await of('invitation');
    const token = await administratorOf(shop);
    expect(codes(await signUp(shop, newEmail()))).toEqual(['SIGN_UP_CLOSED']);
    const invited = await send(invite, { email: newEmail(), roles: ['CUSTOMER'] }, token, shop);
    expect(codes(await send(accept, { token: invited.token, password }, undefined, shop))).toEqual([]);
  });

  test('nobody, but those whom an administrator makes an account', async () => {
    const shop = await of('closed');
    const token = await administratorOf(shop);
    expect(codes(await signUp(shop, newEmail()))).toEqual(['SIGN_UP_CLOSED']);
    expect(codes(await send(invite, { email: newEmail(), roles: [] }, token, shop))).toEqual(['SIGN_UP_CLOSED']);
    expect(codes(await send(createUser, { email: newEmail(), roles: [], password }, token, shop))).toEqual([]);
  });
});
