// The audit log over HTTP, and administrators who act as somebody.

import { createHash } from 'node:crypto';
import { gql } from 'graphql-request';
import { expect, test } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { bearersOf, changePassword, newEmail, password, whoAmI } from '../support/log-in.ts';

const app = await openTestApp();
const { signUp, bearerLogIn } = bearersOf(app);
const email = newEmail();
const { id: adminId } = await app.stores.accounts.create({ email, password, roles: ['ADMIN'] });
const admin = (await bearerLogIn(email)).token as string;

const log = gql`query ($id: ID, $kinds: [String!], $first: Int) {
  auditLog(id: $id, kinds: $kinds, first: $first) {
    nodes { id at kind userId user { email } actorId actor { email } ipAddress before after reason }
    pageInfo { hasNextPage endCursor }
  }
}`;
const activity = '{ viewer { user { activity { nodes { kind actorId actor { email } ipAddress } } } } }';
const impersonate = gql`mutation ($input: UserImpersonateInput!) {
  userImpersonate(input: $input) { token viewer { user { email } } userErrors { code field } }
}`;
const disable = gql`mutation ($input: UserDisableInput!) { userDisable(input: $input) { userErrors { code } } }`;

interface Log {
  readonly auditLog: { readonly nodes: readonly Record<string, unknown>[] };
}
interface Impersonated {
  readonly userImpersonate: { readonly token: string; readonly userErrors: { code: string; field: string[] | null }[] };
}

const logOf = async (variables: object): Promise<readonly Record<string, unknown>[]> => {
  await app.stores.audit.settle();
  return (await app.client(admin).request<Log>(log, variables)).auditLog.nodes;
};
const actAs = async (input: object) =>
  (
    await app
      .client(admin)
      .request<Impersonated>(impersonate, { input: { transport: 'BEARER', reason: 'ticket 7', ...input } })
  ).userImpersonate;

test('exports and erasures of a visitor are about no account, and name the visitor by a digest', async () => {
  await app.client(admin).request('{ visitorExport(visitorId: "v-42") { text } }');
  await app.client(admin).request('mutation { visitorErase(input: { visitorId: "v-42" }) { erased } }');
  const acts = await logOf({ kinds: ['visitor_exported', 'visitor_erased'] });
  expect(acts.map(({ kind }) => kind).sort()).toEqual(['visitor_erased', 'visitor_exported']);
  const after = createHash('sha256').update('v-42').digest('base64url').slice(0, 22);
  for (const act of acts) expect(act).toMatchObject({ userId: null, actor: { email }, reason: 'default', after });
});

test('administrators read who did what to whom; others read what it is about them alone', async () => {
  const { userId, token, email: hers } = await signUp();
  await app.client(admin).request(disable, { input: { id: userId, disabled: true } });
  await app.client(admin).request(disable, { input: { id: userId, disabled: false } });
  const acts = await logOf({ id: userId });
  expect(acts.map(({ kind }) => kind)).toEqual(['account_enabled', 'account_disabled', 'account_created']);
  expect(acts[0]).toMatchObject({ user: { email: hers }, actor: { email }, before: 'disabled', after: 'enabled' });
  expect(acts[0]?.ipAddress).toMatch(/127\.0\.0\.1|::1/);
  await expect(app.client(token).request(log)).rejects.toThrow();
  const again = (await bearerLogIn(hers)).token as string;
  await app.stores.audit.settle();
  const own = await app.client(again).request<{ viewer: { user: { activity: { nodes: object[] } } } }>(activity);
  const [logIn, enabled] = own.viewer.user.activity.nodes;
  expect(logIn).toMatchObject({ kind: 'log_in', actor: { email: hers } });
  // Who it was stays an id, and where they sit is theirs.
  expect(enabled).toMatchObject({ kind: 'account_enabled', actor: null, ipAddress: null });
  await expect(app.client(again).request(log)).rejects.toThrow('FORBIDDEN');
  const node = 'query ($id: ID!) { node(id: $id) { ... on AuditEntry { kind } } }';
  expect(await app.client(again).request(node, { id: acts[0]?.id })).toEqual({ node: { kind: 'account_enabled' } });
  const { token: stranger } = await signUp();
  expect(await app.client(stranger).request(node, { id: acts[0]?.id })).toEqual({ node: null });
  await expect(app.client(admin).request(log, { id: 'x' })).rejects.toThrow('not the id of an account');
});

test('an administrator acts as an account for a reason, marked as such, and not where a proof is asked for', async () => {
  const { userId, email: hers } = await signUp();
  expect((await actAs({ id: userId, reason: '' })).userErrors).toMatchObject([{ code: 'INVALID', field: ['reason'] }]);
  const { token, userErrors } = await actAs({ id: userId });
  expect(userErrors).toEqual([]);
  const client = app.client(token);
  expect(
    await client.request('{ viewer { user { email } session { impersonated absoluteExpiresAt } } }'),
  ).toMatchObject({
    viewer: { user: { email: hers }, session: { impersonated: true } },
  });
  const change = { currentPassword: password, newPassword: 'quite another sentence' };
  expect(await client.request(changePassword, { input: change })).toMatchObject({
    passwordChange: { userErrors: [{ code: 'REAUTHENTICATION_REQUIRED' }] },
  });
  expect(await logOf({ id: userId, kinds: ['impersonated'] })).toMatchObject([
    { actorId: Buffer.from(`User:${adminId}`).toString('base64'), reason: 'ticket 7' },
  ]);
  const [session] = await app.stores.sessions.list(Buffer.from(userId, 'base64').toString().slice('User:'.length));
  expect((session?.absoluteExpiresAt.getTime() ?? 0) - Date.now()).toBeLessThanOrEqual(3_600_000);
  // The administrator goes on beside it.
  await app.client(admin).request(whoAmI);
});

test('nobody acts as an administrator, and nobody else acts as somebody', async () => {
  const other = await app.stores.accounts.create({ email: newEmail(), password, roles: ['ADMIN'] });
  const id = Buffer.from(`User:${other.id}`).toString('base64');
  expect((await actAs({ id })).userErrors).toMatchObject([{ code: 'INVALID', field: ['id'] }]);
  const { token, userId } = await signUp();
  await expect(app.client(token).request(impersonate, { input: { id: userId, reason: 'r' } })).rejects.toThrow(
    'FORBIDDEN',
  );
});
