// Accounts and sessions as a front end uses them: over HTTP, by cookie and by bearer token.

import { gql } from 'graphql-request';
import { describe, expect, it, vi } from 'vitest';
import { Passwords, passwordDefaults } from '../../src/redis/account/password.ts';
import { openTestApp } from '../support/app.ts';
import { CookieClient } from '../support/browser.ts';
import { letTimePass } from '../support/session-clock.ts';

const app = await openTestApp();
const password = 'a long enough sentence';
let count = 0;
const newEmail = (): string => `person${++count}@example.com`;

interface Problem {
  code: string;
  message: string;
  field: string[] | null;
}
interface SessionFields {
  token: string | null;
  userErrors: Problem[];
  viewer: { user: { id: string; email: string } | null } | null;
}

const create = gql`
  mutation ($input: AccountCreateInput!) {
    accountCreate(input: $input) { token viewer { user { id email } } userErrors { code message field } }
  }
`;
const logIn = gql`
  mutation ($input: SessionLogInInput!) {
    sessionLogIn(input: $input) { token viewer { user { id email } } userErrors { code message field } }
  }
`;
const reauthenticate = gql`
  mutation ($input: SessionReauthenticateInput!) {
    sessionReauthenticate(input: $input) { token viewer { user { id email } } userErrors { code message field } }
  }
`;
const changePassword = gql`
  mutation ($input: PasswordChangeInput!) {
    passwordChange(input: $input) { token userErrors { code field } }
  }
`;
const whoAmI =
  '{ viewer { user { email roles } session { id current device } sessions { id current device flagged } } }';
const revokeOthers = 'mutation { sessionsRevokeOthers { revoked userErrors { code } } }';

interface WhoAmI {
  viewer: {
    user: { email: string; roles: string[] } | null;
    session: { id: string; current: boolean; device: string } | null;
    sessions: { id: string; current: boolean; device: string; flagged: string | null }[];
  };
}

async function signUp(email = newEmail()): Promise<{ token: string; email: string; userId: string }> {
  const { accountCreate } = await app
    .client()
    .request<{ accountCreate: SessionFields }>(create, { input: { email, password, transport: 'BEARER' } });
  expect(accountCreate.userErrors).toEqual([]);
  return { token: accountCreate.token as string, email, userId: accountCreate.viewer?.user?.id as string };
}

async function bearerLogIn(email: string, given = password): Promise<SessionFields> {
  const input = { email, password: given, transport: 'BEARER' };
  return (await app.client().request<{ sessionLogIn: SessionFields }>(logIn, { input })).sessionLogIn;
}

/** The id by which the data layer knows an account or a session. */
const rawId = (globalId: string): string => Buffer.from(globalId, 'base64').toString().replace(/^\w+:/, '');

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
    expect(accountCreate).toMatchObject({ token: null, viewer: null });
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

  it('costs the same work for an unknown address, a wrong password and a disabled account', async () => {
    const [wrong, disabled] = [await signUp(), await signUp()];
    await app.stores.accounts.setDisabled(rawId(disabled.userId), true);
    const { memoryKiB, iterations, parallelism } = passwordDefaults;
    const [hash, verify] = [vi.spyOn(Passwords.prototype, 'hash'), vi.spyOn(Passwords.prototype, 'verify')];
    const tries: Record<string, () => Promise<unknown>> = {
      unknown: () => bearerLogIn(newEmail()),
      wrong: () => bearerLogIn(wrong.email, 'not the password'),
      disabled: () => bearerLogIn(disabled.email),
    };
    for (const [name, attempt] of Object.entries(tries)) {
      for (const spy of [hash, verify]) spy.mockClear();
      await attempt();
      const computed = [
        ...verify.mock.calls.map(([stored]) => stored),
        ...(await Promise.all(hash.mock.results.map(({ value }) => value))),
      ];
      // One hash is computed, to be compared or for nothing, with the same parameters.
      expect(
        computed.filter((one) => one !== null),
        name,
      ).toEqual([expect.stringContaining(`$argon2id$v=19$m=${memoryKiB},t=${iterations},p=${parallelism}$`)]);
    }
    for (const spy of [hash, verify]) spy.mockRestore();
  });

  it('can be guessed a few times only; whoever is logged in notices nothing', async () => {
    const { email, token } = await signUp();
    const guesses = await Promise.all(Array.from({ length: 12 }, () => bearerLogIn(email, 'a wrong password')));
    const codes = guesses.map((guess) => guess.userErrors[0]?.code);
    expect(codes.filter((code) => code === 'INVALID_CREDENTIALS').length).toBeLessThanOrEqual(5);
    expect(codes).toContain('TOO_MANY_ATTEMPTS');
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
    expect((await app.client(other).request<WhoAmI>(whoAmI)).viewer.user).toBeNull();
    const mine = await app.client(passwordChange.token as string).request<WhoAmI>(whoAmI);
    expect(mine.viewer).toMatchObject({ user: { email }, sessions: [{ current: true }] });
    expect((await bearerLogIn(email)).userErrors).toMatchObject([{ code: 'INVALID_CREDENTIALS' }]);
    expect((await bearerLogIn(email, 'another long sentence')).userErrors).toEqual([]);
  });
});

