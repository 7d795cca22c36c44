// Changes of the second factors of the caller's account.

import { recoveryLimits } from '../../redis/account/recovery-code.ts';
import * as resolve from '../../resolvers/account/second-factor.ts';
import { TotpConfirmInput } from '../account/second-factor.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';
import { Viewer } from './viewer.ts';

const SecondFactorPayload = payloadType<resolve.FactorFields>(
  'SecondFactorPayload',
  'The result of a mutation that changes the second factors of the caller’s account.',
  (t) => ({
    viewer: t.field({
      type: Viewer,
      description: 'The caller after the mutation, as it is if that was refused.',
      resolve: (payload) => payload.viewer,
    }),
    token: t.string({
      nullable: true,
      description: 'The new token of the session if it got one, only for the transport BEARER.',
      resolve: (payload) => payload.token,
    }),
    recoveryCodes: t.stringList({
      nullable: true,
      description: `The ${recoveryLimits.codes} recovery codes if they are new: show them now, since nobody can read them later. Null otherwise.`,
      resolve: (payload) => payload.recoveryCodes && [...payload.recoveryCodes],
    }),
  }),
);

builder.mutationFields((t) => ({
  totpConfirm: t.field({
    type: SecondFactorPayload,
    description:
      'Adds the authenticator app of `totpBegin` with its first code, and tells the owner by mail. The first second factor comes with recovery codes. Requires a fresh log-in. Fails with SECOND_FACTOR_INVALID.',
    authScopes: { user: true },
    args: {
      input: t.arg({ type: TotpConfirmInput, required: true, description: 'Gives the code that the app shows.' }),
    },
    resolve: (_root, { input }, context) => resolve.totpConfirm(input.code, context),
  }),
  totpRemove: t.field({
    type: SecondFactorPayload,
    description:
      'Removes the authenticator app, and tells the owner by mail. With the last second factor go the recovery codes. Requires a fresh log-in.',
    authScopes: { user: true },
    resolve: (_root, _args, context) => resolve.totpRemove(context),
  }),
  recoveryCodesReplace: t.field({
    type: SecondFactorPayload,
    description:
      'Replaces the recovery codes, and tells the owner by mail. The former ones are void. Requires a fresh log-in. Fails with ILLEGAL_STATE if the account has no second factor.',
    authScopes: { user: true },
    resolve: (_root, _args, context) => resolve.recoveryCodesReplace(context),
  }),
  trustedDevicesForget: t.field({
    type: SecondFactorPayload,
    description: 'Ends the trust in devices: each needs a second factor at its next log-in. Requires a fresh log-in.',
    authScopes: { user: true },
    resolve: (_root, _args, context) => resolve.trustedDevicesForget(context),
  }),
}));
