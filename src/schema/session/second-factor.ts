// Changes of the second factors of the caller's account.

import { recoveryLimits } from '../../redis/account/recovery-code.ts';
import * as resolve from '../../resolvers/account/second-factor.ts';
import { sessionLogInPasskey } from '../../resolvers/session/session.ts';
import {
  PasskeyAddInput,
  PasskeyRemoveInput,
  PasskeyRenameInput,
  passkey,
  TotpConfirmInput,
} from '../account/second-factor.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';
import { beginFields, SessionPayload } from './mutation.ts';
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

const SessionLogInPasskeyInput = builder.inputType('SessionLogInPasskeyInput', {
  description: 'The passkey to log in with, and the session that begins.',
  fields: (t) => ({
    passkey: t.field({ type: 'JSON', required: true, description: passkey }),
    ...beginFields(t),
  }),
});

builder.mutationFields((t) => ({
  sessionLogInPasskey: t.field({
    type: SessionPayload,
    description:
      'Logs in with only a passkey, which needs no password and no second factor beside it. Fails with SECOND_FACTOR_INVALID.',
    withDeadCredential: true,
    authScopes: { public: true },
    args: {
      input: t.arg({ type: SessionLogInPasskeyInput, required: true, description: 'Gives the answer of the passkey.' }),
    },
    resolve: (_root, { input }, context) => sessionLogInPasskey(input, context),
  }),
  passkeyAdd: t.field({
    type: SecondFactorPayload,
    description:
      'Adds the passkey of `passkeyBegin`, and tells the owner by mail. The first second factor comes with recovery codes. Requires a fresh log-in. Fails with SECOND_FACTOR_INVALID or CONFLICT.',
    authScopes: { user: true },
    args: {
      input: t.arg({ type: PasskeyAddInput, required: true, description: 'Gives what the browser made, and a name.' }),
    },
    resolve: (_root, { input }, context) => resolve.passkeyAdd(input, context),
  }),
  passkeyRename: t.field({
    type: SecondFactorPayload,
    description: 'Names a passkey of the caller.',
    authScopes: { user: true },
    args: {
      input: t.arg({
        type: PasskeyRenameInput,
        required: true,
        description: 'Names the passkey, and says its new name.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.passkeyRename(input, context),
  }),
  passkeyRemove: t.field({
    type: SecondFactorPayload,
    description:
      'Removes a passkey, and tells the owner by mail. With the last second factor go the recovery codes. Requires a fresh log-in.',
    authScopes: { user: true },
    args: {
      input: t.arg({ type: PasskeyRemoveInput, required: true, description: 'Names the passkey to remove.' }),
    },
    resolve: (_root, { input }, context) => resolve.passkeyRemove(input.id, context),
  }),
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
