// What administrators do with accounts: list and find them, make them, and have their owners set a password.

import { auditLimits } from '../../redis/account/audit-record.ts';
import type { Account } from '../../redis/account/record.ts';
import type { Handed } from '../../redis/account/sign-up.ts';
import { checkText } from '../../redis/base/given.ts';
import { refuse } from '../../redis/base/problem.ts';
import type { Role } from '../../redis/session/role.ts';
import { type Answer, answer, orBadInput } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { readKey, requireKey } from '../base/global-id.ts';
import { actorOf } from '../base/owner.ts';
import { type Page, type PageArguments, readPage, toPage } from '../base/page.ts';
import { type BeginInput, checkBegin, handOut, refusedSession, type SessionFields } from '../session/begin.ts';
import { requireFresh } from '../session/fresh.ts';
import { type UserFields, userById } from './account.ts';

export interface HandedFields extends UserFields {
  readonly token: string | null;
}

interface NewUser {
  readonly email: string;
  readonly displayName?: string | null;
  readonly roles: readonly Role[];
}

export async function users(
  { search, ...args }: PageArguments & { search?: string | null },
  { stores }: Context,
): Promise<Page<Account>> {
  const directory = stores.accountDirectory;
  const request = readPage(args);
  const found = search ? await orBadInput(directory.search(search, request)) : undefined;
  return toPage(
    request,
    found ?? (await orBadInput(directory.list(request))),
    ({ cursor }) => cursor,
    ({ account }) => account,
    () => (found ? found.total : directory.count()),
  );
}

export function userCreate(input: NewUser & { password: string }, context: Context): Promise<Answer<UserFields>> {
  return answer<UserFields>({ user: null }, async () => {
    requireFresh(context);
    const { email, password, displayName, roles } = input;
    return {
      user: await context.stores.accounts.create({ email, password, displayName, roles }, undefined, actorOf(context)),
    };
  });
}

const nobody: HandedFields = { user: null, token: null };

export function userInvite(input: NewUser, context: Context): Promise<Answer<HandedFields>> {
  return answer<HandedFields>(nobody, async () => {
    requireFresh(context);
    const { email, displayName, roles } = input;
    return handed(await context.stores.signUps.invite({ email, displayName, roles }, actorOf(context)));
  });
}

export function userPasswordRequest(id: string, context: Context): Promise<Answer<HandedFields>> {
  const asItIs = async (): Promise<HandedFields> => {
    const userId = readKey('User', id);
    return { ...nobody, user: userId === null ? null : await userById(userId, context) };
  };
  return answer<HandedFields>(asItIs, async () => {
    requireFresh(context);
    return handed(await context.stores.signUps.askForPassword(requireKey('User', id), actorOf(context)));
  });
}

/** Written down before it begins, so that no session is without its line. */
export function userImpersonate(
  { id, reason, transport }: BeginInput & { id: string; reason: string },
  context: Context,
): Promise<Answer<SessionFields>> {
  return answer<SessionFields>(refusedSession, async () => {
    const caller = requireFresh(context);
    checkText(reason, 'reason', auditLimits.characters);
    const { stores, client } = context;
    const userId = requireKey('User', id);
    const account = await stores.accounts.find(userId);
    if (!account) refuse('NOT_FOUND', 'There is no such account.', 'id');
    if (account.disabled) refuse('ILLEGAL_STATE', 'The account is disabled. Enable it first.', 'id');
    if (account.roles.includes('ADMIN')) refuse('INVALID', 'Nobody can act as an administrator.', 'id');
    const chosen = checkBegin({ transport }, context);
    const impersonation = { by: actorOf(context), reason };
    await stores.audit.write({ kind: 'impersonated', userId, ...impersonation });
    const issued = await stores.sessions.start({ userId, transport: chosen, client, impersonation });
    if (!issued) refuse('NOT_FOUND', 'There is no such account.', 'id');
    // A browser has one cookie: the caller logs in again afterwards.
    if (chosen === 'COOKIE' && caller.transport === 'COOKIE') await stores.sessions.supersede(caller.id);
    return handOut(issued, context);
  });
}

const handed = ({ account, token }: Handed): HandedFields => ({ user: account, token });
