// Captchas over HTTP and WebSocket, with a double of the service that judges them.

import { gql } from 'graphql-request';
import { createClient } from 'graphql-ws';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { Captcha, captchaDefaults, captchaLimits } from '../../src/redis/account/captcha.ts';
import { Refusal } from '../../src/redis/base/problem.ts';
import { openTestApp } from '../support/app.ts';
import { openCaptchaDouble } from '../support/captcha-double.ts';
import { newEmail, password } from '../support/log-in.ts';

const mail = {
  ...{ siteName: 'Mortar', from: 'shop@example.com', language: 'en', keepUnsent: true },
  pagesUrl: 'http://localhost/dashboard',
} as const;
const double = await openCaptchaDouble();
const passwords = { memoryKiB: 64, iterations: 1 } as const;
// Each request comes from an address of its own, unless it says otherwise.
const trustedProxies = ['127.0.0.1'];
const app = await openTestApp({ accounts: { passwords, captcha: double.settings() }, mail, trustedProxies });
const { accounts, captcha } = app.stores;

const errors = 'userErrors { code message captcha { provider siteKey purposes logInFailures } }';
const create = gql`mutation ($input: AccountCreateInput!) { accountCreate(input: $input) { token ${errors} } }`;
const logIn = gql`mutation ($input: SessionLogInInput!) { sessionLogIn(input: $input) { token ${errors} } }`;
const forgotten = gql`mutation ($input: EmailRequestInput!) { passwordResetRequest(input: $input) { ${errors} } }`;
const byMail = gql`mutation ($input: EmailRequestInput!) { sessionLogInMailRequest(input: $input) { ${errors} } }`;
const bearer = { transport: 'BEARER' } as const;

interface Payload {
  readonly token?: string | null;
  readonly userErrors: readonly { readonly code: string; readonly message: string; readonly captcha: unknown }[];
}

let requests = 0;
const newAddress = (): string => `10.7.${requests >> 8}.${++requests & 255}`;
let answers = 0;
const good = (action: string): string => `good-${action}-0.9 ${++answers}`;

async function send(document: string, input: object, answer?: string, from = newAddress(), to = app): Promise<Payload> {
  const headers = { 'x-forwarded-for': from, ...(answer !== undefined && { 'x-captcha-response': answer }) };
  const data = await to.client().request<Record<string, Payload>>(document, { input }, headers);
  return Object.values(data)[0] as Payload;
}

const codes = ({ userErrors }: Payload): string[] => userErrors.map(({ code }) => code);
const asksOf = (answer: string): number => double.asked.filter((form) => form.get('response') === answer).length;

afterEach(() => {
  vi.useRealTimers();
});

test('the API says what to show, and what it is asked for', async () => {
  const shown = { provider: 'turnstile', siteKey: '1x00AA', purposes: ['SIGN_UP', 'LOG_IN', 'MAIL'], logInFailures: 3 };
  const read = gql`{ captcha { provider siteKey purposes logInFailures } }`;
  expect(await app.client().request(read)).toEqual({ captcha: shown });
  const { userErrors } = await send(create, { email: newEmail(), password, ...bearer });
  expect(userErrors).toMatchObject([{ code: 'CAPTCHA_REQUIRED', captcha: shown }]);
  expect(userErrors[0]?.message).toMatch(/Cloudflare Turnstile.*1x00AA.*x-captcha-response/);
});

test('a sign-up needs an answer that is right, and each counts once', async () => {
  const email = newEmail();
  const input = { email, password, ...bearer };
  expect(codes(await send(create, input))).toEqual(['CAPTCHA_REQUIRED']);
  for (const wrong of [
    'bad',
    'badly',
    'elsewhere-sign_up',
    good('log_in'),
    'x'.repeat(captchaLimits.responseCharacters + 1),
  ])
    expect(codes(await send(create, input, wrong)), wrong.slice(0, 20)).toEqual(['CAPTCHA_REQUIRED']);
  expect(await accounts.findByEmail(email)).toBeNull();
  const answer = good('sign_up');
  expect((await send(create, input, answer)).token).toEqual(expect.any(String));
  expect(codes(await send(create, { ...input, email: newEmail() }, answer))).toEqual(['CAPTCHA_REQUIRED']);
  expect(asksOf(answer)).toBe(2);
  // The service learns the answer and nothing of who gave it.
  expect([...(double.asked[0]?.keys() ?? [])]).toEqual(['secret', 'response']);
});

test('a log-in asks after failed tries, whose password is not looked at before the answer', async () => {
  const email = newEmail();
  await accounts.create({ email, password });
  const from = newAddress();
  for (let tries = 0; tries < captchaDefaults.logInFailures; tries++)
    expect(codes(await send(logIn, { email, password: 'a wrong one' }, undefined, from))).toEqual([
      'INVALID_CREDENTIALS',
    ]);
  const input = { email, password, ...bearer };
  for (const answer of [undefined, 'bad', good('sign_up')])
    expect(codes(await send(logIn, input, answer, from)), answer).toEqual(['CAPTCHA_REQUIRED']);
  // From elsewhere, too, and for an address without an account as for one with it.
  expect(codes(await send(logIn, input))).toEqual(['CAPTCHA_REQUIRED']);
  expect((await send(logIn, input, good('log_in'), from)).token).toEqual(expect.any(String));
});

test('a device that the account knows is not asked for what strangers have tried', async () => {
  const email = newEmail();
  const { id } = await accounts.create({ email, password });
  const client = { ipAddress: newAddress(), userAgent: null };
  const device = (await accounts.remember(id, client)).text;
  for (let tries = 0; tries < 6; tries++) await send(logIn, { email, password: 'a wrong one' }, good('log_in'));
  const check = captcha.checkFor('LOG_IN', null, client.ipAddress);
  await expect(accounts.logIn(email, password, client, check)).rejects.toThrow('Show that you are no program');
  expect((await accounts.logIn(email, password, { ...client, device }, check)).id).toBe(id);
});

