// The audit log.

import type { AuditEntry as Entry } from '../../redis/account/audit-record.ts';
import * as resolve from '../../resolvers/account/audit.ts';
import { builder } from '../base/builder.ts';
import { User } from './account.ts';

const AuditEntry = builder.objectRef<Entry>('AuditEntry');

builder.node(AuditEntry, {
  description:
    'An act that concerns the security of an account. It names accounts by their ids, so that nothing of a person is left once an account is erased.',
  id: { resolve: (entry) => entry.cursor },
  loadOne: (cursor, context) => resolve.auditEntry(cursor, context),
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: 'When it was done.', resolve: (entry) => entry.at }),
    kind: t.exposeString('kind', { description: 'What was done, such as `log_in` or `roles_changed`.' }),
    userId: t.globalID({
      nullable: true,
      description: 'The id of the account that it was about. Null if it was about none.',
      resolve: ({ accountId }) => accountId && { type: 'User', id: accountId },
    }),
    user: t.field({
      type: User,
      nullable: true,
      description: 'The account that it was about. Null if it is gone.',
      resolve: ({ accountId }, _args, context) => resolve.accountInAudit(accountId, context),
    }),
    actorId: t.globalID({
      nullable: true,
      description: 'The id of the account that did it. Null if nobody had logged in, or Mortar did it.',
      resolve: ({ byId }) => byId && { type: 'User', id: byId },
    }),
    actor: t.field({
      type: User,
      nullable: true,
      description: 'The account that did it. Null if it is gone, or the caller may not see it.',
      resolve: ({ byId }, _args, context) => resolve.accountInAudit(byId, context),
    }),
    ipAddress: t.string({
      nullable: true,
      description:
        'The IP address that it came from. After 30 days only its network: two parts of an IPv4 address, three of an IPv6 address. Null if it did not come from outside, or if another account did it and the caller is no administrator.',
      resolve: (entry, _args, context) => resolve.addressInAudit(entry, context),
    }),
    before: t.exposeString('before', {
      nullable: true,
      description: 'What was before, such as the roles. Null if nothing is known of it.',
    }),
    after: t.exposeString('after', {
      nullable: true,
      description: 'What was after it, such as the roles. Null if nothing is known of it.',
    }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why it was done. Null if nobody said.' }),
  }),
});

const AuditEntryConnection = builder.connectionObject(
  { type: AuditEntry, name: 'AuditEntryConnection', description: 'A page of the audit log.' },
  { name: 'AuditEntryEdge', description: 'An act in a page, with its cursor.' },
);

builder.queryField('auditLog', (t) =>
  t.connection(
    {
      type: AuditEntry,
      description: 'Lists what was done to accounts and by whom, newest first. `totalCount` is always null.',
      authScopes: { role: 'ADMIN' },
      args: {
        id: t.arg.id({ description: 'Lists only acts about the account with this id. Default: about all.' }),
        actorId: t.arg.id({ description: 'Lists only acts of the account with this id. Default: of all.' }),
        kinds: t.arg.stringList({ description: 'Lists only acts of these kinds. Default: of all kinds.' }),
        from: t.arg({
          type: 'DateTime',
          description: 'Lists only acts from this moment on. Default: all that are kept.',
        }),
        to: t.arg({ type: 'DateTime', description: 'Lists only acts before this moment. Default: until now.' }),
      },
      resolve: (_root, args, context) => resolve.auditLog(args, context),
    },
    AuditEntryConnection,
  ),
);

builder.objectField(User, 'activity', (t) =>
  t.connection(
    {
      type: AuditEntry,
      isolated: true,
      description: 'What was done to the account, such as log-ins, newest first. `totalCount` is always null.',
      resolve: (account, args, context) => resolve.activityOf(account, args, context),
    },
    AuditEntryConnection,
  ),
);
