// Beginning, renewing and ending sessions.

import { trustedDays } from '../../redis/account/device.ts';
import { sessionLimits } from '../../redis/session/settings.ts';
import type { SessionFields } from '../../resolvers/session/begin.ts';
import * as resolve from '../../resolvers/session/session.ts';
import { User } from '../account/account.ts';
import { MailRequestType } from '../account/mailed-proof.ts';
import { PendingLogIn, passkey, recoveryCode, totp } from '../account/second-factor.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';
import { SessionTransport } from './session.ts';
import { Viewer } from './viewer.ts';

const remember =
  'Whether the session lasts for up to 30 days, or what MORTAR_REMEMBERED_SESSION_MAX_MINUTES says, unless the account is an administrator’s. Default: false.';
export const transport = 'How the token is sent. Default: as in the present session, else COOKIE.';
const deviceName = `A name for the list of sessions. At most ${sessionLimits.deviceNameLength} characters.`;

type InputFields = Parameters<Parameters<typeof builder.inputType>[1]['fields']>[0];

/** What can be chosen for a session that begins. */
export const beginFields = (t: InputFields) => ({
  transport: t.field({ type: SessionTransport, description: transport }),
  deviceName: t.string({ description: deviceName }),
  remember: t.boolean({ description: remember }),
});

export const SessionPayload = payloadType<SessionFields>(
  'SessionPayload',
  'The result of a mutation that begins or renews a session.',
  (t) => ({
    viewer: t.field({
      type: Viewer,
      description: 'The caller after the mutation, as it is if that was refused.',
      resolve: (payload) => payload.viewer,
    }),
    token: t.string({
      nullable: true,
      description: 'The token, only for the transport BEARER. With COOKIE it is in the header Set-Cookie.',
      resolve: (payload) => payload.token,
    }),
    pendingLogIn: t.field({
      type: PendingLogIn,
      nullable: true,
      description: 'The log-in that waits for a second factor, with the error SECOND_FACTOR_REQUIRED. Null otherwise.',
      resolve: (payload) => payload.pendingLogIn,
    }),
    mailRequest: t.field({
      type: MailRequestType,
      nullable: true,
      description:
        'For `accountCreate`, if addresses must be confirmed: the mail with whose code `sessionLogInByMail` logs in. Null otherwise.',
      resolve: (payload) => payload.mailRequest,
    }),
  }),
);

const SessionLogOutPayload = payloadType<resolve.LogOutFields>(
  'SessionLogOutPayload',
  'The result of `sessionLogOut`.',
  (t) => ({
    ended: t.boolean({ description: 'False if there was no session to end.', resolve: (payload) => payload.ended }),
    viewer: t.field({
      type: Viewer,
      description: 'The caller after the mutation, without a session.',
      resolve: (payload) => payload.viewer,
    }),
  }),
);

const SessionRevokePayload = payloadType<resolve.RevokeFields>(
  'SessionRevokePayload',
  'The result of a mutation that ends sessions.',
  (t) => ({
    revoked: t.int({ description: 'The number of sessions that ended.', resolve: (payload) => payload.revoked }),
    user: t.field({
      type: User,
      nullable: true,
      description:
        'The account of the sessions, also if the mutation was refused. Null for a guest, and if there is none.',
      resolve: (payload) => payload.user,
    }),
    viewer: t.field({
      type: Viewer,
      description: 'The caller after the mutation, as it is if that was refused.',
      resolve: (payload) => payload.viewer,
    }),
  }),
);

const SessionStartInput = builder.inputType('SessionStartInput', {
  description: 'The settings of a guest’s session.',
  fields: (t) => ({ transport: t.field({ type: SessionTransport, description: transport }) }),
});

const AccountCreateInput = builder.inputType('AccountCreateInput', {
  description: 'The new account and the session that it begins.',
  fields: (t) => ({
    email: t.string({ required: true, description: 'The e-mail address. Upper and lower case are the same.' }),
    password: t.string({
      required: true,
      description: 'At least 10 characters, and hard to guess.',
    }),
    displayName: t.string({ description: 'The name to show for the account. At most 100 characters.' }),
    ...beginFields(t),
  }),
});

const SessionLogInInput = builder.inputType('SessionLogInInput', {
  description: 'The account to log in to, and the session that it begins.',
  fields: (t) => ({
    email: t.string({ required: true, description: 'The e-mail address of the account, or its user name.' }),
    password: t.string({ required: true, description: 'The password of the account.' }),
    ...beginFields(t),
  }),
});

const SessionReauthenticateInput = builder.inputType('SessionReauthenticateInput', {
  description: 'What confirms that it is still the owner: the password, or a second factor. Give one.',
  fields: (t) => ({
    password: t.string({ description: 'The password of the caller’s account.' }),
    totp: t.string({ description: totp }),
    recoveryCode: t.string({ description: recoveryCode }),
    passkey: t.field({ type: 'JSON', description: passkey }),
  }),
});

const SessionLogInSecondFactorInput = builder.inputType('SessionLogInSecondFactorInput', {
  description: 'The second factor of a log-in, and the session that begins. Give one factor.',
  fields: (t) => ({
    logIn: t.string({ required: true, description: 'The `token` of `pendingLogIn`.' }),
    totp: t.string({ description: totp }),
    recoveryCode: t.string({ description: recoveryCode }),
    passkey: t.field({ type: 'JSON', description: passkey }),
    rememberDevice: t.boolean({
      description: `Whether log-ins from this browser need no second factor for ${trustedDays} days. Default: false.`,
    }),
    ...beginFields(t),
  }),
});

