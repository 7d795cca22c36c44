// API keys over HTTP and WebSocket: what they open, what they never do, and when they die.

import { gql } from 'graphql-request';
import { expect, test, vi } from 'vitest';
import { AuditLog } from '../../src/redis/account/audit.ts';
import type { Role } from '../../src/redis/session/role.ts';
import { openTestApp } from '../support/app.ts';
import { newEmail, password } from '../support/log-in.ts';

const app = await openTestApp();
const { accounts, sessions, apiKeys, redis } = app.stores;
const client = { ipAddress: '127.0.0.1', userAgent: 'node' };

interface Payload {
  readonly apiKey: { readonly id: string; readonly [field: string]: unknown };
  readonly secret: string | null;
  readonly user: { readonly id: string; readonly email: string; readonly isService: boolean } | null;
  readonly userErrors: readonly { readonly code: string; readonly field: readonly string[] | null }[];
}

const made = `apiKey { id name start roles scopes queues rateLimitPolicy issued expiresAt lastUsedAt formerSecretUntil }
  secret userErrors { code message field }`;
const create = gql`mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { ${made} } }`;
const rotate = gql`mutation ($input: ApiKeyRotateInput!) { apiKeyRotate(input: $input) { ${made} } }`;
const revoke = gql`mutation ($input: ApiKeyRevokeInput!) { apiKeyRevoke(input: $input) { ${made} } }`;
const service = gql`mutation ($input: ServiceAccountCreateInput!) {
  serviceAccountCreate(input: $input) { user { id email isService } userErrors { code field } } }`;
const whoAmI = gql`{ viewer { user { email } roles apiKey { name } session { id } } }`;

async function send(document: string, input: object | undefined, token: string): Promise<Payload> {
  const data = await app.client(token).request<Record<string, Payload>>(document, input ? { input } : {});
  return Object.values(data)[0] as Payload;
}

/** The code of the error that a request fails with; null where it does not. */
async function failure(document: string, token: string, input?: object): Promise<string | null> {
  const body = JSON.stringify({ query: document, variables: input ? { input } : {} });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const response = await fetch(app.endpoint, { method: 'POST', headers, body });
  const { errors } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
  return errors?.[0]?.extensions.code ?? null;
}

const codes = ({ userErrors }: Payload): string[] => userErrors.map(({ code }) => code);

/** An account with a session whose password was just given. */
async function person(roles: readonly Role[] = ['CUSTOMER']) {
  const email = newEmail();
  const account = await accounts.create({ email, password, roles });
  const issued = await sessions.start({ userId: account.id, transport: 'BEARER', client });
  return { id: account.id, email, token: issued?.token ?? '' };
}

/** A person, and a key of the account. */
async function withKey(input: object = {}, roles: readonly Role[] = ['CUSTOMER']) {
  const owner = await person(roles);
  const { apiKey, secret, userErrors } = await send(create, { name: 'Script', ...input }, owner.token);
  expect(userErrors).toEqual([]);
  return { ...owner, keyId: apiKey.id, key: apiKey, secret: secret as string };
}

test('a key opens its account as a bearer token, and is shown once', async () => {
  const { email, token, key, secret, keyId } = await withKey();
  expect(secret).toMatch(/^mortar_[\w-]{77}$/);
  expect(secret.startsWith(key.start as string)).toBe(true);
  expect(await app.client(secret).request(whoAmI)).toEqual({
    viewer: { user: { email }, roles: ['CUSTOMER'], apiKey: { name: 'Script' }, session: null },
  });
  const list = gql`{ viewer { apiKeys { id name start roles scopes queues } } }`;
  const answer = await app.client(token).request<{ viewer: { apiKeys: object[] } }>(list);
  expect(answer.viewer.apiKeys).toMatchObject([{ id: keyId, name: 'Script', roles: ['CUSTOMER'], scopes: null }]);
  expect(JSON.stringify(answer)).not.toContain(secret.slice(40));
});

test('only a digest of the secret is in Redis', async () => {
  const { secret } = await withKey();
  const all = await redis.client.keys(`${redis.prefix}:*`);
  for (const key of all.filter((name) => name.includes('api-keys')))
    expect(JSON.stringify(await redis.client.hgetall(key))).not.toContain(secret.slice(35, 78));
});

