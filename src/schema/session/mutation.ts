// Beginning, renewing and ending sessions.

import * as resolve from '../../resolvers/session.ts';
import { User } from '../account.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';
import { Session, SessionTransport } from './session.ts';
import { Viewer } from './viewer.ts';

const transport = 'How the token is to travel; as in the present session where absent, else COOKIE.';
const deviceName = `A name for the list of devices, at most ${resolve.deviceNameLength} characters.`;

const SessionPayload = payloadType<resolve.SessionFields>(
  'SessionPayload',
  'A session that was begun or renewed.',
  (t) => ({
    viewer: t.field({
      type: Viewer,
      nullable: true,
      description: 'The caller as he is now; null where it was refused.',
      resolve: (payload) => payload.viewer,
    }),
    token: t.string({
      nullable: true,
      description: 'The token, for the BEARER transport alone; for COOKIE it travels in Set-Cookie.',
      resolve: (payload) => payload.token,
    }),
  }),
);

const SessionLogOutPayload = payloadType<{ ended: boolean }>(
  'SessionLogOutPayload',
  'A session that was ended.',
  (t) => ({
    ended: t.boolean({ description: 'False where there was no session to end.', resolve: (payload) => payload.ended }),
  }),
);

const SessionRevokePayload = payloadType<resolve.RevokeFields>(
  'SessionRevokePayload',
  'Sessions that were ended.',
  (t) => ({
    revoked: t.int({ description: 'How many ended.', resolve: (payload) => payload.revoked }),
    viewer: t.field({
      type: Viewer,
      nullable: true,
      description: 'The caller as he is now; null where it was refused.',
      resolve: (payload) => payload.viewer,
    }),
  }),
);

const SessionStartInput = builder.inputType('SessionStartInput', {
  description: 'How to begin a guest’s session.',
  fields: (t) => ({ transport: t.field({ type: SessionTransport, description: transport }) }),
});

const AccountCreateInput = builder.inputType('AccountCreateInput', {
  description: 'A new account.',
  fields: (t) => ({
    email: t.string({ required: true, description: 'The e-mail address; upper and lower case are the same.' }),
    password: t.string({ required: true, description: 'At least 10 characters, and none of the commonest passwords.' }),
    displayName: t.string({ description: 'How the person wants to be called; at most 100 characters.' }),
    transport: t.field({ type: SessionTransport, description: transport }),
    deviceName: t.string({ description: deviceName }),
  }),
});

const SessionLogInInput = builder.inputType('SessionLogInInput', {
  description: 'Who wants to log in.',
  fields: (t) => ({
    email: t.string({ required: true, description: 'The e-mail address.' }),
    password: t.string({ required: true, description: 'The password.' }),
    transport: t.field({ type: SessionTransport, description: transport }),
    deviceName: t.string({ description: deviceName }),
  }),
});

const SessionReauthenticateInput = builder.inputType('SessionReauthenticateInput', {
  description: 'Proof that it is still the same person.',
  fields: (t) => ({ password: t.string({ required: true, description: 'The password.' }) }),
});

const PasswordChangeInput = builder.inputType('PasswordChangeInput', {
  description: 'A new password.',
  fields: (t) => ({
    currentPassword: t.string({ required: true, description: 'The password until now.' }),
    newPassword: t.string({ required: true, description: 'The password from now on: at least 10 characters.' }),
  }),
});

const SessionRevokeInput = builder.inputType('SessionRevokeInput', {
  description: 'Which session to end.',
  fields: (t) => ({
    id: t.globalID({
      for: Session,
      required: true,
      description: 'One of `viewer.sessions`, or for an administrator of `user.sessions`.',
    }),
  }),
});

const UserSessionsRevokeInput = builder.inputType('UserSessionsRevokeInput', {
  description: 'Whose sessions to end.',
  fields: (t) => ({ userId: t.globalID({ for: User, required: true, description: 'The account.' }) }),
});

builder.mutationFields((t) => ({
  sessionStart: t.field({
    type: SessionPayload,
    description: 'Begins a guest’s session, which a cart can hang on. Who has a session keeps it and its token.',
    authScopes: { public: true },
    args: { input: t.arg({ type: SessionStartInput, description: 'How; by cookie where absent.' }) },
    resolve: (_root, { input }, context) => resolve.sessionStart(input, context),
  }),
  accountCreate: t.field({
    type: SessionPayload,
    description: 'Makes an account and logs it in.',
    withDeadCredential: true,
    authScopes: { public: true },
    args: { input: t.arg({ type: AccountCreateInput, required: true, description: 'The account.' }) },
    resolve: (_root, { input }, context) => resolve.accountCreate(input, context),
  }),
  sessionLogIn: t.field({
    type: SessionPayload,
    description: 'Logs in: a new session, in the place of the one that the caller had.',
    withDeadCredential: true,
    authScopes: { public: true },
    args: { input: t.arg({ type: SessionLogInInput, required: true, description: 'Who.' }) },
    resolve: (_root, { input }, context) => resolve.sessionLogIn(input, context),
  }),
  sessionReauthenticate: t.field({
    type: SessionPayload,
    description:
      'Confirms the password, as sensitive mutations ask for after 10 minutes. The session gets a new token.',
    authScopes: { user: true },
    args: { input: t.arg({ type: SessionReauthenticateInput, required: true, description: 'The password.' }) },
    resolve: (_root, { input }, context) => resolve.sessionReauthenticate(input, context),
  }),
  passwordChange: t.field({
    type: SessionPayload,
    description: 'Changes the password; all other sessions end and this one gets a new token. Needs a fresh log-in.',
    authScopes: { user: true },
    args: { input: t.arg({ type: PasswordChangeInput, required: true, description: 'The passwords.' }) },
    resolve: (_root, { input }, context) => resolve.passwordChange(input, context),
  }),
  sessionLogOut: t.field({
    type: SessionLogOutPayload,
    description: 'Ends the session, and every live stream of it.',
    withDeadCredential: true,
    authScopes: { public: true },
    resolve: (_root, _args, context) => resolve.sessionLogOut(context),
  }),
  sessionRevoke: t.field({
    type: SessionRevokePayload,
    description:
      'Ends one of the account’s sessions, or for an administrator anyone’s. For another than this one, needs a fresh log-in.',
    authScopes: { user: true },
    args: { input: t.arg({ type: SessionRevokeInput, required: true, description: 'Which.' }) },
    resolve: (_root, { input }, context) => resolve.sessionRevoke(input.id.id, context),
  }),
  sessionsRevokeOthers: t.field({
    type: SessionRevokePayload,
    description: 'Ends all sessions of the account but this one. Needs a fresh log-in.',
    authScopes: { user: true },
    resolve: (_root, _args, context) => resolve.sessionsRevokeOthers(context),
  }),
  userSessionsRevoke: t.field({
    type: SessionRevokePayload,
    description: 'Ends all sessions of an account. Requires a fresh log-in.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: UserSessionsRevokeInput, required: true, description: 'Whose.' }) },
    resolve: (_root, { input }, context) => resolve.userSessionsRevoke(input.userId.id, context),
  }),
}));
