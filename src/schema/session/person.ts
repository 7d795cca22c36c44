// A person's right to all that is kept, and to its erasure.

import * as resolve from '../../resolvers/account/person.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';
import { Viewer } from './viewer.ts';

const AccountExportPayload = payloadType<resolve.ExportFields>(
  'AccountExportPayload',
  'A page of all that is kept of an account. Ask for the next with `next`, until that is null.',
  (t) => ({
    section: t.string({
      nullable: true,
      description: 'What the entries are, such as `orders`. Null if the mutation was refused.',
      resolve: (payload) => payload.section,
    }),
    entries: t.field({
      type: ['JSON'],
      description: 'What is kept of it. Amounts are in minor units, as text.',
      resolve: (payload) => [...payload.entries],
    }),
    next: t.string({
      nullable: true,
      description: 'What to give as `after` for the next page. Null if this is the last one.',
      resolve: (payload) => payload.next,
    }),
  }),
);

const AccountErasePayload = payloadType<resolve.EraseFields>(
  'AccountErasePayload',
  'The result of `accountErase`.',
  (t) => ({
    erased: t.boolean({ description: 'Whether the account is erased.', resolve: (payload) => payload.erased }),
    viewer: t.field({
      type: Viewer,
      description: 'The caller after the mutation: without a session, if the account is erased.',
      resolve: (payload) => payload.viewer,
    }),
  }),
);

const UserErasePayload = payloadType<Omit<resolve.EraseFields, 'viewer'>>(
  'UserErasePayload',
  'The result of `userErase`.',
  (t) => ({
    erased: t.boolean({ description: 'Whether the account is erased.', resolve: (payload) => payload.erased }),
  }),
);

const AccountExportInput = builder.inputType('AccountExportInput', {
  description: 'Which page of the export to read.',
  fields: (t) => ({
    after: t.string({ description: 'The `next` of the page before. Default: the first page, which begins an export.' }),
  }),
});

const confirm = 'Must be true, since nothing brings the account back. Default: false.';

const AccountEraseInput = builder.inputType('AccountEraseInput', {
  description: 'The confirmation that the account is to be erased.',
  fields: (t) => ({ confirm: t.boolean({ description: confirm }) }),
});

const UserEraseInput = builder.inputType('UserEraseInput', {
  description: 'The account to erase.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the account.' }),
    confirm: t.boolean({ description: confirm }),
  }),
});

builder.mutationFields((t) => ({
  accountExport: t.field({
    type: AccountExportPayload,
    description:
      'Returns all that is kept of the caller’s account, page by page: the account, its log-ins, sessions, orders and what else there is. Three exports can be begun in a row, then one every 20 minutes. Requires a fresh log-in.',
    authScopes: { user: true },
    args: { input: t.arg({ type: AccountExportInput, description: 'Which page to read. Default: the first one.' }) },
    resolve: (_root, { input }, context) => resolve.accountExport(input?.after ?? null, context),
  }),
  accountErase: t.field({
    type: AccountErasePayload,
    description:
      'Erases the caller’s account for good. Its sessions end, its orders stay without the person, and a mail tells the owner. Fails with CONFIRMATION_REQUIRED, or with ILLEGAL_STATE for an administrator’s account. Requires a fresh log-in.',
    authScopes: { user: true },
    args: {
      input: t.arg({ type: AccountEraseInput, required: true, description: 'Confirms that the account is erased.' }),
    },
    resolve: (_root, { input }, context) => resolve.accountErase(input.confirm ?? false, context),
  }),
  userErase: t.field({
    type: UserErasePayload,
    description:
      'Erases an account, as its owner can with `accountErase`. Fails with CONFIRMATION_REQUIRED, or with ILLEGAL_STATE for an administrator’s account. Requires a fresh log-in.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({ type: UserEraseInput, required: true, description: 'Names the account, and confirms it.' }),
    },
    resolve: (_root, { input }, context) => resolve.userErase(input.id, input.confirm ?? false, context),
  }),
}));
