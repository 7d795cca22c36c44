// A stranger who asks for much from one address, and what everybody else notices of it.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { Accounts } from '../../src/redis/account/account.ts';
import { hashesAtOnceDefault, Passwords } from '../../src/redis/account/password.ts';
import { FairQueue } from '../../src/redis/base/fair-queue.ts';
import type { Refusal } from '../../src/redis/base/problem.ts';
import { defaultPolicies } from '../../src/redis/rate-limit/defaults.ts';
import { openTestApp } from '../support/app.ts';
import { CookieClient } from '../support/browser.ts';
import { create, logIn, newEmail, password, type SessionFields } from '../support/log-in.ts';
import { codeOf, postGraphql } from '../support/post.ts';
import { openTestRedis } from '../support/redis.ts';

const app = await openTestApp({ trustedProxies: ['127.0.0.1'] });
const signUpPolicy = defaultPolicies.find(({ name }) => name === 'sign-up');

afterEach(() => {
  vi.restoreAllMocks();
});

function signUp(from: string) {
  const input = { email: newEmail(), password, transport: 'BEARER' };
  return postGraphql(app.endpoint, { query: create, variables: { input } }, { 'x-forwarded-for': from });
}

describe('sign-ups from one address', () => {
  it('are as many as the policy says, and take no account from anybody else', async () => {
    const atOnce = signUpPolicy?.burst ?? 0;
    const answers = await Promise.all(Array.from({ length: atOnce + 10 }, () => signUp('203.0.113.7')));
    const limited = answers.filter((answer) => codeOf(answer) === 'RATE_LIMITED');
    expect(limited.length).toBeGreaterThanOrEqual(9);
    expect(answers.length - limited.length).toBeLessThanOrEqual(atOnce + 1);
    const { body } = await signUp('203.0.113.8');
    expect(body).toMatchObject({ data: { accountCreate: { userErrors: [] } } });
  });
});

describe('a flood of passwords from one address', () => {
  it('has a log-in from another wait for the hashes that run and one more', async () => {
    const accounts = new Accounts(await openTestRedis());
    const email = newEmail();
    await accounts.create({ email, password });
    let begun = 0;
    let queuedAfter = 0;
    let beganAfter = Number.POSITIVE_INFINITY;
    const { verify } = Passwords.prototype;
    vi.spyOn(Passwords.prototype, 'verify').mockImplementation(function (this: Passwords, stored, given) {
      if (given === password) beganAfter = begun;
      begun++;
      return verify.call(this, stored, given);
    });
    const { run } = FairQueue.prototype;
    vi.spyOn(FairQueue.prototype, 'run').mockImplementation(function (this: FairQueue, key, work) {
      if (key === '198.51.100.9') queuedAfter = begun;
      return run.call(this, key, work);
    });
    const outcomes = Array.from({ length: 40 }, (_, index) =>
      accounts
        .logIn(`nobody${index}@example.com`, 'a wrong password', { ipAddress: '203.0.113.9', userAgent: null })
        .then(
          () => 'OK',
          (error: Refusal) => error.problems[0]?.code,
        ),
    );
    await vi.waitFor(() => expect(begun).toBeGreaterThan(hashesAtOnceDefault));
    await accounts.logIn(email, password, { ipAddress: '198.51.100.9', userAgent: null });
    // Those that run are counted already; the flood has one more turn.
    expect(beganAfter - queuedAfter).toBeLessThanOrEqual(1);
    expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['INVALID_CREDENTIALS', 'TOO_MANY_ATTEMPTS']));
    await accounts.close();
  });
});

describe('a browser that somebody has logged in with', () => {
  it('is known by a cookie of its own, which opens nothing and stays after log-out', async () => {
    const browser = new CookieClient(app.endpoint);
    const email = newEmail();
    const input = { email, password };
    const created = await browser.ask<{ accountCreate: SessionFields }>(create, { input });
    expect(created.data.accountCreate.userErrors).toEqual([]);
    const line = created.headers.getSetCookie().find((each) => each.startsWith('mortar-device='));
    expect(line).toMatch(/HttpOnly/);
    expect(line).toMatch(/SameSite=Lax/);
    await browser.ask('mutation { sessionLogOut { ended } }');
    expect(browser.cookie).toBeUndefined();
    expect(browser.device).toBeDefined();
    const { data } = await browser.ask<{ viewer: { user: unknown } }>('{ viewer { user { email } } }');
    expect(data.viewer.user).toBeNull();

    const wrong = (index: number) => ({ input: { email, password: `wrong password ${index}` } });
    const stranger = new CookieClient(app.endpoint);
    for (let index = 0; index < 12; index++) await stranger.ask(logIn, wrong(index));
    const refused = await stranger.ask<{ sessionLogIn: SessionFields }>(logIn, { input });
    expect(refused.data.sessionLogIn.userErrors).toMatchObject([{ code: 'TOO_MANY_ATTEMPTS' }]);
    const known = await browser.ask<{ sessionLogIn: SessionFields }>(logIn, { input });
    expect(known.data.sessionLogIn.userErrors).toEqual([]);
  });

  it('is a stranger’s after the password was changed elsewhere', async () => {
    const { accounts, sessions } = app.stores;
    const email = newEmail();
    const { id } = await accounts.create({ email, password });
    const client = { ipAddress: '203.0.113.20', userAgent: 'node' };
    const device = (await accounts.remember(id, client)).text;
    const issued = await sessions.start({ userId: id, transport: 'COOKIE', client });
    await accounts.changePassword(id, issued?.session.id ?? '', password, 'another long sentence');
    const guess = (given: string) =>
      accounts.logIn(email, given, { ...client, device }).then(
        () => 'OK',
        (error: Refusal) => error.problems[0]?.code,
      );
    for (let index = 0; index < 12; index++) await guess(`wrong password ${index}`);
    expect(await guess('another long sentence')).toBe('TOO_MANY_ATTEMPTS');
    // It was counted with the strangers of its address: the same without the proof.
    const plain = accounts.logIn(email, 'another long sentence', client);
    await expect(plain).rejects.toThrow('Too many attempts');
  });

  it('keeps proofs for three accounts, the newest', async () => {
    const { accounts } = app.stores;
    const client = { ipAddress: '203.0.113.30', userAgent: 'node' };
    let device: string | null = null;
    for (let index = 0; index < 5; index++) {
      const { id } = await accounts.create({ email: newEmail(), password });
      device = (await accounts.remember(id, { ...client, device })).text;
    }
    expect(device?.split('~')).toHaveLength(3);
    expect(Buffer.byteLength(device ?? '')).toBeLessThan(200);
  });
});
