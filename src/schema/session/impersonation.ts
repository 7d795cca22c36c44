// A session in which an administrator acts as an account.

import { auditLimits } from '../../redis/account/audit-record.ts';
import * as resolve from '../../resolvers/account/administration.ts';
import { builder } from '../base/builder.ts';
import { SessionPayload, transport } from './mutation.ts';
import { SessionTransport } from './session.ts';

const UserImpersonateInput = builder.inputType('UserImpersonateInput', {
  description: 'The account to act as.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the account.' }),
    reason: t.string({
      required: true,
      description: `Why, for the audit log. 1 to ${auditLimits.characters} characters.`,
    }),
    transport: t.field({ type: SessionTransport, description: transport }),
  }),
});

builder.mutationFields((t) => ({
  userImpersonate: t.field({
    type: SessionPayload,
    description:
      'Begins a session in which the caller acts as an account, for an hour at most. It is marked as `impersonated`, cannot do what requires a fresh log-in, and the audit log has the reason. Fails with INVALID for an administrator’s account. Requires a fresh log-in.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: UserImpersonateInput,
        required: true,
        description: 'Names the account, and gives the reason.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.userImpersonate(input, context),
  }),
}));
