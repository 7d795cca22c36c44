// How long sessions live: by the roles of their accounts, of who is remembered, and of administrators who act as an account.

import { expect, test, vi } from 'vitest';
import type { Role } from '../../src/redis/session/role.ts';
import { createStores } from '../../src/redis/stores.ts';
import { newUser } from '../support/account.ts';
import { openTestRedis } from '../support/redis.ts';
import { letTimePass } from '../support/session-clock.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const redis = await openTestRedis();
const settings = { adminIdleMs: 10 * minute, adminAbsoluteMs: 2 * hour } as const;
const { accounts, sessions } = createStores(redis, { sessions: settings });
const client = { ipAddress: '203.0.113.7', userAgent: 'node' };

interface How {
  readonly roles?: readonly Role[];
  readonly remembered?: boolean;
  readonly acting?: boolean;
}

async function begin({ roles, remembered, acting }: How) {
  const userId = await newUser(redis, roles);
  const impersonation = acting ? { by: { userId: 'x' }, reason: 'r' } : undefined;
  const issued = await sessions.start({ userId, transport: 'BEARER', client, remembered, impersonation });
  if (!issued) throw new Error('no session');
  return { userId, ...issued };
}

const near = (at: Date | undefined, ms: number): void =>
  expect(Math.abs((at?.getTime() ?? 0) - Date.now() - ms), String(at)).toBeLessThan(30_000);

test.each([
  ['an account', {}, 30 * minute, 12 * hour],
  ['an account that is remembered', { remembered: true }, 14 * day, 30 * day],
  ['an administrator', { roles: ['ADMIN'] }, 10 * minute, 2 * hour],
  [
    'an administrator who wants to be remembered',
    { roles: ['CUSTOMER', 'ADMIN'], remembered: true },
    10 * minute,
    2 * hour,
  ],
  ['an administrator who acts as an account', { acting: true }, 10 * minute, hour],
] as const)('%s', async (_name, how, idle, absolute) => {
  const { token, session } = await begin(how);
  near(session.expiresAt, idle);
  near(session.absoluteExpiresAt, absolute);
  // Use prolongs it by as much, and no further than its absolute end.
  await letTimePass(redis, [session.id], idle / 2);
  const used = await sessions.validate(token, client);
  near(used?.expiresAt, Math.min(idle, absolute - idle / 2));
  expect(used?.transport).toBe('BEARER');
  await letTimePass(redis, [session.id], idle + minute);
  expect(await sessions.validate(token, client)).toBeNull();
});

test('a session of which the account becomes an administrator gets the shorter lifetime with its next token', async () => {
  const { userId, session } = await begin({ remembered: true });
  await accounts.setRoles(userId, ['ADMIN']);
  const rotated = await sessions.rotate(session, client, false);
  if (rotated === null || rotated === 'replaced') throw new Error('not rotated');
  near(rotated.session.absoluteExpiresAt, 2 * hour);
  near(rotated.session.expiresAt, 10 * minute);
});

test('a short session that begins beside a long one takes nothing from its place in the list', async () => {
  const { userId } = await begin({ remembered: true });
  await sessions.start({ userId, transport: 'COOKIE', client });
  const index = (await redis.client.keys?.(`${redis.prefix}*u${userId}:index`)) ?? [];
  for (const key of index) expect(await redis.client.pttl(key)).toBeGreaterThan(13 * day);
  const listed = await sessions.list(userId);
  expect(listed.map(({ remembered }) => remembered).sort()).toEqual([false, true]);
});

test('live sessions are counted, by kind, until they end or run out', async () => {
  const before = await sessions.countLive();
  const counted = async () => {
    const { guests, accounts: ofAccounts } = await sessions.countLive();
    return [guests - before.guests, ofAccounts - before.accounts];
  };
  const guest = await sessions.start({ userId: null, transport: 'COOKIE', client });
  const [one, two] = [await begin({}), await begin({ remembered: true })];
  const third = await sessions.start({ userId: two.userId, transport: 'COOKIE', client });
  expect(await counted()).toEqual([1, 3]);

  // Neither use nor a new token makes another one of it.
  await letTimePass(redis, [one.session.id, guest?.session.id as string], 12 * minute);
  expect(await sessions.validate(one.token, client)).not.toBeNull();
  expect(await sessions.validate(guest?.token as string, client)).not.toBeNull();
  await sessions.rotate(two.session, client, true);
  expect(await counted()).toEqual([1, 3]);

  expect(await sessions.endOthers(third?.session.id as string, 'REVOKED')).toBe(1);
  expect(await counted()).toEqual([1, 2]);
  await sessions.end(guest?.session.id as string, 'LOGGED_OUT');
  expect(await counted()).toEqual([0, 2]);
  await sessions.endAll(two.userId, 'REVOKED');
  expect(await counted()).toEqual([0, 1]);
  const later = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 41 * minute);
  const { accounts: left } = await sessions.countLive();
  later.mockRestore();
  const beginning = await begin({});
  expect(await sessions.countLive()).toMatchObject({ accounts: before.accounts + 2 });
  await accounts.setDisabled(beginning.userId, true);
  expect(await counted()).toEqual([0, 1]);
  expect(left).toBeLessThan(before.accounts + 1);
});