test('what is no key, or has a wrong checksum, is told at once, and nobody is taken for a guest', async () => {
  const { secret } = await withKey();
  const wrong = secret.slice(0, -1) + (secret.endsWith('A') ? 'B' : 'A');
  for (const text of [wrong, 'mortar_', `${secret}x`, secret.toUpperCase()])
    expect(await failure(whoAmI, text), text).toBe('UNAUTHENTICATED');
});

test('a key runs the root fields of its scopes alone, whatever way they are asked for', async () => {
  const { secret } = await withKey({ scopes: ['Query.viewer', 'Subscription.*'] });
  expect(await failure('{ viewer { roles } __typename }', secret)).toBeNull();
  expect(await failure('{ products(first: 1) { nodes { id } } }', secret)).toBe('FORBIDDEN');
  expect(await failure('{ viewer { roles } x: products(first: 1) { nodes { id } } }', secret)).toBe('FORBIDDEN');
  expect(
    await failure('query { ...on Query { ...F } } fragment F on Query { products(first: 1) { nodes { id } } }', secret),
  ).toBe('FORBIDDEN');
  const socket = app.socket(secret);
  const results = await new Promise<unknown>((resolve) => {
    const sink = { next: resolve, error: resolve, complete: () => resolve('complete') };
    socket.subscribe({ query: '{ products(first: 1) { nodes { id } } }' }, sink);
  });
  expect(JSON.stringify(results)).toContain('FORBIDDEN');
});

test('a scope must be a root field that there is', async () => {
  const { token } = await person();
  for (const scope of ['Query.nothing', 'Product.name', 'query.viewer', '*'])
    expect(await send(create, { name: 'Script', scopes: [scope] }, token), scope).toMatchObject({
      secret: null,
      userErrors: [{ code: 'INVALID', field: ['scopes', '0'] }],
    });
});

test('a key for queues enqueues and works on their jobs, and does nothing else', async () => {
  const { secret } = await withKey({ queues: ['mine'] }, ['WORKER']);
  const enqueue = (queue: string) =>
    `mutation { jobEnqueue(input: { queue: "${queue}", name: "one" }) { job { id } userErrors { code } } }`;
  expect(await failure(enqueue('mine'), secret)).toBeNull();
  expect(await failure(enqueue('other'), secret)).toBe('FORBIDDEN');
  const claim = (queue: string) =>
    `mutation { jobsClaim(input: { queue: "${queue}", workerId: "w" }) { leases { leaseToken job { id } } } }`;
  expect(await failure(claim('mine'), secret)).toBeNull();
  expect(await failure(claim('other'), secret)).toBe('FORBIDDEN');
  const { id } = await app.stores.jobs.enqueue({ queue: 'other', name: 'one' });
  const global = Buffer.from(`Job:${id}`).toString('base64');
  for (const field of ['jobComplete', 'jobRelease', 'jobProgress'])
    expect(
      await failure(`mutation { ${field}(input: { id: "${global}", leaseToken: "x" }) { job { id } } }`, secret),
      field,
    ).toBe('FORBIDDEN');
  const extend = `mutation { jobLeasesExtend(input: { leases: [{ id: "${global}", leaseToken: "x" }] }) { leases { leaseToken } } }`;
  expect(await failure(extend, secret)).toBe('FORBIDDEN');
  expect(await failure('{ viewer { roles } }', secret)).toBe('FORBIDDEN');
  expect(codes(await send(create, { name: 'Script', queues: ['mine'] }, (await person()).token))).toEqual(['INVALID']);
});

test('a key never has more than its account, and loses at once what that loses', async () => {
  const { id, secret, token } = await withKey({ roles: ['WORKER'] }, ['CUSTOMER', 'WORKER']);
  const roles = async () => (await app.client(secret).request<{ viewer: { roles: string[] } }>(whoAmI)).viewer.roles;
  expect(await roles()).toEqual(['WORKER']);
  await accounts.setRoles(id, ['CUSTOMER']);
  expect(await roles()).toEqual([]);
  await accounts.setRoles(id, ['CUSTOMER', 'WORKER', 'ADMIN']);
  expect(await roles()).toEqual(['WORKER']);
  await accounts.setRoles(id, ['CUSTOMER']);
  await accounts.confirmPassword(id, 'x', password, 'password');
  const fresh = await sessions.start({ userId: id, transport: 'BEARER', client });
  expect(token).not.toBe('');
  expect(codes(await send(create, { name: 'Script', roles: ['ADMIN'] }, fresh?.token ?? ''))).toEqual(['INVALID']);
});

