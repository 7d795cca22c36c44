// Accounts and sessions as a front end uses them: over HTTP, by cookie and by bearer token.

import { describe, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { CookieClient } from '../support/browser.ts';
import {
  bearersOf,
  changePassword,
  create,
  logIn,
  newEmail,
  password,
  rawId,
  reauthenticate,
  type SessionFields,
  type WhoAmI,
  whoAmI,
} from '../support/log-in.ts';

const app = await openTestApp();
const { signUp, bearerLogIn, expectEnded } = bearersOf(app);

describe('by cookie', () => {
  it('signs up, is recognised, logs out and in again', async () => {
    const browser = new CookieClient(app.endpoint);
    const email = newEmail();
    const created = await browser.ask<{ accountCreate: SessionFields }>(create, { input: { email, password } });
    expect(created.data.accountCreate).toMatchObject({ token: null, userErrors: [], viewer: { user: { email } } });
    const [setCookie] = created.headers.getSetCookie();
    expect(setCookie).toMatch(/^mortar=.*HttpOnly/);
    expect(setCookie).toMatch(/SameSite=Lax/);

    const seen = await browser.ask<WhoAmI>(whoAmI);
    expect(seen.data.viewer.user).toEqual({ email, roles: ['CUSTOMER'] });
    expect(seen.data.viewer.sessions).toMatchObject([{ current: true, device: 'Firefox on Linux', flagged: null }]);

    const stolen = browser.cookie;
    expect((await browser.ask('mutation { sessionLogOut { ended } }')).data).toEqual({
      sessionLogOut: { ended: true },
    });
    expect(browser.cookie).toBeUndefined();
    browser.cookie = stolen;
    expect((await browser.ask<WhoAmI>(whoAmI)).data.viewer).toEqual({ user: null, session: null, sessions: [] });

    const again = await browser.ask<{ sessionLogIn: SessionFields }>(logIn, { input: { email, password } });
    expect(again.data.sessionLogIn.userErrors).toEqual([]);
    expect((await browser.ask<WhoAmI>(whoAmI)).data.viewer.user?.email).toBe(email);
  });

  it('has the browser forget what belongs to the account at log-out, and caches no answer', async () => {
    const browser = new CookieClient(app.endpoint);
    await browser.ask(create, { input: { email: newEmail(), password } });
    expect((await browser.ask(whoAmI)).headers.get('cache-control')).toBe('no-store');
    const { headers } = await browser.ask('mutation { sessionLogOut { ended } }');
    expect(headers.get('clear-site-data')).toBe('"cache", "storage"');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('stays logged in through a thousand requests at once while its token is replaced', async () => {
    // However long this machine takes for them.
    const patientApp = await openTestApp({ accounts: { sessions: { graceMs: 600_000 } } });
    const { accounts } = patientApp.stores;
    const email = newEmail();
    const { id } = await accounts.create({ email, password });
    const browser = new CookieClient(patientApp.endpoint);
    await browser.ask(logIn, { input: { email, password } });
    const before = browser.cookie;
    await accounts.setRoles(id, ['CUSTOMER', 'WORKER']);
    const seen = new Set<string | undefined>();
    const cookies = new Set<string | undefined>();
    const request = async (): Promise<void> => {
      const tab = new CookieClient(patientApp.endpoint);
      tab.cookie = before;
      const { data } = await tab.ask<WhoAmI>('{ viewer { user { email } } }');
      seen.add(data.viewer.user?.email);
      if (tab.cookie !== before) cookies.add(tab.cookie);
    };
    await Promise.all(Array.from({ length: 1_000 }, request));
    expect([...seen]).toEqual([email]);
    expect(cookies.size).toBe(1);
    [browser.cookie] = cookies;
    expect((await browser.ask<WhoAmI>(whoAmI)).data.viewer.user?.email).toBe(email);
  });

  it('uses a __Host- cookie that is Secure where the page is served securely', async () => {
    const secure = await openTestApp({ secureCookies: true });
    const browser = new CookieClient(secure.endpoint);
    const { headers } = await browser.ask('mutation { sessionStart { viewer { session { id } } } }');
    expect(headers.getSetCookie()[0]).toMatch(/^__Host-mortar=[^;]+;.*Secure/);
    expect(headers.getSetCookie()[0]).not.toMatch(/Domain=/);
    expect((await browser.ask<WhoAmI>(whoAmI)).data.viewer.session).not.toBeNull();
  });

  it('gives a guest a session, and another one at log-in, so that none can be planted', async () => {
    const { email } = await signUp();
    const browser = new CookieClient(app.endpoint);
    await browser.ask('mutation { sessionStart { viewer { session { id } } } }');
    const guest = (await browser.ask<WhoAmI>(whoAmI)).data.viewer;
    expect(guest).toMatchObject({ user: null, session: { current: true } });
    const planted = browser.cookie;
    await browser.ask(logIn, { input: { email, password } });
    expect(browser.cookie).not.toBe(planted);
    const attacker = new CookieClient(app.endpoint);
    attacker.cookie = planted;
    expect((await attacker.ask<WhoAmI>(whoAmI)).data.viewer.user).toBeNull();
  });

  it('gets a new cookie once its roles have changed', async () => {
    const { email, userId } = await signUp();
    const browser = new CookieClient(app.endpoint);
    await browser.ask(logIn, { input: { email, password } });
    const before = browser.cookie;
    await app.stores.accounts.setRoles(rawId(userId), ['ADMIN']);
    expect((await browser.ask<WhoAmI>(whoAmI)).data.viewer.user?.roles).toEqual(['ADMIN']);
    expect(browser.cookie).not.toBe(before);
    const kept = browser.cookie;
    await browser.ask(whoAmI);
    expect(browser.cookie).toBe(kept);
  });
});

describe('a password', () => {
  it.each([
    ['too short', 'short', 'WEAK_PASSWORD', 'password'],
    ['among the commonest', 'Password123', 'WEAK_PASSWORD', 'password'],
    ['a run', '0123456789', 'WEAK_PASSWORD', 'password'],
  ])('that is %s is refused', async (_name, weak, code, field) => {
    const input = { email: newEmail(), password: weak };
    const { accountCreate } = await app.client().request<{ accountCreate: SessionFields }>(create, { input });
    expect(accountCreate.userErrors).toMatchObject([{ code, field: [field] }]);
    expect(accountCreate).toMatchObject({ token: null, viewer: { user: null } });
  });

  it('gives the same answer for an unknown address, a wrong password and a disabled account', async () => {
    const [wrong, disabled] = [await signUp(), await signUp()];
    await app.stores.accounts.setDisabled(rawId(disabled.userId), true);
    const answers = [
      await bearerLogIn('nobody@example.com'),
      await bearerLogIn(wrong.email, 'not the password'),
      await bearerLogIn(disabled.email),
    ];
    expect(answers[0]?.userErrors).toMatchObject([{ code: 'INVALID_CREDENTIALS' }]);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it('can be guessed a few times only; whoever is logged in notices nothing', async () => {
    const { email, token } = await signUp();
    const guesses = await Promise.all(Array.from({ length: 12 }, () => bearerLogIn(email, 'a wrong password')));
    const codes = guesses.map((guess) => guess.userErrors[0]?.code);
    expect(codes.filter((code) => code === 'INVALID_CREDENTIALS').length).toBeLessThanOrEqual(5);
    expect(codes).toContain('TOO_MANY_ATTEMPTS');
    for (const { userErrors } of guesses)
      expect(userErrors[0]?.retryAfterSeconds).toEqual(
        userErrors[0]?.code === 'TOO_MANY_ATTEMPTS' ? expect.any(Number) : null,
      );
    expect((await app.client(token).request<WhoAmI>(whoAmI)).viewer.user?.email).toBe(email);
    const { sessionReauthenticate } = await app
      .client(token)
      .request<{ sessionReauthenticate: SessionFields }>(reauthenticate, { input: { password } });
    expect(sessionReauthenticate.userErrors).toEqual([]);
  });

  it('when changed ends the other sessions and keeps this one, with a new token', async () => {
    const { email, token } = await signUp();
    const other = (await bearerLogIn(email)).token as string;
    const input = { currentPassword: password, newPassword: 'another long sentence' };
    const { passwordChange } = await app
      .client(token)
      .request<{ passwordChange: SessionFields }>(changePassword, { input });
    expect(passwordChange).toMatchObject({ userErrors: [], token: expect.any(String) });
    await expectEnded(other);
    const mine = await app.client(passwordChange.token as string).request<WhoAmI>(whoAmI);
    expect(mine.viewer).toMatchObject({ user: { email }, sessions: [{ current: true }] });
    expect((await bearerLogIn(email)).userErrors).toMatchObject([{ code: 'INVALID_CREDENTIALS' }]);
    expect((await bearerLogIn(email, 'another long sentence')).userErrors).toEqual([]);
  });
});
