// Logging in by others: oidc-provider as the honest issuer, one that lies, and GitHub.

import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { beforeEach, expect, test } from 'vitest';
import { type ProviderSettings, providerPresets } from '../../src/redis/account/provider.ts';
import { openTestApp } from '../support/app.ts';
import {
  Browser,
  issuerClient,
  type Lie,
  openGitHub,
  openHonestIssuer,
  openLyingIssuer,
  type Person,
} from '../support/issuers.ts';
import { newEmail, password } from '../support/log-in.ts';
import { keysWith } from '../support/redis-contents.ts';
import { codeOf } from '../support/totp.ts';

const redirectUrl = 'http://localhost:9/log-in/callback';
let person: Person = { subject: 'one' };
const honestUrl = await openHonestIssuer(`${redirectUrl}/honest`, () => person);
const [liar, github] = [await openLyingIssuer(), await openGitHub()];
const { google, microsoft, apple } = providerPresets;
const oidc = { ...google, ...issuerClient };
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const providers: ProviderSettings[] = [
  { ...oidc, id: 'honest', name: 'Honest', issuer: honestUrl },
  { ...oidc, id: 'liar', name: 'Liar', issuer: liar.url },
  { ...microsoft, ...issuerClient, id: 'microsoft', issuer: liar.url },
  { ...apple, ...issuerClient, id: 'apple', issuer: liar.url, secret: { kind: 'es256', key, keyId: 'k', teamId: 't' } },
  { ...providerPresets.github, ...issuerClient, id: 'github', issuer: github.url, apiUrl: github.url },
  { ...oidc, id: 'nobody', name: 'Nobody', issuer: 'http://localhost:9' },
  // Its metadata says that it is another issuer.
  { ...oidc, id: 'masked', name: 'Masked', issuer: `${liar.url}/masked` },
];
const pageUrl = 'http://localhost:9/dashboard/provider';
const setUp = { providers, redirectUrl, pageUrl, insecure: true };
const secretKeys = ['a key that is long enough for a test'];
const keyPrefix = `providers-${Date.now()}`;
const app = await openTestApp({ keyPrefix, accounts: { providers: setUp, factors: { secretKeys } } });
const { accounts, audit, rateLimits } = app.stores;
// These are more log-ins than one address has in a minute.
await rateLimits.set({ name: 'log-in', mode: 'OFF' });

beforeEach(() => {
  liar.lie = 'none';
  github.emails = [];
});

interface Payload {
  readonly url: string | null;
  readonly token: string | null;
  readonly pendingLogIn: { readonly token: string } | null;
  readonly viewer: {
    readonly user: { readonly email: string; readonly emailVerifiedAt: string | null } | null;
    readonly security: { readonly links: readonly { readonly provider: string }[] } | null;
  };
  readonly userErrors: readonly { readonly code: string }[];
}

const who = 'viewer { user { email emailVerifiedAt } security { links { provider } } }';
const documents = {
  begin: 'mutation ($input: ProviderInput!) { providerLogInBegin(input: $input) { url userErrors { code message } } }',
  logIn: `mutation ($input: SessionLogInByProviderInput!) {
    sessionLogInByProvider(input: $input) { ${who} pendingLogIn { token } userErrors { code message } } }`,
  password: `mutation ($input: SessionLogInInput!) { sessionLogIn(input: $input) { ${who} pendingLogIn { token } userErrors { code } } }`,
  beginLink: 'mutation ($input: ProviderInput!) { providerLinkBegin(input: $input) { url userErrors { code } } }',
  link: `mutation ($input: ProviderCallbackInput!) { providerLink(input: $input) { ${who} userErrors { code } } }`,
  unlink: `mutation ($input: ProviderInput!) { providerUnlink(input: $input) { ${who} userErrors { code } } }`,
  beginTotp: 'mutation { totpBegin { setup { secret } userErrors { code } } }',
  confirmTotp: 'mutation ($input: TotpConfirmInput!) { totpConfirm(input: $input) { userErrors { code } } }',
};