test('what needs a fresh log-in, or concerns the account itself, no key can do', async () => {
  const { secret, keyId } = await withKey({}, ['ADMIN']);
  const { id: other } = await person();
  const userId = Buffer.from(`User:${other}`).toString('base64');
  const attempts: [string, object?][] = [
    [create, { name: 'Another' }],
    [rotate, { id: keyId }],
    [revoke, { id: keyId }],
    [
      'mutation ($input: UserDisableInput!) { userDisable(input: $input) { user { id } } }',
      { id: userId, disabled: true },
    ],
    ['mutation ($input: SessionReauthenticateInput!) { sessionReauthenticate(input: $input) { token } }', { password }],
    [
      'mutation ($input: PasswordChangeInput!) { passwordChange(input: $input) { token } }',
      { currentPassword: password, newPassword: 'another long password' },
    ],
    ['mutation { sessionsRevokeOthers { revoked } }'],
    ['mutation { totpBegin { setup { secret } } }'],
    ['mutation { emailVerificationRequest { request { challenge } } }'],
  ];
  for (const [document, input] of attempts) expect(await failure(document, secret, input), document).toBe('FORBIDDEN');
  expect((await accounts.find(other))?.disabled).toBe(false);
});

test('a revoked key opens nothing from then on, also on a socket that is open', async () => {
  const { secret, token, keyId } = await withKey();
  const looked = vi.spyOn(apiKeys, 'look');
  const ended = new Promise<unknown>((resolve) => {
    const socket = app.socket(secret);
    const opened = 'subscription { sessionEnded { reason } }';
    socket.subscribe<{ sessionEnded: unknown }>(
      { query: opened },
      { next: ({ data }) => resolve(data?.sessionEnded), error: resolve, complete: () => {} },
    );
  });
  // Both the socket and its stream have looked at the key once.
  await expect
    .poll(() => looked.mock.settledResults.filter(({ type }) => type === 'fulfilled').length)
    .toBeGreaterThan(1);
  expect(codes(await send(revoke, { id: keyId }, token))).toEqual([]);
  expect(await failure(whoAmI, secret)).toBe('UNAUTHENTICATED');
  expect(await ended).toEqual({ reason: 'REVOKED' });
});

test('a key of a disabled account opens nothing, and a new password leaves keys alone', async () => {
  const { id, secret, token } = await withKey();
  const sessionId = (await sessions.validate(token, client))?.id ?? '';
  await accounts.changePassword(id, sessionId, password, 'another long password');
  expect(await failure(whoAmI, secret)).toBeNull();
  await accounts.setDisabled(id, true);
  expect(await failure(whoAmI, secret)).toBe('UNAUTHENTICATED');
});

test('a rotated key has another secret, and the one before works for the time that was asked for', async () => {
  const { secret, token, keyId } = await withKey();
  const kept = await send(rotate, { id: keyId, overlapSeconds: 3_600 }, token);
  expect(kept.apiKey.formerSecretUntil).not.toBeNull();
  expect(await failure(whoAmI, secret)).toBeNull();
  expect(await failure(whoAmI, kept.secret as string)).toBeNull();
  const sharp = await send(rotate, { id: keyId, overlapSeconds: 0 }, token);
  expect(sharp.apiKey.formerSecretUntil).toBeNull();
  for (const former of [secret, kept.secret as string]) expect(await failure(whoAmI, former)).toBe('UNAUTHENTICATED');
  expect(await failure(whoAmI, sharp.secret as string)).toBeNull();
});

