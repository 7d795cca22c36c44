// The audit log: what is written down, in which order it is read, and what leaves it.

import { expect, test } from 'vitest';
import { type AuditFilter, AuditLog } from '../../src/redis/account/audit.ts';
import { auditLimits } from '../../src/redis/account/audit-record.ts';
import { accountKeys } from '../../src/redis/account/keys.ts';
import type { RedisHandle } from '../../src/redis/base/handle.ts';
import { scanKeys } from '../../src/redis/base/scan.ts';
import { sessionShards } from '../../src/redis/session/shard.ts';
import { newOwnerId, userOwner } from '../../src/redis/session/token.ts';
import { createStores } from '../../src/redis/stores.ts';
import { openTestRedis, untilNextMillisecond } from '../support/redis.ts';

const dayMs = 24 * 3_600_000;
const redis = await openTestRedis();
const stores = createStores(redis, { passwords: { memoryKiB: 64, iterations: 1 } });
const { accounts, audit, sessions } = stores;
const password = 'a long enough sentence';
const client = { ipAddress: '203.0.113.7', userAgent: 'node' };
const all = { after: null, size: 100, backwards: false };
let made = 0;
async function newAccount() {
  const account = await accounts.create({ email: `person${++made}@example.com`, password });
  await audit.settle();
  // Acts of one millisecond that lie in different logs have no order.
  await untilNextMillisecond(redis);
  return account;
}

async function kindsOf(filter: AuditFilter, log: AuditLog = audit): Promise<string[]> {
  await log.settle();
  return (await log.page(filter, all)).entries.map(({ kind }) => kind);
}

/** What a log drops goes in pieces, so that an act may stay for as long as a younger one in its log. */
function ownersOfThreeLogs(of: RedisHandle): [string, string, string] {
  const byShard = new Map<number, string>();
  while (byShard.size < 3) {
    const id = newOwnerId();
    byShard.set(sessionShards(of).of(userOwner(id)), id);
  }
  return [...byShard.values()] as [string, string, string];
}

/** Writes an act of long ago, as a log has it that was begun then. */
async function writeOld(to: RedisHandle, userId: string, ageMs: number): Promise<void> {
  const shard = sessionShards(to).of(userOwner(userId));
  const id = `${Date.now() - ageMs}-0`;
  await to.client.xadd(
    accountKeys.audit(to.prefix, shard, 'own'),
    id,
    'kind',
    'log_in',
    'account',
    userId,
    'network',
    '203.0',
  );
  await to.client.xadd(accountKeys.auditAddresses(to.prefix, shard, 'own'), id, 'address', '203.0.113.9');
}

test('what an administrator does to an account is written with the change: who, from where, before and after', async () => {
  const { id } = await newAccount();
  const by = { userId: newOwnerId(), ipAddress: '198.51.100.4' };
  await accounts.setRoles(id, ['CUSTOMER', 'WORKER'], by);
  await accounts.setDisabled(id, true, by);
  // Not one of these is written later: they are there at once.
  const { entries } = await audit.page({ accountId: id, byId: by.userId }, all);
  expect(entries).toMatchObject([
    { kind: 'account_disabled', accountId: id, byId: by.userId, before: 'enabled', after: 'disabled' },
    { kind: 'roles_changed', ipAddress: by.ipAddress, before: 'CUSTOMER', after: 'CUSTOMER,WORKER' },
  ]);
  await accounts.setRoles(id, ['CUSTOMER', 'WORKER'], by);
  expect(await kindsOf({ accountId: id })).toEqual(['account_disabled', 'roles_changed', 'account_created']);
});

test('what the holder does is written a tick later; what strangers try is told apart', async () => {
  const { id, email } = await newAccount();
  await accounts.logIn(email, password, client);
  await accounts.logIn(email, 'a wrong password', client).catch(() => {});
  const issued = await sessions.start({ userId: id, transport: 'BEARER', client });
  await sessions.end(issued?.session.id ?? '', 'LOGGED_OUT');
  await audit.settle();
  const { entries } = await audit.page({ accountId: id }, all);
  // What a stranger tried is written by itself, so that it may come before or after.
  expect(entries.map(({ kind }) => kind).filter((kind) => kind !== 'log_in_failed')).toEqual([
    'session_ended',
    'log_in',
    'account_created',
  ]);
  const of = (kind: string) => entries.filter((entry) => entry.kind === kind);
  expect(of('log_in_failed')).toMatchObject([{ byId: null, ipAddress: client.ipAddress }]);
  expect(of('log_in')).toMatchObject([{ byId: id, ipAddress: client.ipAddress }]);
  expect(JSON.stringify(entries)).not.toContain(email);
});