async function send(
  browser: Browser,
  name: keyof typeof documents,
  input?: object,
  at = app.endpoint,
): Promise<Payload> {
  const body = JSON.stringify({ query: documents[name], variables: { input } });
  const response = await browser.fetch(at, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const { data, errors } = (await response.json()) as { data?: Record<string, Payload>; errors?: unknown };
  if (!data) throw new Error(JSON.stringify(errors));
  return Object.values(data)[0] as Payload;
}

const codes = ({ userErrors }: Payload): string[] => userErrors.map(({ code }) => code);

/** What the browser comes back with, as the page has it behind the #. */
async function goTo(browser: Browser, provider: string, name: 'begin' | 'beginLink' = 'begin', at?: string) {
  const begun = await send(browser, name, { provider }, at);
  expect(codes(begun)).toEqual([]);
  const back = await browser.follow(begun.url as string, redirectUrl);
  return `provider=${provider}&${back.searchParams}`;
}

async function logIn(provider: string, browser = new Browser(), at?: string): Promise<Payload> {
  const callback = await goTo(browser, provider, 'begin', at);
  return send(browser, 'logIn', { callback, transport: 'COOKIE' }, at);
}

test('an honest issuer logs somebody in: the first time an account is made, then it is found by issuer and subject', async () => {
  const email = newEmail();
  person = { subject: 'ada', email };
  const first = await logIn('honest');
  expect(first).toMatchObject({
    viewer: { user: { email }, security: { links: [{ provider: 'honest' }] } },
    userErrors: [],
  });
  expect(first.viewer.user?.emailVerifiedAt).not.toBeNull();
  person = { subject: 'ada', email: 'moved@example.com', verified: false };
  expect((await logIn('honest')).viewer.user?.email).toBe(email);
});

test('the same subject at two providers is two people, and no token of theirs is kept', async () => {
  const emails = [newEmail(), newEmail()];
  person = { subject: 'twin', email: emails[0] };
  liar.person = { subject: 'twin', email: emails[1] };
  expect((await logIn('honest')).viewer.user?.email).toBe(emails[0]);
  expect((await logIn('liar')).viewer.user?.email).toBe(emails[1]);
  expect(await keysWith(app.stores.redis, ['an access token'])).toEqual([]);
});

test('an address that an account has is no way into it', async () => {
  const email = newEmail();
  await accounts.create({ email, password });
  person = { subject: 'eve', email };
  expect(await logIn('honest')).toMatchObject({ viewer: { user: null }, userErrors: [{ code: 'EMAIL_TAKEN' }] });
});

test('an address that is not proven makes no account, nor one of Microsoft’s, whoever calls it verified', async () => {
  person = { subject: 'unproven', email: newEmail(), verified: false };
  expect(codes(await logIn('honest'))).toEqual(['EMAIL_UNPROVEN']);
  liar.person = { subject: 'tenant', email: newEmail() };
  expect(codes(await logIn('microsoft'))).toEqual(['EMAIL_UNPROVEN']);
});

test('GitHub is asked for its primary address, which counts if it is verified', async () => {
  const email = newEmail();
  github.emails = [
    { email: newEmail(), primary: false, verified: true },
    { email, primary: true, verified: false },
  ];
  expect(codes(await logIn('github'))).toEqual(['EMAIL_UNPROVEN']);
  github.emails = [{ email, primary: true, verified: true }];
  expect((await logIn('github')).viewer.user?.email).toBe(email);
});

test('Apple gets a secret that is signed for it, and its answer comes by a form', async () => {
  liar.person = { subject: 'apple', email: newEmail() };
  const browser = new Browser();
  const { url } = await send(browser, 'begin', { provider: 'apple' });
  expect(new URL(url as string).searchParams.get('response_mode')).toBe('form_post');
  const back = await browser.follow(url as string, redirectUrl);
  const body = `${back.searchParams}&user=${encodeURIComponent('{"name":{}}')}`;
  // The form comes from the provider's site, so without cookies.
  const response = await fetch(`${app.url}/log-in/callback/apple`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
    redirect: 'manual',
  });
  expect(response.status).toBe(303);
  const page = new URL(response.headers.get('location') ?? '');
  expect([page.origin + page.pathname, page.search]).toEqual([pageUrl, '']);
  expect(page.hash).not.toContain('user');
  expect(codes(await send(browser, 'logIn', { callback: page.hash, transport: 'COOKIE' }))).toEqual([]);
  const secret = liar.secrets.at(-1) ?? '';
  expect(decodeProtectedHeader(secret)).toMatchObject({ alg: 'ES256', kid: 'k' });
  expect(decodeJwt(secret)).toMatchObject({ iss: 't', sub: 'mortar', aud: liar.url });
});