describe('the devices', () => {
  it('can be ended one by one and all others at once, but never another person’s', async () => {
    const { email, token } = await signUp();
    const [second, third] = [await bearerLogIn(email), await bearerLogIn(email)];
    const stranger = await signUp();
    const mine = app.client(token);
    const revoke =
      'mutation ($input: SessionRevokeInput!) { sessionRevoke(input: $input) { revoked userErrors { code } } }';

    const { viewer } = await app.client(second.token as string).request<WhoAmI>(whoAmI);
    const input = { id: viewer.session?.id };
    expect(await app.client(stranger.token).request(revoke, { input })).toMatchObject({
      sessionRevoke: { revoked: 0, userErrors: [{ code: 'NOT_FOUND' }] },
    });
    expect(await mine.request(revoke, { input })).toEqual({ sessionRevoke: { revoked: 1, userErrors: [] } });
    expect((await app.client(second.token as string).request<WhoAmI>(whoAmI)).viewer.user).toBeNull();
    expect(await mine.request(revokeOthers)).toEqual({ sessionsRevokeOthers: { revoked: 1, userErrors: [] } });
    expect((await app.client(third.token as string).request<WhoAmI>(whoAmI)).viewer.user).toBeNull();
    expect((await mine.request<WhoAmI>(whoAmI)).viewer.sessions).toHaveLength(1);
  });

  it('can be ended only shortly after the password was given', async () => {
    const { token } = await signUp();
    const mine = app.client(token);
    const { viewer } = await mine.request<WhoAmI>(whoAmI);
    await letTimePass(app.stores.redis, [rawId(viewer.session?.id as string)], 11 * 60_000);
    const stale = { sessionsRevokeOthers: { revoked: 0, userErrors: [{ code: 'REAUTHENTICATION_REQUIRED' }] } };
    expect(await mine.request(revokeOthers)).toEqual(stale);
    const confirmed = await mine.request<{ sessionReauthenticate: SessionFields }>(reauthenticate, {
      input: { password },
    });
    const fresh = app.client(confirmed.sessionReauthenticate.token as string);
    expect(await fresh.request(revokeOthers)).toEqual({ sessionsRevokeOthers: { revoked: 0, userErrors: [] } });
  });

  it('show a session whose cookie turns up in another browser, which may do nothing sensitive', async () => {
    const { email } = await signUp();
    const browser = new CookieClient(app.endpoint);
    await browser.ask(logIn, { input: { email, password } });
    const thief = new CookieClient(app.endpoint, 'curl/8.9.1');
    thief.cookie = browser.cookie;
    const refused = { sessionsRevokeOthers: { userErrors: [{ code: 'REAUTHENTICATION_REQUIRED' }] } };
    expect((await thief.ask(revokeOthers)).data).toMatchObject(refused);
    const { viewer } = (await browser.ask<WhoAmI>(whoAmI)).data;
    expect(viewer.sessions.find((session) => session.current)?.flagged).toBe('DEVICE');
  });
});