test('what is refused for its answer makes no owner of an account wait, and its network before the service is asked', async () => {
  const email = newEmail();
  await accounts.create({ email, password });
  const from = newAddress();
  for (let tries = 0; tries < 8; tries++) await send(forgotten, { email }, 'bad', from);
  for (const document of [forgotten, byMail]) {
    expect(codes(await send(document, { email }, undefined, from))).toEqual(['CAPTCHA_REQUIRED']);
    expect(codes(await send(document, { email }, good('mail'), from))).toEqual([]);
  }
  const before = double.asked.length;
  const all = await Promise.allSettled(
    Array.from({ length: 60 }, () => send(forgotten, { email: newEmail() }, 'bad', from)),
  );
  const judged = all.filter((each) => each.status === 'fulfilled' && codes(each.value).includes('CAPTCHA_REQUIRED'));
  expect(judged.length).toBeLessThan(40);
  expect(double.asked.length - before).toBe(judged.length);
});

test('while the service cannot judge, people are refused, or pass if the operator says so; wrong answers never do', async () => {
  const outages = ['down', 'garbage', 'shapeless', 'huge', 'secret'];
  for (const outage of outages)
    expect(codes(await send(create, { email: newEmail(), password }, outage)), outage).toEqual(['CAPTCHA_UNAVAILABLE']);
  const events: string[] = [];
  const lenient = new Captcha(double.settings({ outage: 'pass' }), ({ kind }) => events.push(kind));
  for (const outage of outages) await lenient.checkFor('SIGN_UP', outage, '10.8.0.1')?.verify();
  expect(events).toEqual(outages.map(() => 'captcha_unavailable'));
  for (const wrong of ['bad', 'badly', 'elsewhere-sign_up', ''])
    await expect(lenient.checkFor('SIGN_UP', wrong, '10.8.0.1')?.verify(), wrong).rejects.toThrow(Refusal);
  expect(events.slice(outages.length)).toEqual(Array.from({ length: 4 }, () => 'captcha_failed'));
});

test('nobody waits for a service that is silent, and only so many answers are judged at once', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const given: AbortSignal[] = [];
  const provider = {
    ...{ name: 'own', siteKey: 'key' },
    verify: ({ signal }: { signal: AbortSignal }) => {
      given.push(signal);
      return new Promise<boolean>(() => {});
    },
  };
  const asks = new Captcha({ ...captchaDefaults, provider });
  const work = Array.from({ length: captchaLimits.atOnce + 1 }, () =>
    asks
      .checkFor('MAIL', 'an answer', '10.8.0.2')
      ?.verify()
      .then(
        () => 'passed',
        (error: Error) => (error instanceof Refusal ? error.problems[0]?.code : error.name),
      ),
  );
  await vi.advanceTimersByTimeAsync(captchaLimits.timeoutMs);
  const outcomes = await Promise.all(work);
  expect(outcomes.filter((outcome) => outcome === 'CAPTCHA_UNAVAILABLE')).toHaveLength(captchaLimits.atOnce);
  expect(outcomes.filter((outcome) => outcome === 'Overloaded')).toHaveLength(1);
  expect(given.every(({ aborted }) => aborted)).toBe(true);
});

test('an answer that comes with the parameters of a WebSocket counts', async () => {
  const socket = createClient({
    ...{ url: app.endpoint.replace('http', 'ws'), webSocketImpl: WebSocket },
    connectionParams: { captchaResponse: good('sign_up') },
  });
  const signUp = async (email: string) => {
    const work = socket.iterate({ query: create, variables: { input: { email, password, ...bearer } } });
    const { value } = await work.next();
    return (value as { data: { accountCreate: Payload } }).data.accountCreate;
  };
  expect((await signUp(newEmail())).token).toEqual(expect.any(String));
  expect(codes(await signUp(newEmail()))).toEqual(['CAPTCHA_REQUIRED']);
  await socket.dispose();
});

describe.each([
  ['hcaptcha', ['good', 'good-other'], ['elsewhere']],
  ['turnstile', ['good-mail'], ['good', 'good-other', 'elsewhere-mail']],
  ['recaptcha-v2', ['good', 'good-other'], ['elsewhere']],
  ['recaptcha-v3', ['good-mail-0.5'], ['good-mail-0.4', 'good-mail', 'good-other-0.9', 'elsewhere-mail-0.9']],
] as const)('of %s', (name, right, wrong) => {
  test('host name, and action and score where it tells them, are judged', async () => {
    const asks = new Captcha(double.settings({}, { name }));
    const verify = (answer: string) => asks.checkFor('MAIL', `${answer} ${++answers}`, '10.8.0.3')?.verify();
    for (const answer of right) await expect(verify(answer), answer).resolves.toBeUndefined();
    for (const answer of wrong) await expect(verify(answer), answer).rejects.toThrow('x-captcha-response');
  });
});

test('only what the operator names asks, and without a provider nothing does', () => {
  const some = new Captcha(double.settings({ purposes: ['MAIL'] }));
  expect(some.checkFor('SIGN_UP', null, '10.8.0.4')).toBeUndefined();
  expect(some.checkFor('MAIL', null, '10.8.0.4')).toBeDefined();
  const none = new Captcha(undefined);
  expect(none.shown).toBeNull();
  expect(none.checkFor('MAIL', null, '10.8.0.4')).toBeUndefined();
});
