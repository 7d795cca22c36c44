// The list of devices, as its owner and an administrator use it.

import { describe, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { CookieClient } from '../support/browser.ts';
import {
  bearersOf,
  logIn,
  newEmail,
  password,
  rawId,
  reauthenticate,
  revokeOthers,
  type SessionFields,
  sessionOf,
  type WhoAmI,
  whoAmI,
} from '../support/log-in.ts';
import { letTimePass } from '../support/session-clock.ts';

const app = await openTestApp();
const { signUp, bearerLogIn, expectEnded } = bearersOf(app);

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
    await expectEnded(second.token as string);
    expect(await mine.request(revokeOthers)).toEqual({ sessionsRevokeOthers: { revoked: 1, userErrors: [] } });
    await expectEnded(third.token as string);
    expect((await mine.request<WhoAmI>(whoAmI)).viewer.sessions).toHaveLength(1);
  });

  it('can be ended only shortly after the password was given', async () => {
    const { token } = await signUp();
    const mine = app.client(token);
    await letTimePass(app.stores.redis, [sessionOf(token)], 11 * 60_000);
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
    expect(await boss.request(setRoles, { input: { id: userId, roles: ['WORKER'] } })).toEqual({
      userRolesSet: { user: { roles: ['WORKER'] }, userErrors: [] },
    });
    expect((await app.client(token).request<WhoAmI>(whoAmI)).viewer.user?.roles).toEqual(['WORKER']);
    expect(await boss.request(endAll, { input: { id: userId } })).toMatchObject({ userSessionsRevoke: { revoked: 1 } });
    await expectEnded(token);
    const again = (await bearerLogIn(email)).token as string;
    expect(await boss.request(disable, { input: { id: userId, disabled: true } })).toEqual({
      userDisable: { user: { disabled: true }, userErrors: [] },
    });
    await expectEnded(again);
    await boss.request(disable, { input: { id: userId, disabled: false } });
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
    await expectEnded(token);
    expect((await app.client(other as string).request<WhoAmI>(whoAmI)).viewer.user?.email).toBe(email);
  });

  it('who has just become one confirms the password first where the token could not be replaced', async () => {
    const { userId, token } = await signUp();
    await app.stores.accounts.setRoles(rawId(userId), ['ADMIN']);
    const other = await signUp();
    const input = { id: other.userId };
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
      [disable, { input: { id: userId, disabled: true } }],
      [setRoles, { input: { id: userId, roles: ['ADMIN'] } }],
      [endAll, { input: { id: userId } }],
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
