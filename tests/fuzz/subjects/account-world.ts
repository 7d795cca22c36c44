// Accounts as the calls of the fuzz run need them, each a new one.

import { createHash } from 'node:crypto';
import { attemptPolicies } from '../../../src/redis/account/attempt.ts';
import { MailedProofs } from '../../../src/redis/account/mailed-proof.ts';
import { Notices } from '../../../src/redis/account/notice.ts';
import type { MailPurpose } from '../../../src/redis/account/proof.ts';
import type { SessionClient } from '../../../src/redis/session/client.ts';
import { SoftPasskey } from '../../support/soft-passkey.ts';
import { codeOf } from '../../support/totp.ts';
import { fixed } from '../hostile.ts';
import type { FuzzMethod, World } from '../subject.ts';

export const password = 'correct horse battery';
export const client: SessionClient = { ipAddress: '203.0.113.7', userAgent: 'Mozilla/5.0 (X11; Linux) Firefox/130.0' };

export const email = ({ next }: World): string => `user-${next()}@example.com`;

export async function created(world: World, verified = false) {
  const account = await world.stores.accounts.create({ email: email(world), password, verified });
  const issued = await world.stores.sessions.start({ userId: account.id, transport: 'COOKIE', client });
  if (!issued || attemptPolicies.account.free < 1) throw new Error('no session');
  return { account, ...issued };
}

export const userId: FuzzMethod = { good: async (world) => [(await created(world)).account.id] };
export const sessionId: FuzzMethod = { good: async (world) => [(await created(world)).session.id] };

/** What a mail would hold. */
export async function mailed(world: World, purpose: Exclude<MailPurpose, 'EMAIL_CHANGE'>) {
  const { account, session } = await created(world);
  const { mailedProofs } = world.stores;
  const request = await mailedProofs.request(purpose, account.email, newSender(world));
  const mail = {
    purpose,
    userId: account.id,
    request: createHash('sha256').update(request.challenge).digest('base64url'),
  };
  const issued = await mailedProofs.issue(mail);
  if (!issued) throw new Error('nothing was mailed');
  const { email } = account;
  const code = { email, challenge: request.challenge, code: issued.code };
  return { account, session, mail, token: issued.token, code };
}

/** An account with an authenticator app. */
export async function withApp(world: World): Promise<{ userId: string; recoveryCodes: readonly string[] }> {
  const { id } = (await created(world, true)).account;
  const { secret } = await world.stores.factorSetUp.beginTotp(id);
  const recoveryCodes = (await world.stores.factorSetUp.confirmTotp(id, codeOf(secret))) ?? [];
  return { userId: id, recoveryCodes };
}

/** An account with a passkey. */
export async function withPasskey(world: World): Promise<{ userId: string; passkey: SoftPasskey }> {
  const { id } = (await created(world, true)).account;
  const passkey = new SoftPasskey();
  const options = await world.stores.factorSetUp.beginPasskey(id);
  await world.stores.factorSetUp.addPasskey(id, 'Phone', passkey.create(options));
  return { userId: id, passkey };
}

/** What the link of an invitation holds. */
export async function invited(world: World): Promise<string> {
  const { redis, jobs, accounts } = world.stores;
  const account = await accounts.create({ email: email(world), password: null });
  const token = await new MailedProofs(redis, { jobs, accounts, notices: new Notices(redis, jobs) }).hand(
    'INVITATION',
    account,
  );
  if (token === null) throw new Error('it was mailed');
  return token;
}

/** What is written down of an act. */
export async function act(world: World) {
  const { account } = await created(world);
  const by = { userId: account.id, ipAddress: '203.0.113.7' };
  return fixed({ kind: 'roles_changed' as const, userId: account.id, by, before: 'ADMIN', after: 'CUSTOMER' });
}

export const newSender = ({ next }: World): SessionClient => ({
  ...client,
  ipAddress: `10.1.${next() % 250}.${next() % 250}`,
});
