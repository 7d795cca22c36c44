// What the holder of an account says of himself and has agreed to, and the last log-ins.

import type { Consent, ProfileChange } from '../../redis/account/profile.ts';
import type { Account } from '../../redis/account/record.ts';
import { refuse } from '../../redis/base/problem.ts';
import type { LogIn } from '../../redis/session/log-in.ts';
import { type Answer, answer } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { requireUser } from '../session/fresh.ts';
import type { UserFields } from './account.ts';

export function logInsOf({ id }: Account, { stores }: Context): Promise<LogIn[]> {
  return stores.sessions.logIns(id);
}

export function consentsOf({ id }: Account, { stores }: Context): Promise<Consent[]> {
  return stores.profiles.consents(id);
}

export function profileUpdate(input: ProfileChange, context: Context): Promise<Answer<UserFields>> {
  return change(context, (userId) => context.stores.profiles.edit(userId, input));
}

export function consentGive(
  { subject, version }: { subject: string; version: string },
  context: Context,
): Promise<Answer<UserFields>> {
  return change(context, (userId) => context.stores.profiles.giveConsent(userId, subject, version), 'himself');
}

export function consentWithdraw({ subject }: { subject: string }, context: Context): Promise<Answer<UserFields>> {
  return change(context, (userId) => context.stores.profiles.withdrawConsent(userId, subject), 'himself');
}

/** `himself`: an administrator who acts as the account cannot do it, since nobody agrees for somebody else. */
function change(
  context: Context,
  work: (userId: string) => Promise<unknown>,
  who?: 'himself',
): Promise<Answer<UserFields>> {
  const { userId, impersonated } = requireUser(context);
  const { accounts } = context.stores;
  return answer<UserFields>(
    async () => ({ user: await accounts.find(userId) }),
    async () => {
      if (who === 'himself' && impersonated)
        refuse('ILLEGAL_STATE', 'You act as another account here: only its holder can agree to something.');
      await work(userId);
      return { user: await accounts.find(userId) };
    },
  );
}