test('the log is read page by page in both directions, each act once, and by kind and time', async () => {
  const own = createStores(await openTestRedis());
  const ids = Array.from({ length: 30 }, newOwnerId);
  for (const userId of ids) own.audit.note({ kind: 'log_in', userId, ipAddress: client.ipAddress });
  own.audit.note({ kind: 'email_verified', userId: ids[0] as string });
  await own.audit.settle();
  const read: string[] = [];
  let after: string | null = null;
  for (let more = true; more; ) {
    const page = await own.audit.page({}, { after, size: 7, backwards: false });
    read.push(...page.entries.map(({ cursor }) => cursor));
    ({ more } = page);
    after = page.entries.at(-1)?.cursor ?? null;
  }
  expect(read).toHaveLength(31);
  expect(read).toEqual([...new Set(read)].sort().reverse());
  const oldest = await own.audit.page({}, { after: null, size: 5, backwards: true });
  expect(oldest.entries.map(({ cursor }) => cursor)).toEqual(read.slice(-5));
  expect(await kindsOf({ kinds: ['email_verified', 'other'] }, own.audit)).toEqual(['email_verified']);
  expect(await kindsOf({ from: new Date(Date.now() + dayMs) }, own.audit)).toEqual([]);
  expect(await kindsOf({ to: new Date(Date.now() - dayMs) }, own.audit)).toEqual([]);
  await expect(own.audit.page({}, { ...all, after: 'x' })).rejects.toThrow('cursor');
});

test('strangers of one network are written down a few times only, and push nothing of others out', async () => {
  const { id } = await newAccount();
  for (let count = 0; count < 60; count++) audit.note({ kind: 'log_in_failed', userId: id, ipAddress: '192.0.2.1' });
  const kinds = await kindsOf({ accountId: id });
  expect(kinds.filter((kind) => kind === 'log_in_failed').length).toBeLessThan(30);
  expect(kinds).toContain('account_created');
});

test('addresses are cut after 30 days, and acts go after the time that is set', async () => {
  const own = await openTestRedis();
  const log = new AuditLog(own, { keptMs: 90 * dayMs });
  const [young, middling, old] = ownersOfThreeLogs(own);
  await writeOld(own, old, 91 * dayMs);
  await writeOld(own, middling, 31 * dayMs);
  await writeOld(own, young, 29 * dayMs);
  const addressOf = async (accountId: string) => (await log.page({ accountId }, all)).entries[0]?.ipAddress;
  expect([await addressOf(young), await addressOf(middling)]).toEqual(['203.0.113.9', '203.0']);
  await log.trim();
  const left = async (part: string): Promise<number> => {
    let count = 0;
    for await (const key of scanKeys(own.client, own.prefix, ''))
      if (key.includes(part)) count += await own.client.xlen(key);
    return count;
  };
  expect([await left(':audit:'), await left(':audit-from:')]).toEqual([2, 1]);
  expect([await addressOf(middling), await addressOf(old)]).toEqual(['203.0', undefined]);
});

test('a log keeps a number of acts, each of a bounded size, and every key of it goes by itself', async () => {
  const own = await openTestRedis();
  const log = new AuditLog(own);
  const userId = newOwnerId();
  const [key] = log.inScript({ kind: 'roles_changed', userId }).keys as [string];
  const fill = "for _ = 1, ARGV[1] do redis.call('XADD', KEYS[1], '*', 'kind', 'x') end";
  await own.client.eval(fill, 1, key, auditLimits.entries + 500);
  await log.write({ kind: 'roles_changed', userId, reason: 'y'.repeat(10_000) });
  expect(await own.client.xlen(key)).toBeLessThanOrEqual(auditLimits.entries + 200);
  const [newest] = (await log.page({ accountId: userId }, all)).entries;
  expect(newest?.reason).toHaveLength(auditLimits.characters);
  expect(await own.client.pttl(key)).toBeGreaterThan(300 * dayMs);
});
