// The viewer, whoever asks, and where an account is logged in.

import { userSessions, viewerUser } from '../../resolvers/account/account.ts';
import { viewerSecurity } from '../../resolvers/account/second-factor.ts';
import { type ViewerShape, viewer } from '../../resolvers/session/begin.ts';
import { viewerByKey, viewerKey, viewerSession, viewerSessions } from '../../resolvers/session/session.ts';
import { RoleEnum, User } from '../account/account.ts';
import { AccountSecurity } from '../account/second-factor.ts';
import { builder } from '../base/builder.ts';
import { Session } from './session.ts';

export const Viewer = builder.objectRef<ViewerShape>('Viewer');

builder.node(Viewer, {
  description: 'The caller: an account, a guest, or a caller without a session.',
  id: { resolve: (_viewer, _args, context) => viewerKey(context) },
  loadOne: (key, context) => viewerByKey(key, context),
  fields: (t) => ({
    user: t.field({
      type: User,
      nullable: true,
      description: 'The account. Null for a guest and for a caller without a session.',
      resolve: (_viewer, _args, context) => viewerUser(context),
    }),
    roles: t.field({
      type: [RoleEnum],
      description:
        'What this session may do: the roles of the account, without ADMIN if administrators need a second factor and none was given.',
      resolve: (_viewer, _args, { session }) => [...(session?.roles ?? [])],
    }),
    security: t.field({
      type: AccountSecurity,
      nullable: true,
      isolated: true,
      description:
        'What the account is protected by beside its password. Null for a guest and for a caller without a session.',
      resolve: (_viewer, _args, context) => viewerSecurity(context),
    }),
    session: t.field({
      type: Session,
      nullable: true,
      description: 'The session of the request. Null if there is none.',
      resolve: (_viewer, _args, context) => viewerSession(context),
    }),
    sessions: t.field({
      type: [Session],
      isolated: true,
      complexity: { multiplier: 20 },
      description: 'All sessions of the account, the most recently used first. A guest has one session.',
      resolve: (_viewer, _args, context) => viewerSessions(context),
    }),
  }),
});

builder.objectField(User, 'sessions', (t) =>
  t.field({
    type: [Session],
    isolated: true,
    complexity: { multiplier: 20 },
    description: 'All sessions of the account, the most recently used first.',
    resolve: (account, _args, context) => userSessions(account, context),
  }),
);

builder.queryField('viewer', (t) =>
  t.field({
    type: Viewer,
    description: 'Returns the caller of the request.',
    authScopes: { public: true },
    resolve: () => viewer,
  }),
);
