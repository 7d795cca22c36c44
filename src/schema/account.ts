// Accounts, and what an administrator does with them.

import type { Account } from '../redis/account/record.ts';
import { type UserFields, userByEmail, userById, userDisable, userRolesSet } from '../resolvers/account.ts';
import { builder } from './base/builder.ts';
import { payloadType } from './base/payload.ts';

const RoleEnum = builder.enumType('Role', {
  description: 'What an account may do.',
  values: {
    CUSTOMER: { description: 'Shop.' },
    WORKER: { description: 'Enqueue, claim and finish jobs.' },
    ADMIN: { description: 'Everything.' },
  } as const,
});

export const User = builder.objectRef<Account>('User');

builder.node(User, {
  description: 'An account.',
  id: { resolve: (account) => account.id },
  loadOne: (id, context) => userById(id, context),
  fields: (t) => ({
    email: t.exposeString('email', { description: 'The e-mail address, in lower case.' }),
    displayName: t.exposeString('displayName', { nullable: true, description: 'How the person wants to be called.' }),
    roles: t.field({ type: [RoleEnum], description: 'What it may do.', resolve: (account) => [...account.roles] }),
    createdAt: t.field({ type: 'DateTime', description: 'When it was made.', resolve: (account) => account.createdAt }),
    disabled: t.exposeBoolean('disabled', { description: 'Whether it may not log in.' }),
  }),
});

const UserPayload = payloadType<UserFields>('UserPayload', 'What became of the account.', (t) => ({
  user: t.field({
    type: User,
    nullable: true,
    description: 'The account as it is now; null where it was refused.',
    resolve: (payload) => payload.user,
  }),
}));

builder.queryFields((t) => ({
  user: t.field({
    type: User,
    nullable: true,
    description: 'An account by its e-mail address.',
    authScopes: { role: 'ADMIN' },
    args: { email: t.arg.string({ required: true, description: 'The address; upper and lower case are the same.' }) },
    resolve: (_root, { email }, context) => userByEmail(email, context),
  }),
}));

const UserDisableInput = builder.inputType('UserDisableInput', {
  description: 'Which account to disable or enable.',
  fields: (t) => ({
    userId: t.globalID({ for: User, required: true, description: 'The account.' }),
    disabled: t.boolean({ required: true, description: 'True to disable it, false to enable it again.' }),
  }),
});

const UserRolesSetInput = builder.inputType('UserRolesSetInput', {
  description: 'What an account may do from now on.',
  fields: (t) => ({
    userId: t.globalID({ for: User, required: true, description: 'The account.' }),
    roles: t.field({ type: [RoleEnum], required: true, description: 'All its roles.' }),
  }),
});

builder.mutationFields((t) => ({
  userDisable: t.field({
    type: UserPayload,
    description: 'Disables an account, which ends all its sessions, or enables it again. Requires a fresh log-in.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: UserDisableInput, required: true, description: 'The account.' }) },
    resolve: (_root, { input }, context) => userDisable({ userId: input.userId.id, disabled: input.disabled }, context),
  }),
  userRolesSet: t.field({
    type: UserPayload,
    description: 'Sets the roles of an account; they hold at once. Requires a fresh log-in.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: UserRolesSetInput, required: true, description: 'The account and its roles.' }) },
    resolve: (_root, { input }, context) => userRolesSet({ userId: input.userId.id, roles: input.roles }, context),
  }),
}));