test('the way back leads to the page of the settings alone', async () => {
  const back = await fetch(`${app.url}/log-in/callback/honest?code=c&state=s&next=https://evil.example.com`, {
    redirect: 'manual',
  });
  expect(back.headers.get('location')).toBe(`${pageUrl}#provider=honest&code=c&state=s`);
  expect((await fetch(`${app.url}/log-in/callback/unknown?code=c`, { redirect: 'manual' })).status).toBe(404);
});

test('what is asked of an issuer has PKCE, a state and a nonce, each new', async () => {
  const [one, two] = await Promise.all(
    [0, 1].map(
      async () => new URL((await send(new Browser(), 'begin', { provider: 'liar' })).url as string).searchParams,
    ),
  );
  expect(one?.get('code_challenge_method')).toBe('S256');
  expect(one?.get('redirect_uri')).toBe(`${redirectUrl}/liar`);
  for (const name of ['state', 'nonce', 'code_challenge']) {
    expect(one?.get(name)?.length, name).toBeGreaterThanOrEqual(43);
    expect(one?.get(name), name).not.toBe(two?.get(name));
  }
});

test.each<Lie>([
  'nonce',
  'no nonce',
  'issuer',
  'audience',
  'expired',
  'signature',
  'unsigned',
  'state',
  'iss parameter',
])('a wrong %s opens nothing', async (lie) => {
  const email = newEmail();
  liar.person = { subject: `lie ${lie}`, email };
  liar.lie = lie;
  expect(await logIn('liar')).toMatchObject({ viewer: { user: null }, userErrors: [{ code: 'PROVIDER_FAILED' }] });
  expect(await accounts.findByEmail(email)).toBeNull();
  liar.lie = 'none';
  expect(codes(await logIn('liar'))).toEqual([]);
});

test('what a browser comes back with counts once, there, and for the provider that it began with', async () => {
  liar.person = { subject: 'once', email: newEmail() };
  const browser = new Browser();
  const callback = await goTo(browser, 'liar');
  const elsewhere = new Browser();
  await send(elsewhere, 'begin', { provider: 'liar' });
  expect(codes(await send(elsewhere, 'logIn', { callback, transport: 'COOKIE' }))).toEqual(['PROVIDER_FAILED']);
  // A try that failed has used it up.
  expect(codes(await send(browser, 'logIn', { callback, transport: 'COOKIE' }))).toEqual(['PROVIDER_FAILED']);
  const mixed = (await goTo(browser, 'liar')).replace('provider=liar', 'provider=microsoft');
  expect(codes(await send(browser, 'logIn', { callback: mixed, transport: 'COOKIE' }))).toEqual(['PROVIDER_FAILED']);
  const good = await goTo(browser, 'liar');
  expect(codes(await send(browser, 'logIn', { callback: good, transport: 'COOKIE' }))).toEqual([]);
  expect(codes(await send(browser, 'logIn', { callback: good, transport: 'COOKIE' }))).toEqual(['PROVIDER_FAILED']);
  expect(codes(await send(browser, 'begin', { provider: 'unknown' }))).toEqual(['NOT_FOUND']);
  for (const provider of ['nobody', 'masked'])
    expect(codes(await send(browser, 'begin', { provider })), provider).toEqual(['PROVIDER_UNAVAILABLE']);
});

