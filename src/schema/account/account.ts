// Accounts, and what an administrator does with them.

import type { Account } from '../../redis/account/record.ts';
import { type UserFields, userByEmail, userById, userDisable, userRolesSet } from '../../resolvers/account/account.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';

export const RoleEnum = builder.enumType('Role', {
  description: 'A right of an account.',
  values: {
    CUSTOMER: { description: 'May use the shop.' },
    WORKER: { description: 'May enqueue, claim and finish jobs, and use the topics, services and cache.' },
    ADMIN: { description: 'May do everything, also what no other role may.' },
  } as const,
});

export const User = builder.objectRef<Account>('User');

builder.node(User, {
  description: 'An account of a person or a service.',
  id: { resolve: (account) => account.id },
  loadOne: (id, context) => userById(id, context),
  fields: (t) => ({
    email: t.exposeString('email', { description: 'The e-mail address, as it was given.' }),
    logInName: t.exposeString('logInName', {
      nullable: true,
      description: 'A name with which its holder can log in in place of the e-mail address. Null if there is none.',
    }),
    displayName: t.exposeString('displayName', { nullable: true, description: 'The name to show for the account.' }),
    locale: t.exposeString('locale', {
      nullable: true,
      description:
        'The language of its holder as a tag, such as `de-CH`. Mails are written in it, if there are templates for it.',
    }),
    timeZone: t.exposeString('timeZone', {
      nullable: true,
      description: 'The time zone of its holder, such as `Europe/Berlin`. Null if unknown.',
    }),
    attributes: t.field({
      type: 'JSON',
      nullable: true,
      description:
        'What your program keeps with the account, such as answers of a sign-up form: the object that `profileUpdate` was given. Null if nothing.',
      resolve: (account) => account.attributes,
    }),
    roles: t.field({
      type: [RoleEnum],
      description: 'The rights of the account.',
      resolve: (account) => [...account.roles],
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When the account was created.',
      resolve: (account) => account.createdAt,
    }),
    emailVerifiedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the holder of the account proved that the e-mail address is theirs. Null if never.',
      resolve: (account) => account.emailVerifiedAt,
    }),
    invitedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When an administrator invited the holder of the account. Null if nobody did, or if the invitation was accepted.',
      resolve: (account) => account.invitedAt,
    }),
    isService: t.exposeBoolean('isService', {
      description:
        'Whether it is the account of a service: nobody can log in to it, and programs use it with its API keys.',
    }),
    disabled: t.exposeBoolean('disabled', {
      description: 'Whether the account is disabled, so that it cannot log in.',
    }),
  }),
});

export const UserPayload = payloadType<UserFields>(
  'UserPayload',
  'The result of a mutation that changes an account.',
  (t) => ({
    user: t.field({
      type: User,
      nullable: true,
      description: 'The account as it is now. Null if there is none.',
      resolve: (payload) => payload.user,
    }),
  }),
);

builder.queryFields((t) => ({
  user: t.field({
    type: User,
    nullable: true,
    description: 'Returns the account that has an e-mail address or a user name. Null if there is none.',
    authScopes: { role: 'ADMIN' },
    args: {
      email: t.arg.string({ required: true, description: 'The e-mail address. Upper and lower case are the same.' }),
    },
    resolve: (_root, { email }, context) => userByEmail(email, context),
  }),
}));

const UserDisableInput = builder.inputType('UserDisableInput', {
  description: 'The account to disable or enable.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the account.' }),
    disabled: t.boolean({ required: true, description: 'True to disable it, false to enable it again.' }),
  }),
});

const UserRolesSetInput = builder.inputType('UserRolesSetInput', {
  description: 'The new rights of an account.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the account.' }),
    roles: t.field({
      type: [RoleEnum],
      required: true,
      description: 'All roles of the account. The others are taken away.',
    }),
  }),
});

builder.mutationFields((t) => ({
  userDisable: t.field({
    type: UserPayload,
    description: 'Disables an account and ends all its sessions, or enables it again. Requires a fresh log-in.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({ type: UserDisableInput, required: true, description: 'The account to disable or enable.' }),
    },
    resolve: (_root, { input }, context) => userDisable(input, context),
  }),
  userRolesSet: t.field({
    type: UserPayload,
    description: 'Sets the roles of an account. They take effect at once. Requires a fresh log-in.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: UserRolesSetInput,
        required: true,
        description: 'Names the account, and lists all of its roles.',
      }),
    },
    resolve: (_root, { input }, context) => userRolesSet(input, context),
  }),
}));
