// What administrators do with accounts: list and find them, make them, and have their owners set a password.

import { directoryLimits } from '../../redis/account/directory.ts';
import { passwordLimits } from '../../redis/account/password.ts';
import * as resolve from '../../resolvers/account/administration.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';
import { RoleEnum, User, UserPayload } from './account.ts';

const UserConnection = builder.connectionObject(
  { type: User, name: 'UserConnection', description: 'A page of accounts.' },
  { name: 'UserEdge', description: 'An account in a page, with its cursor.' },
);

builder.queryField('users', (t) =>
  t.connection(
    {
      type: User,
      description:
        'Lists all accounts, or those that a search finds, newest first. Of a word that very many accounts have, a search looks at some only; then `totalCount` is null.',
      authScopes: { role: 'ADMIN' },
      args: {
        search: t.arg.string({
          description: `Parts of the e-mail address or the name, separated by spaces; an account has all of them. ${directoryLimits.endCharacters} to ${directoryLimits.searchCharacters} characters. Default: all accounts.`,
        }),
      },
      resolve: (_root, args, context) => resolve.users(args, context),
    },
    UserConnection,
  ),
);

const UserHandedPayload = payloadType<resolve.HandedFields>(
  'UserHandedPayload',
  'The result of a mutation that asks the owner of an account for a password.',
  (t) => ({
    user: t.field({
      type: User,
      nullable: true,
      description: 'The account. Null if there is none.',
      resolve: (payload) => payload.user,
    }),
    token: t.string({
      nullable: true,
      description:
        'Where no mail can be sent: the token of the link, to be handed to the owner. It opens the account. Null if it was mailed.',
      resolve: (payload) => payload.token,
    }),
  }),
);

const email = 'The e-mail address of the account.';
const displayName = 'The name to show for the account. Default: none.';
const roles = 'All roles of the account.';

const UserCreateInput = builder.inputType('UserCreateInput', {
  description: 'An account to create.',
  fields: (t) => ({
    email: t.string({ required: true, description: email }),
    displayName: t.string({ description: displayName }),
    roles: t.field({ type: [RoleEnum], required: true, description: roles }),
    password: t.string({
      required: true,
      description: `The password. At least ${passwordLimits.minLength} characters, and hard to guess.`,
    }),
  }),
});

const UserInviteInput = builder.inputType('UserInviteInput', {
  description: 'A person to invite.',
  fields: (t) => ({
    email: t.string({ required: true, description: email }),
    displayName: t.string({ description: displayName }),
    roles: t.field({ type: [RoleEnum], required: true, description: roles }),
  }),
});

const UserPasswordRequestInput = builder.inputType('UserPasswordRequestInput', {
  description: 'The account whose owner is asked for a password.',
  fields: (t) => ({ id: t.id({ required: true, description: 'The id of the account.' }) }),
});

builder.mutationFields((t) => ({
  userCreate: t.field({
    type: UserPayload,
    description:
      'Creates an account with a password, whatever `MORTAR_SIGN_UP` is. No mail is sent. Fails with EMAIL_TAKEN or WEAK_PASSWORD. Requires a fresh log-in.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: UserCreateInput, required: true, description: 'Describes the account to create.' }) },
    resolve: (_root, { input }, context) => resolve.userCreate(input, context),
  }),
  userInvite: t.field({
    type: UserHandedPayload,
    description:
      'Creates an account without a password, and mails its owner a link to set one, which holds for 7 days. Fails with EMAIL_TAKEN or SIGN_UP_CLOSED. Requires a fresh log-in.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: UserInviteInput, required: true, description: 'Describes the person to invite.' }) },
    resolve: (_root, { input }, context) => resolve.userInvite(input, context),
  }),
  userPasswordRequest: t.field({
    type: UserHandedPayload,
    description:
      'Mails the owner of an account a link to set a new password, or another invitation if the first was not accepted. An earlier link stops working. Fails with ILLEGAL_STATE if the account is disabled. Requires a fresh log-in.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: UserPasswordRequestInput,
        required: true,
        description: 'Names the account whose owner is asked.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.userPasswordRequest(input.id, context),
  }),
}));