test('administrators make keys for services, which nobody can log in to, and for nobody else', async () => {
  const administrator = await person(['ADMIN']);
  const { user } = await send(service, { displayName: 'Billing', roles: ['WORKER'] }, administrator.token);
  expect(user?.isService).toBe(true);
  const userId = user?.id as string;
  const issued = await send(create, { name: 'Billing', id: userId }, administrator.token);
  expect(issued.apiKey).toMatchObject({ roles: ['WORKER'], issued: true });
  expect(await app.client(issued.secret as string).request(whoAmI)).toMatchObject({ viewer: { roles: ['WORKER'] } });
  expect(codes(await send(create, { name: 'X', id: userId, roles: ['ADMIN'] }, administrator.token))).toEqual([
    'INVALID',
  ]);
  const other = await withKey();
  const otherId = Buffer.from(`User:${other.id}`).toString('base64');
  expect(codes(await send(create, { name: 'X', id: otherId }, administrator.token))).toEqual(['ILLEGAL_STATE']);
  expect(codes(await send(rotate, { id: other.keyId }, administrator.token))).toEqual(['ILLEGAL_STATE']);
  expect(codes(await send(create, { name: 'X', id: userId }, other.token))).toEqual(['NOT_FOUND']);
  expect(codes(await send(revoke, { id: issued.apiKey.id }, other.token))).toEqual(['NOT_FOUND']);
  expect(codes(await send(revoke, { id: other.keyId }, administrator.token))).toEqual([]);
  const request = gql`mutation ($input: UserPasswordRequestInput!) { userPasswordRequest(input: $input) { userErrors { code } } }`;
  expect(codes(await send(request, { id: userId }, administrator.token))).toEqual(['ILLEGAL_STATE']);
  const logIn = gql`mutation ($input: AccountCreateInput!) { accountCreate(input: $input) { userErrors { code field } } }`;
  expect(codes(await send(logIn, { email: 'me@service.invalid', password }, ''))).toEqual(['INVALID']);
});

test('a key has a rate limit of its own, which an administrator can give it', async () => {
  const administrator = await person(['ADMIN']);
  await app.stores.rateLimits.set({ name: 'two', scope: 'API_KEY', limit: 2, windowSeconds: 3_600, targets: ['*'] });
  const { user } = await send(service, { displayName: 'Slow', roles: [] }, administrator.token);
  const input = { name: 'Slow', id: user?.id, rateLimitPolicy: 'two', roles: ['CUSTOMER'] };
  expect(codes(await send(create, input, administrator.token))).toEqual(['INVALID']);
  const slow = await send(create, { name: 'Slow', rateLimitPolicy: 'two' }, administrator.token);
  const secret = slow.secret as string;
  const query = '{ products(first: 1) { nodes { id } } }';
  await expect.poll(() => failure(query, secret)).toBe('RATE_LIMITED');
  // Others, the account's own sessions among them, have the allowance of theirs.
  for (let times = 0; times < 4; times++) expect(await failure(query, administrator.token)).toBeNull();
  const { token } = await person();
  expect(codes(await send(create, { name: 'X', rateLimitPolicy: 'two' }, token))).toEqual(['INVALID']);
});

test('an account has 20 keys at most; one that is revoked makes room', async () => {
  const { id, token, keyId } = await withKey();
  for (let count = 1; count < 20; count++) await apiKeys.create(id, { title: 'More', roles: ['CUSTOMER'] });
  expect(codes(await send(create, { name: 'One too many' }, token))).toEqual(['LIMIT_EXCEEDED']);
  await send(revoke, { id: keyId }, token);
  expect(codes(await send(create, { name: 'The last' }, token))).toEqual([]);
});

test('what is done with keys is in the audit log, without what they are called', async () => {
  const { id, token, keyId } = await withKey({ name: 'A telling name', scopes: ['Query.viewer'] });
  await send(rotate, { id: keyId }, token);
  await send(revoke, { id: keyId }, token);
  await app.stores.audit.settle();
  const { entries } = await new AuditLog(redis).page(
    { accountId: id, kinds: ['api_key_created', 'api_key_rotated', 'api_key_revoked'] },
    { after: null, size: 10, backwards: false },
  );
  expect(entries.map(({ kind }) => kind)).toEqual(['api_key_revoked', 'api_key_rotated', 'api_key_created']);
  expect(entries[2]).toMatchObject({ byId: id, after: 'CUSTOMER Query.viewer' });
  expect(JSON.stringify(entries)).not.toContain('telling');
});
