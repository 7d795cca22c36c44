// What was done to an account is told to its owner by mail, also where the process that did it dies in between.

import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { Accounts } from '../../src/redis/account/account.ts';
import { MailedProofs } from '../../src/redis/account/mailed-proof.ts';
import { mailQueue, Notices } from '../../src/redis/account/notice.ts';
import { Jobs } from '../../src/redis/job/job.ts';
import { openTestRedis } from '../support/redis.ts';
import { firefox } from '../support/session.ts';

const redis = await openTestRedis();
const jobs = new Jobs(redis);
const cheap = { memoryKiB: 64, iterations: 1 };
const password = 'a long enough sentence';
const next = 'quite another sentence';

/** A process that dies before it relays anything. */
class Dying extends Notices {
  override async hurry(): Promise<void> {}
}

const dying = new Dying(redis, jobs, { available: true });
const living = new Notices(redis, jobs, { available: true });
const accounts = new Accounts(redis, { ...cheap, notices: dying });
const proofs = new MailedProofs(redis, { jobs, accounts, notices: dying });

async function told(userId: string): Promise<unknown[]> {
  const waiting = await jobs.page(mailQueue, 'WAITING', { after: null, size: 100, backwards: false });
  const payloads = waiting.map(({ job }) => (job instanceof Error ? null : job?.payload) as { userId?: string } | null);
  return payloads.filter((payload) => payload?.userId === userId);
}

test('a changed password is told once, however often the outbox is relayed, and by whom', async () => {
  const { id } = await accounts.create({ email: 'grace@example.com', password });
  await accounts.changePassword(id, `u${id}.aaaaaaaaaaaa`, password, next);
  expect(await told(id)).toEqual([]);
  await Promise.all([living.relayAll(), living.relayAll()]);
  await living.relayAll();
  expect(await told(id)).toEqual([{ userId: id, kind: 'PASSWORD_WAS_CHANGED' }]);
});

test('a password that was replaced by mail is told, too', async () => {
  const { id, email } = await accounts.create({ email: 'ada@example.com', password });
  const { challenge } = await proofs.request('PASSWORD_RESET', email, firefox);
  const request = createHash('sha256').update(challenge).digest('base64url');
  const issued = await proofs.issue({ purpose: 'PASSWORD_RESET', userId: id, request });
  await proofs.resetPassword({ token: issued?.token ?? '' }, next, firefox);
  await living.relayAll();
  expect(await told(id)).toContainEqual({ userId: id, kind: 'PASSWORD_WAS_RESET' });
});

test('where no mail can be sent nothing waits to be', async () => {
  const silent = new Notices(redis, jobs);
  const { id } = await accounts.create({ email: 'alan@example.com', password });
  await new Accounts(redis, { ...cheap, notices: silent }).changePassword(id, `u${id}.aaaaaaaaaaaa`, password, next);
  expect(await living.relayAll()).toBe(0);
});
