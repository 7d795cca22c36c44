// A session as its owner sees it: one device, one log-in.

import { type SessionEndReason as EndReason, sessionEndReasons } from '../../redis/session/event.ts';
import type { SessionInfo } from '../../redis/session/record.ts';
import { type EndOfSession, sessionByKey, sessionEnded, sessionKey } from '../../resolvers/session/session.ts';
import { builder } from '../base/builder.ts';

export const SessionTransport = builder.enumType('SessionTransport', {
  description: 'How the token of a session is sent.',
  values: {
    COOKIE: { description: 'In a cookie that scripts cannot read, for browsers. No payload contains the token.' },
    BEARER: { description: 'In the header `Authorization: Bearer <token>`, for programs and apps.' },
  } as const,
});

const reasons: Record<EndReason, string> = {
  LOGGED_OUT: 'The holder logged out, or logged in again.',
  REVOKED: 'The owner or an administrator ended it, or the account began too many other sessions.',
  EXPIRED: 'The session was idle for too long, or reached its maximum age.',
  TOKEN_REUSED: 'A token was used long after it had been replaced, so it was probably stolen.',
  ACCOUNT_DISABLED: 'An administrator disabled the account.',
  PASSWORD_CHANGED: 'The password was changed in another session.',
};

const SessionEndReason = builder.enumType('SessionEndReason', {
  description: 'Why a session ended.',
  values: Object.fromEntries(sessionEndReasons.map((reason) => [reason, { description: reasons[reason] }])) as Record<
    EndReason,
    { description: string }
  >,
});

const SessionFlag = builder.enumType('SessionFlag', {
  description: 'Why somebody else may have the token of a session.',
  values: {
    DEVICE: { description: 'Another kind of browser, system or program used it than the one that began it.' },
    NETWORK: { description: 'It was suddenly used from another network.' },
  } as const,
});

export const Session = builder.objectRef<SessionInfo>('Session');

builder.node(Session, {
  description: 'One device on which an account is logged in, or a guest.',
  id: { resolve: (session) => sessionKey(session) },
  loadOne: (key, context) => sessionByKey(key, context),
  fields: (t) => ({
    current: t.boolean({
      description: 'Whether this is the session of the request.',
      resolve: (session, _args, context) => session.id === context.session?.id,
    }),
    device: t.exposeString('device', {
      description: 'The name that was given at log-in, else a guess from the user agent, such as `Firefox on Linux`.',
    }),
    transport: t.field({
      type: SessionTransport,
      description: 'How its token is sent.',
      resolve: (session) => session.transport,
    }),
    ipAddress: t.exposeString('ipAddress', { nullable: true, description: 'The IP address that last used it.' }),
    userAgent: t.exposeString('userAgent', {
      nullable: true,
      description: 'The user agent that began it. At most 240 characters.',
    }),
    flagged: t.field({
      type: SessionFlag,
      nullable: true,
      description: 'Set if its token suddenly came from elsewhere, until the password is confirmed. Null otherwise.',
      resolve: (session) => session.flagged,
    }),
    remembered: t.exposeBoolean('remembered', {
      description: 'Whether the holder asked to be remembered when the session began.',
    }),
    impersonated: t.exposeBoolean('impersonated', {
      description: 'Whether an administrator acts as the account in this session.',
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When the session began.',
      resolve: (session) => session.createdAt,
    }),
    lastActiveAt: t.field({
      type: 'DateTime',
      description: 'When it was last used, to within a minute.',
      resolve: (session) => session.lastActiveAt,
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'When it ends if it is not used before.',
      resolve: (session) => session.expiresAt,
    }),
    absoluteExpiresAt: t.field({
      type: 'DateTime',
      description: 'When it ends even if it is used.',
      resolve: (session) => session.absoluteExpiresAt,
    }),
  }),
});

const SessionEnded = builder.objectRef<EndOfSession>('SessionEnded').implement({
  description: 'The end of a session.',
  fields: (t) => ({
    sessionId: t.globalID({
      description: 'The id of the session that ended.',
      resolve: (end) => ({ type: 'Session', id: end.sessionKey }),
    }),
    reason: t.field({ type: SessionEndReason, description: 'Why the session ended.', resolve: (end) => end.reason }),
    at: t.field({ type: 'DateTime', description: 'When the session ended.', resolve: (end) => end.at }),
  }),
});

builder.subscriptionField('sessionEnded', (t) =>
  t.field({
    type: SessionEnded,
    description:
      'Delivers one event when the caller’s session ends. Then this and every other live stream of the session end.',
    authScopes: { session: true },
    subscribe: (_root, _args, context) => sessionEnded(context),
    resolve: (end: EndOfSession) => end,
  }),
);