describe('an administrator', () => {
  const disable =
    'mutation ($input: UserDisableInput!) { userDisable(input: $input) { user { disabled } userErrors { code } } }';
  const setRoles =
    'mutation ($input: UserRolesSetInput!) { userRolesSet(input: $input) { user { roles } userErrors { code } } }';
  const endAll =
    'mutation ($input: UserSessionsRevokeInput!) { userSessionsRevoke(input: $input) { revoked userErrors { code } } }';
  const find = 'query ($email: String!) { user(email: $email) { id email sessions { device } } }';

  async function admin() {
    const { accounts, sessions } = app.stores;
    const account = await accounts.create({ email: newEmail(), password, roles: ['ADMIN'] });
    const client = { ipAddress: '127.0.0.1', userAgent: 'node' };
    const issued = await sessions.start({ userId: account.id, transport: 'BEARER', client });
    return app.client(issued?.token);
  }

  it('finds an account, sets its roles, ends its sessions and disables it', async () => {
    const boss = await admin();
    const { email, userId, token } = await signUp();
    const found = await boss.request<{ user: { id: string; sessions: unknown[] } }>(find, {
      email: email.toUpperCase(),
    });
    expect(found.user).toMatchObject({ id: userId, email, sessions: [{}] });
    expect(await boss.request(setRoles, { input: { userId, roles: ['WORKER'] } })).toEqual({
      userRolesSet: { user: { roles: ['WORKER'] }, userErrors: [] },
    });
    expect((await app.client(token).request<WhoAmI>(whoAmI)).viewer.user?.roles).toEqual(['WORKER']);
    expect(await boss.request(endAll, { input: { userId } })).toMatchObject({ userSessionsRevoke: { revoked: 1 } });
    expect((await app.client(token).request<WhoAmI>(whoAmI)).viewer.user).toBeNull();
    const again = (await bearerLogIn(email)).token as string;
    expect(await boss.request(disable, { input: { userId, disabled: true } })).toEqual({
      userDisable: { user: { disabled: true }, userErrors: [] },
    });
    expect((await app.client(again).request<WhoAmI>(whoAmI)).viewer.user).toBeNull();
    await boss.request(disable, { input: { userId, disabled: false } });
    expect((await bearerLogIn(email)).userErrors).toEqual([]);
  });

  it('ends a single session of anyone', async () => {
    const boss = await admin();
    const { email, token } = await signUp();
    const { viewer } = await app.client(token).request<WhoAmI>(whoAmI);
    const { token: other } = await bearerLogIn(email);
    const revoke =
      'mutation ($input: SessionRevokeInput!) { sessionRevoke(input: $input) { revoked userErrors { code } } }';
    expect(await boss.request(revoke, { input: { id: viewer.session?.id } })).toEqual({
      sessionRevoke: { revoked: 1, userErrors: [] },
    });
    expect((await app.client(token).request<WhoAmI>(whoAmI)).viewer.user).toBeNull();
    expect((await app.client(other as string).request<WhoAmI>(whoAmI)).viewer.user?.email).toBe(email);
  });

  it('who has just become one confirms the password first where the token could not be replaced', async () => {
    const { userId, token } = await signUp();
    await app.stores.accounts.setRoles(rawId(userId), ['ADMIN']);
    const other = await signUp();
    const input = { userId: other.userId };
    expect(await app.client(token).request(endAll, { input })).toMatchObject({
      userSessionsRevoke: { revoked: 0, userErrors: [{ code: 'REAUTHENTICATION_REQUIRED' }] },
    });
    const { sessionReauthenticate } = await app
      .client(token)
      .request<{ sessionReauthenticate: SessionFields }>(reauthenticate, { input: { password } });
    const fresh = app.client(sessionReauthenticate.token as string);
    expect(await fresh.request(endAll, { input })).toMatchObject({ userSessionsRevoke: { revoked: 1 } });
  });

  it('is who nobody else can pretend to be', async () => {
    const { email, userId, token } = await signUp();
    const code = async (token: string | undefined, query: string, variables: object) =>
      app
        .client(token)
        .request(query, variables)
        .then(
          () => 'none',
          (error) => error.response.errors[0].extensions.code,
        );
    for (const [query, variables] of [
      [find, { email }],
      [disable, { input: { userId, disabled: true } }],
      [setRoles, { input: { userId, roles: ['ADMIN'] } }],
      [endAll, { input: { userId } }],
    ] as const) {
      expect(await code(token, query, variables)).toBe('FORBIDDEN');
      expect(await code(undefined, query, variables)).toBe('UNAUTHENTICATED');
    }
    const stranger = await signUp();
    const node = 'query ($id: ID!) { node(id: $id) { id } }';
    expect(await app.client(stranger.token).request(node, { id: userId })).toEqual({ node: null });
    expect(await app.client(token).request(node, { id: userId })).toEqual({ node: { id: userId } });
  });
});
