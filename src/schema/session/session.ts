// A session as its owner sees it: one device, one log-in.

import type { SessionEnd } from '../../live/session-watch.ts';
import { type SessionEndReason as EndReason, sessionEndReasons } from '../../redis/session/event.ts';
import type { SessionInfo } from '../../redis/session/record.ts';
import { sessionById, sessionEnded } from '../../resolvers/session.ts';
import { builder } from '../base/builder.ts';

export const SessionTransport = builder.enumType('SessionTransport', {
  description: 'How a session’s token travels.',
  values: {
    COOKIE: { description: 'In a cookie that scripts cannot read: for browsers. The token is never in an answer.' },
    BEARER: { description: 'In the header `Authorization: Bearer <token>`: for programs and apps.' },
  } as const,
});

const reasons: Record<EndReason, string> = {
  LOGGED_OUT: 'Its holder logged out, or logged in anew.',
  REVOKED: 'Its owner or an administrator ended it, or too many others were begun.',
  EXPIRED: 'It was not used for too long, or reached its absolute end.',
  TOKEN_REUSED: 'A token was used again long after it had been replaced: somebody had stolen it.',
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
  description: 'Why a session looks as if somebody else had its token.',
  values: {
    DEVICE: { description: 'It was used by another kind of browser, system or program than it was begun with.' },
    NETWORK: { description: 'It was used from another network all of a sudden.' },
  } as const,
});

export const Session = builder.objectRef<SessionInfo>('Session');

builder.node(Session, {
  description: 'A session: one device on which somebody is logged in, or a guest.',
  id: { resolve: (session) => session.id },
  loadOne: (id, context) => sessionById(id, context),
  fields: (t) => ({
    current: t.boolean({
      description: 'Whether this is the session that asks.',
      resolve: (session, _args, context) => session.id === context.session?.id,
    }),
    device: t.exposeString('device', {
      description: 'The name given at log-in, or what the client seems to be, such as `Firefox on Linux`.',
    }),
    transport: t.field({
      type: SessionTransport,
      description: 'How its token travels.',
      resolve: (session) => session.transport,
    }),
    ipAddress: t.exposeString('ipAddress', { nullable: true, description: 'The address it was last seen from.' }),
    userAgent: t.exposeString('userAgent', {
      nullable: true,
      description: 'How the client that began it named itself: the first 240 characters.',
    }),
    flagged: t.field({
      type: SessionFlag,
      nullable: true,
      description: 'Set when its token suddenly came from elsewhere, until the password is given again.',
      resolve: (session) => session.flagged,
    }),
    createdAt: t.field({ type: 'DateTime', description: 'When it began.', resolve: (session) => session.createdAt }),
    lastActiveAt: t.field({
      type: 'DateTime',
      description: 'When it was last used, within a minute.',
      resolve: (session) => session.lastActiveAt,
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'When it ends unless it is used before.',
      resolve: (session) => session.expiresAt,
    }),
    absoluteExpiresAt: t.field({
      type: 'DateTime',
      description: 'When it ends however much it is used.',
      resolve: (session) => session.absoluteExpiresAt,
    }),
  }),
});

const SessionEnded = builder.objectRef<SessionEnd>('SessionEnded').implement({
  description: 'That a session has ended.',
  fields: (t) => ({
    sessionId: t.globalID({
      description: 'Which.',
      resolve: (end) => ({ type: 'Session', id: end.sessionId }),
    }),
    reason: t.field({ type: SessionEndReason, description: 'Why.', resolve: (end) => end.reason }),
    at: t.field({ type: 'DateTime', description: 'When.', resolve: (end) => end.at }),
  }),
});

builder.subscriptionField('sessionEnded', (t) =>
  t.field({
    type: SessionEnded,
    description:
      'That the caller’s session has ended: delivered once. Then this and every other live stream of the session end.',
    authScopes: { session: true },
    subscribe: (_root, _args, context) => sessionEnded(context),
    resolve: (end: SessionEnd) => end,
  }),
);
