// How accounts are read and, by administrators, changed.

import type { Account } from '../../redis/account/record.ts';
import { refuse } from '../../redis/base/problem.ts';
import type { SessionInfo } from '../../redis/session/record.ts';
import type { Role } from '../../redis/session/role.ts';
import { type Answer, answer } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { readKey, requireKey } from '../base/global-id.ts';
import { actorOf } from '../base/owner.ts';
import { requireFresh } from '../session/fresh.ts';

export interface UserFields {
  readonly user: Account | null;
}

export function viewerUser({ session, stores }: Context): Promise<Account | null> | null {
  return session?.userId ? stores.accounts.find(session.userId) : null;
}

/** An account as it may see itself, and administrators may see it. */
export async function userById(id: string, { session, stores }: Context): Promise<Account | null> {
  if (!session || (session.userId !== id && !session.roles.includes('ADMIN'))) return null;
  return stores.accounts.find(id);
}

export function userByEmail(email: string, { stores }: Context): Promise<Account | null> {
  return stores.accounts.findByEmail(email);
}

export function userSessions(account: Account, { stores }: Context): Promise<SessionInfo[]> {
  return stores.sessions.list(account.id);
}

export function userDisable(
  { id, disabled }: { id: string; disabled: boolean },
  context: Context,
): Promise<Answer<UserFields>> {
  return answer<UserFields>(
    () => userAsItIs(id, context),
    async () => {
      const session = requireFresh(context);
      const userId = requireKey('User', id);
      if (userId === session.userId && disabled)
        refuse('INVALID', 'You cannot disable your own account: ask another administrator.', 'id');
      const user = await context.stores.accounts.setDisabled(userId, disabled, actorOf(context));
      return { user: user ?? refuse('NOT_FOUND', 'There is no such account.', 'id') };
    },
  );
}

export function userRolesSet(
  { id, roles }: { id: string; roles: readonly Role[] },
  context: Context,
): Promise<Answer<UserFields>> {
  return answer<UserFields>(
    () => userAsItIs(id, context),
    async () => {
      const session = requireFresh(context);
      const userId = requireKey('User', id);
      if (userId === session.userId && !roles.includes('ADMIN'))
        refuse('INVALID', 'You cannot take the role ADMIN from yourself: ask another administrator.', 'roles');
      const user = await context.stores.accounts.setRoles(userId, roles, actorOf(context));
      return { user: user ?? refuse('NOT_FOUND', 'There is no such account.', 'id') };
    },
  );
}

async function userAsItIs(id: string, context: Context): Promise<UserFields> {
  const userId = readKey('User', id);
  return { user: userId === null ? null : await userById(userId, context) };
}