const PasswordChangeInput = builder.inputType('PasswordChangeInput', {
  description: 'The change of a password.',
  fields: (t) => ({
    currentPassword: t.string({ required: true, description: 'The present password of the account.' }),
    newPassword: t.string({
      required: true,
      description: 'The new password. At least 10 characters, and hard to guess.',
    }),
  }),
});

const SessionRevokeInput = builder.inputType('SessionRevokeInput', {
  description: 'The session to end.',
  fields: (t) => ({
    id: t.id({
      required: true,
      description: 'The id of a session in `viewer.sessions`, or for an administrator in `user.sessions`.',
    }),
  }),
});

const UserSessionsRevokeInput = builder.inputType('UserSessionsRevokeInput', {
  description: 'The account whose sessions end.',
  fields: (t) => ({ id: t.id({ required: true, description: 'The id of the account.' }) }),
});

builder.mutationFields((t) => ({
  sessionStart: t.field({
    type: SessionPayload,
    description: 'Begins a guest’s session, which can have a cart. A caller who has a session keeps it and its token.',
    authScopes: { public: true },
    args: { input: t.arg({ type: SessionStartInput, description: 'How the token is sent. Default: by cookie.' }) },
    resolve: (_root, { input }, context) => resolve.sessionStart(input, context),
  }),
  accountCreate: t.field({
    type: SessionPayload,
    description:
      'Creates an account and logs in to it. Fails with EMAIL_TAKEN, WEAK_PASSWORD, SIGN_UP_CLOSED, CAPTCHA_REQUIRED or CAPTCHA_UNAVAILABLE. If addresses must be confirmed, it begins no session but sends a mail, and does not tell whether the address is taken.',
    withDeadCredential: true,
    authScopes: { public: true },
    args: {
      input: t.arg({
        type: AccountCreateInput,
        required: true,
        description: 'Gives the e-mail address and the password of the new account.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.accountCreate(input, context),
  }),
  sessionLogIn: t.field({
    type: SessionPayload,
    description:
      'Logs in. A new session replaces the one that the caller had. Fails with INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS, CAPTCHA_REQUIRED, CAPTCHA_UNAVAILABLE, or SECOND_FACTOR_REQUIRED if the account has a second factor.',
    withDeadCredential: true,
    authScopes: { public: true },
    args: { input: t.arg({ type: SessionLogInInput, required: true, description: 'The account to log in to.' }) },
    resolve: (_root, { input }, context) => resolve.sessionLogIn(input, context),
  }),
  sessionLogInSecondFactor: t.field({
    type: SessionPayload,
    description:
      'Gives the second factor of a log-in that waits for it, and logs in. Fails with SECOND_FACTOR_INVALID or TOO_MANY_ATTEMPTS.',
    withDeadCredential: true,
    authScopes: { public: true },
    args: {
      input: t.arg({
        type: SessionLogInSecondFactorInput,
        required: true,
        description: 'The log-in that waits, and one of the factors of its account.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.sessionLogInSecondFactor(input, context),
  }),
  sessionReauthenticate: t.field({
    type: SessionPayload,
    description:
      'Confirms the password, or a second factor, which sensitive mutations require every 10 minutes. The session gets a new token.',
    authScopes: { user: true },
    args: {
      input: t.arg({
        type: SessionReauthenticateInput,
        required: true,
        description: 'Gives the present password of the account, or one of its second factors.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.sessionReauthenticate(input, context),
  }),
  passwordChange: t.field({
    type: SessionPayload,
    description:
      'Changes the password. All other sessions end, and this one gets a new token. Requires a fresh log-in.',
    authScopes: { user: true },
    args: {
      input: t.arg({ type: PasswordChangeInput, required: true, description: 'The present and the new password.' }),
    },
    resolve: (_root, { input }, context) => resolve.passwordChange(input, context),
  }),
}));

builder.mutationFields((t) => ({
  sessionLogOut: t.field({
    type: SessionLogOutPayload,
    description: 'Ends the caller’s session and all its live streams.',
    withDeadCredential: true,
    authScopes: { public: true },
    resolve: (_root, _args, context) => resolve.sessionLogOut(context),
  }),
  sessionRevoke: t.field({
    type: SessionRevokePayload,
    description:
      'Ends a session of the account. An administrator can end any account’s. Requires a fresh log-in, unless it is the caller’s own session.',
    authScopes: { user: true },
    args: {
      input: t.arg({ type: SessionRevokeInput, required: true, description: 'Names the session to end by its id.' }),
    },
    resolve: (_root, { input }, context) => resolve.sessionRevoke(input.id, context),
  }),
  sessionsRevokeOthers: t.field({
    type: SessionRevokePayload,
    description: 'Ends all sessions of the account except the caller’s own. Requires a fresh log-in.',
    authScopes: { user: true },
    resolve: (_root, _args, context) => resolve.sessionsRevokeOthers(context),
  }),
  userSessionsRevoke: t.field({
    type: SessionRevokePayload,
    description: 'Ends all sessions of an account. Requires a fresh log-in.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: UserSessionsRevokeInput,
        required: true,
        description: 'Names the account whose sessions end.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.userSessionsRevoke(input.id, context),
  }),
}));
