// The viewer, whoever asks, and where an account is logged in.

import { userSessions, viewerUser } from '../../resolvers/account/account.ts';
import {
  type ViewerShape,
  viewer,
  viewerByKey,
  viewerKey,
  viewerSession,
  viewerSessions,
} from '../../resolvers/session.ts';
import { User } from '../account/account.ts';
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