test('an account is linked after a fresh log-in, and only by who began that for it', async () => {
  const [email, other] = [newEmail(), newEmail()];
  await accounts.create({ email, password, verified: true });
  await accounts.create({ email: other, password, verified: true });
  liar.person = { subject: 'linked', email: newEmail() };
  const [browser, stranger] = [new Browser(), new Browser()];
  await send(browser, 'password', { email, password, transport: 'COOKIE' });
  await send(stranger, 'password', { email: other, password, transport: 'COOKIE' });
  // A log-in that was begun is none for a link, nor the other way round.
  const forLogIn = await goTo(browser, 'liar');
  expect(codes(await send(browser, 'link', { callback: forLogIn }))).toEqual(['PROVIDER_FAILED']);
  const planted = await goTo(stranger, 'liar', 'beginLink');
  expect(codes(await send(browser, 'link', { callback: planted }))).toEqual(['PROVIDER_FAILED']);
  const linked = await send(browser, 'link', { callback: await goTo(browser, 'liar', 'beginLink') });
  expect(linked).toMatchObject({ viewer: { security: { links: [{ provider: 'liar' }] } }, userErrors: [] });
  expect((await logIn('liar')).viewer.user?.email).toBe(email);
  expect(codes(await send(stranger, 'link', { callback: await goTo(stranger, 'liar', 'beginLink') }))).toEqual([
    'CONFLICT',
  ]);
  liar.person = { subject: 'another' };
  expect(codes(await send(browser, 'link', { callback: await goTo(browser, 'liar', 'beginLink') }))).toEqual([
    'ILLEGAL_STATE',
  ]);
  expect(codes(await send(browser, 'unlink', { provider: 'liar' }))).toEqual([]);
  liar.person = { subject: 'linked' };
  expect(codes(await logIn('liar'))).toEqual(['EMAIL_UNPROVEN']);
});

test('a link that is the last way in stays', async () => {
  liar.person = { subject: 'only', email: newEmail() };
  const browser = new Browser();
  await logIn('liar', browser);
  expect(await send(browser, 'unlink', { provider: 'liar' })).toMatchObject({
    viewer: { security: { links: [{ provider: 'liar' }] } },
    userErrors: [{ code: 'ILLEGAL_STATE' }],
  });
});

test('a second factor is asked for after a log-in by a provider, too, and a disabled account stays closed', async () => {
  const email = newEmail();
  liar.person = { subject: 'strong', email };
  const browser = new Browser();
  await logIn('liar', browser);
  const begun = (await send(browser, 'beginTotp')) as unknown as { setup: { secret: string } };
  expect(codes(await send(browser, 'confirmTotp', { code: codeOf(begun.setup.secret) }))).toEqual([]);
  const waiting = await logIn('liar');
  expect(waiting).toMatchObject({ viewer: { user: null }, userErrors: [{ code: 'SECOND_FACTOR_REQUIRED' }] });
  expect(waiting.pendingLogIn).not.toBeNull();
  const { id } = (await accounts.findByEmail(email)) as { id: string };
  await accounts.setDisabled(id, true);
  expect(codes(await logIn('liar'))).toEqual(['PROVIDER_FAILED']);
  await audit.settle();
  const { entries } = await audit.page({ accountId: id }, { after: null, size: 20, backwards: false });
  expect(entries.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['account_created', 'provider_linked', 'log_in', 'log_in_failed']),
  );
});

test('who may not sign up cannot by a provider, and who has an account logs in', async () => {
  liar.person = { subject: 'insider', email: newEmail() };
  expect(codes(await logIn('liar'))).toEqual([]);
  const signUp = { mode: 'invitation', domains: [] } as const;
  const closed = await openTestApp({ keyPrefix, accounts: { providers: setUp, signUp } });
  expect(codes(await logIn('liar', new Browser(), closed.endpoint))).toEqual([]);
  liar.person = { subject: 'outsider', email: newEmail() };
  expect(codes(await logIn('liar', new Browser(), closed.endpoint))).toEqual(['SIGN_UP_CLOSED']);
});
